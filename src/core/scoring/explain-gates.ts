import { longDate, parseDay } from '../contracts/calendar.js';
import type { GateClearing, GateExplanation, GateMissing } from '../contracts/explanation.js';
import type { Action, Role } from '../contracts/instrument.js';
import type { GateResult } from '../contracts/scorecard.js';
import { answerAtValue, EPSILON } from '../instrument/answer-value.js';
import type { CompiledInstrument } from '../instrument/compile.js';
import { inquirer } from '../instrument/inquirer.js';
import { isOpen } from './gates.js';
import type { Judgement } from './judgement.js';
import { answerText } from './sentences.js';

/** Every gate with why it is open or closed, and what makes it pass. */
export function explainGates(
  judgements: readonly Judgement[],
  gates: readonly GateResult[],
  compiled: CompiledInstrument,
): GateExplanation[] {
  const byId = new Map(judgements.map((judgement) => [judgement.compiled.id, judgement]));
  return gates.map((gate) => explainGate(gate, byId.get(gate.id) as Judgement, compiled));
}

function explainGate(gate: GateResult, judgement: Judgement, compiled: CompiledInstrument): GateExplanation {
  const { id, subject, kind, state, until, reason } = gate;
  return {
    id,
    subject,
    kind,
    state,
    open: isOpen(state),
    until: until ?? null,
    reason: reason ?? null,
    clearing: state === 'passed' || state === 'not-applicable' ? null : clearingOf(gate, judgement, compiled),
    sentence: `${id} ${subject}: ${gateWords(isOpen(state), until, reason)}`,
  };
}

/** The words of a reason may be a whole sentence; its full stop is taken off. */
function gateWords(open: boolean, until: string | undefined, reason: string | undefined): string {
  const state = open ? 'open' : 'closed';
  if (reason !== undefined) return `${state} (${reason.replace(/\.$/, '')}).`;
  return until === undefined ? `${state}.` : `${state} until ${longDate(parseDay(until) as number)}.`;
}

function clearingOf(
  gate: GateResult,
  judgement: Judgement,
  { instrument, actions, roles }: CompiledInstrument,
): GateClearing {
  const { id, question, passMark } = judgement.compiled;
  const value = answerAtValue(question, instrument.method, passMark);
  const missing = missingOf(gate, judgement);
  const role =
    missing === 'answer' || missing === 'evidence'
      ? inquirer(question, roles)
      : (actions.get(id) as Action).owners[0]?.role;
  return {
    missing,
    question: question.question,
    passesAt: answerText(question, { type: 'value', value, evidence: [] }),
    documents: question.evidence,
    owner: (roles.get(role as string) as Role).name,
    sentence: clearingWords(missing, gate.until),
  };
}

function missingOf({ state }: GateResult, { compiled, outcome, mark, notKnownReason }: Judgement): GateMissing {
  if (state === 'conditional') return 'completion';
  if (notKnownReason === 'claimed-without-evidence') return 'evidence';
  if (outcome === 'not-known') return 'answer';
  return (mark as number) >= compiled.conditionalMark - EPSILON ? 'renewal' : 'gap';
}

function clearingWords(missing: GateMissing, until: string | undefined): string {
  switch (missing) {
    case 'answer':
      return 'Nobody has said how it stands. Find out, and record the answer with a dated document.';
    case 'gap':
      return 'Something has still to be done. Then record the answer with a dated document.';
    case 'evidence':
      return 'The answer is enough, and nothing shows it. Record a dated document that does.';
    case 'renewal':
      return 'What showed it no longer counts. Have it renewed, and record the new document.';
    case 'completion':
      return until === undefined
        ? 'It is open on conditions. Meet them, and record the document that shows it.'
        : `It is open on conditions and closes by itself on ${longDate(parseDay(until) as number)}. Meet them before then.`;
  }
}

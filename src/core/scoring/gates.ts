import { isoDate, longDate, type DayNumber } from '../contracts/calendar.js';
import type { GateKind } from '../contracts/instrument.js';
import type { GateResult, GateState } from '../contracts/scorecard.js';
import { EPSILON } from '../instrument/answer-value.js';
import type { Judgement } from './judgement.js';
import { statement } from './sentences.js';

/** The gates among the judged questions, in the instrument's order. A score plays no part in any of them. */
export function judgeGates(judgements: readonly Judgement[]): GateResult[] {
  return judgements.filter(({ compiled }) => compiled.gate !== null).map(gateResult);
}

/** The state of a gate question (method, section 4). Not known is not passed. */
export function gateState({ compiled, outcome, mark, evidence }: Judgement): GateState {
  switch (outcome) {
    case 'not-applicable':
    case 'not-known':
      return outcome;
    case 'met':
      return 'passed';
    case 'expired':
    case 'not-met':
      return 'failed';
    case 'partly-met':
      return (mark as number) >= compiled.conditionalMark - EPSILON && evidence.status === 'in-date'
        ? 'conditional'
        : 'failed';
  }
}

/** Whether a gate lets the site through today: passed, conditional while it lasts, or not applicable. */
export function isOpen(state: GateState): boolean {
  return state === 'passed' || state === 'conditional' || state === 'not-applicable';
}

function gateResult(judgement: Judgement): GateResult {
  const { compiled, evidence } = judgement;
  const state = gateState(judgement);
  const holds = (state === 'passed' || state === 'conditional') && evidence.lapses !== undefined;
  return {
    id: compiled.id,
    subject: compiled.question.subject,
    kind: compiled.gate as GateKind,
    state,
    until: holds ? isoDate(evidence.lapses) : undefined,
    reason: gateReason(judgement, state),
  };
}

/** The day on which a gate that would be open without it was closed by lapsed evidence; undefined when that is not why. */
export function closedByLapse({ compiled, mark, evidence }: Judgement): DayNumber | undefined {
  const wouldBeOpen = typeof mark === 'number' && mark >= compiled.conditionalMark - EPSILON;
  return wouldBeOpen && evidence.status === 'lapsed' ? evidence.lapses : undefined;
}

function gateReason(judgement: Judgement, state: GateState): string | undefined {
  const { compiled, notKnownReason, answer, mark, evidence } = judgement;
  if (state === 'passed') return undefined;
  if (state === 'conditional') {
    return evidence.lapses === undefined
      ? 'passes conditionally, and no end date is stated'
      : `passes conditionally until ${longDate(evidence.lapses)}`;
  }
  if (state === 'not-applicable') {
    return answer?.type === 'not-applicable' ? answer.reason : 'does not apply to this use';
  }
  if (notKnownReason === 'unanswered') return 'not answered';
  if (notKnownReason === 'answered-not-known') return 'answered as not known';
  if (notKnownReason === 'claimed-without-evidence') return 'claimed, but no dated evidence shows it';
  if ((mark as number) < compiled.conditionalMark - EPSILON) return statement(judgement);
  const lapsed = closedByLapse(judgement);
  return lapsed === undefined ? 'the evidence is for another version of the product' : `lapsed on ${longDate(lapsed)}`;
}

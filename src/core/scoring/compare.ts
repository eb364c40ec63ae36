import type { AssessmentInput } from '../contracts/answers.js';
import type {
  AnswerChange,
  ComparedAnswer,
  ComparedSide,
  Comparison,
  GateChange,
  IndexChangeLine,
} from '../contracts/comparison.js';
import type { Finding, GateResult, Scorecard } from '../contracts/scorecard.js';
import type { CompiledInstrument } from '../instrument/compile.js';
import { attributeIndexChange } from './attribute-change.js';
import { isOpen } from './gates.js';
import { answerText } from './sentences.js';

/** One submission with everything that belongs to it. */
export interface ComparableAssessment {
  readonly compiled: CompiledInstrument;
  readonly input: AssessmentInput;
  readonly scorecard: Scorecard;
}

/** What changed from one submission to another, by the same instrument; use and product version may differ. */
export function compareAssessments(before: ComparableAssessment, after: ComparableAssessment): Comparison {
  const [from, to] = [before.scorecard, after.scorecard];
  const lines = attributeIndexChange(from, to, after.compiled.instrument.method.scoreFloor);
  const known = new Set(from.checks.map(({ id }) => id));
  const raised = new Set(to.checks.map(({ id }) => id));
  const gates = gateChanges(from.gates, to.gates);
  return {
    before: sideOf(from),
    after: sideOf(to),
    indexChange: to.index.value - from.index.value,
    lines,
    answers: answerChanges(before, after),
    gates,
    checksRaised: [...raised].filter((id) => !known.has(id)),
    checksSettled: [...known].filter((id) => !raised.has(id)),
    sentence: summarise(from, to, lines, gates),
  };
}

function sideOf({ asOf, stage, index, completeness, confidence, verdicts, headline }: Scorecard): ComparedSide {
  return { asOf, stage, index: index.value, upper: index.upper, completeness, confidence, verdicts, headline };
}

function answerChanges(before: ComparableAssessment, after: ComparableAssessment): AnswerChange[] {
  const earlier = new Map(before.scorecard.findings.map((finding) => [finding.id, finding]));
  const sameContext = contextKey(before) === contextKey(after);
  return after.scorecard.findings.flatMap((to) => {
    const from = earlier.get(to.id) as Finding;
    const cause = causeOf(before, after, from, to, sameContext);
    if (cause === undefined) return [];
    return [
      { questionId: to.id, subject: to.subject, cause, before: compared(before, from), after: compared(after, to) },
    ];
  });
}

function causeOf(
  before: ComparableAssessment,
  after: ComparableAssessment,
  from: Finding,
  to: Finding,
  sameContext: boolean,
): AnswerChange['cause'] | undefined {
  const [a, b] = [before.input.answers.get(to.id), after.input.answers.get(to.id)];
  const given = ({ input }: ComparableAssessment): string => {
    const answer = input.answers.get(to.id);
    if (answer === undefined) return '';
    return answer.type === 'value' ? String(answer.value) : answer.type;
  };
  if (given(before) !== given(after)) return 'answer';
  if (evidenceKey(a) !== evidenceKey(b)) return 'evidence';
  if (from.outcome === to.outcome && from.value === to.value && from.strength === to.strength) return undefined;
  return sameContext ? 'time' : 'context';
}

/** Evidence without the ids of items, which are new in every revision. */
function evidenceKey(answer: { readonly evidence: readonly object[] } | undefined): string {
  return JSON.stringify((answer?.evidence ?? []).map((item) => ({ ...item, id: undefined })));
}

function contextKey({ input }: ComparableAssessment): string {
  const { use, productVersion, changes } = input.context;
  return JSON.stringify({ use, productVersion, changes });
}

function compared({ compiled, input }: ComparableAssessment, { id, outcome, value }: Finding): ComparedAnswer {
  return { outcome, value, text: answerText(compiled, id, input.answers.get(id)) };
}

function gateChanges(before: readonly GateResult[], after: readonly GateResult[]): GateChange[] {
  const earlier = new Map(before.map((gate) => [gate.id, gate.state]));
  return after.flatMap(({ id, subject, state, reason }) => {
    const from = earlier.get(id) ?? 'not-applicable';
    if (from === state) return [];
    const change = isOpen(from) === isOpen(state) ? 'other' : isOpen(state) ? 'opened' : 'lost';
    return [{ id, subject, change, before: from, after: state, ...(reason !== undefined && { reason }) }];
  });
}

function summarise(
  from: Scorecard,
  to: Scorecard,
  lines: readonly IndexChangeLine[],
  gates: readonly GateChange[],
): string {
  const [first] = lines;
  const moved = first === undefined ? '' : ` Most of it: ${first.sentence}`;
  const stage =
    from.stage.number === to.stage.number
      ? `The stage is ${to.stage.name} as before.`
      : `The stage went from ${from.stage.name} to ${to.stage.name}.`;
  const ids = (change: GateChange['change']): string[] =>
    gates.filter((gate) => gate.change === change).map(({ id }) => id);
  const [opened, lost] = [ids('opened'), ids('lost')];
  return [
    stage,
    `Index ${tenth(from.index.value)} to ${tenth(to.index.value)}.${moved}`,
    ...(opened.length > 0 ? [`Gates opened: ${opened.join(', ')}.`] : []),
    ...(lost.length > 0 ? [`Gates lost: ${lost.join(', ')}.`] : []),
  ].join(' ');
}

function tenth(value: number): string {
  return String(Math.round(value * 10) / 10);
}

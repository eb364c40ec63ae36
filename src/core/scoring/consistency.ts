import type { AssessmentInput, EvidenceItem } from '../contracts/answers.js';
import type { ConsistencyCheck } from '../contracts/scorecard.js';
import { EPSILON } from '../instrument/answer-value.js';
import type { CompiledInstrument } from '../instrument/compile.js';
import { gateState } from './gates.js';
import type { Judgement } from './judgement.js';

/** From this many answers on, all of them alike is worth a question. */
const ALIKE_FROM = 10;

/**
 * Queries about answers that do not fit together. Ids are stable: C.. come from the instrument, G.. are general. They
 * never change a score.
 */
export function checkConsistency(
  compiled: CompiledInstrument,
  input: AssessmentInput,
  judgements: readonly Judgement[],
): ConsistencyCheck[] {
  return [
    ...contradictions(compiled, judgements),
    ...allAlike(judgements),
    ...metWithoutEvidence(judgements),
    ...datesOutOfOrder(input, judgements),
    ...conditionWithoutEnd(judgements),
    ...versionNotStated(input, judgements),
  ];
}

function contradictions(compiled: CompiledInstrument, judgements: readonly Judgement[]): ConsistencyCheck[] {
  const known = (id: string): number | undefined => {
    const question = compiled.byId.get(id);
    const judgement = question && judgements[question.position];
    return typeof judgement?.mark === 'number' && judgement.answer?.type === 'value'
      ? judgement.answer.value
      : undefined;
  };
  const raised: ConsistencyCheck[] = [];
  for (const { id, severity, strong, weak, text } of compiled.instrument.contradictions) {
    const [high, low] = [known(strong.question), known(weak.question)];
    if (high === undefined || low === undefined) continue;
    if (high >= strong.atLeast && low <= weak.atMost) {
      raised.push({ id, severity, questions: [strong.question, weak.question], text });
    }
  }
  return raised;
}

function allAlike(judgements: readonly Judgement[]): ConsistencyCheck[] {
  const values = judgements.filter(({ mark }) => typeof mark === 'number');
  const [first] = values;
  if (values.length < ALIKE_FROM || values.some(({ mark }) => mark !== first?.mark)) return [];
  const text = `All ${String(values.length)} answers have the same value. Was each question looked at on its own?`;
  return [{ id: 'G01', severity: 'warning', questions: values.map(({ compiled }) => compiled.id), text }];
}

function metWithoutEvidence(judgements: readonly Judgement[]): ConsistencyCheck[] {
  const bare = judgements.filter(
    ({ compiled, mark, answer }) =>
      typeof mark === 'number' && mark >= compiled.passMark - EPSILON && answer?.evidence.length === 0,
  );
  if (bare.length === 0) return [];
  const count = bare.length === 1 ? '1 answer is' : `${String(bare.length)} answers are`;
  const text = `${count} said to be in place with no evidence named.`;
  return [{ id: 'G02', severity: 'query', questions: bare.map(({ compiled }) => compiled.id), text }];
}

function datesOutOfOrder(input: AssessmentInput, judgements: readonly Judgement[]): ConsistencyCheck[] {
  const questions = judgements
    .filter(({ answer }) => answer?.evidence.some((item) => isOutOfOrder(item, input.asOf)) === true)
    .map(({ compiled }) => compiled.id);
  const raised: ConsistencyCheck[] = [];
  if (questions.length > 0) {
    const text =
      'An evidence item expires or takes effect before its own date, expires before it takes effect, was checked ' +
      'before it was written, or is dated or checked after the day of this assessment.';
    raised.push({ id: 'G03', severity: 'warning', questions, text });
  }
  if (input.context.changes.some(({ on }) => on > input.asOf)) {
    const text = 'A recorded change lies after the day of this assessment; it is not counted yet.';
    raised.push({ id: 'G04', severity: 'query', questions: [], text });
  }
  return raised;
}

/** A condition holds until a day that somebody agreed; without one it holds until the evidence lapses by rule. */
function conditionWithoutEnd(judgements: readonly Judgement[]): ConsistencyCheck[] {
  const open = judgements.filter((judgement) => {
    const conditional = judgement.compiled.gate !== null && gateState(judgement) === 'conditional';
    return conditional && judgement.answer?.evidence.every(({ expires }) => expires === undefined) === true;
  });
  if (open.length === 0) return [];
  const text =
    'The gate passes conditionally, but no evidence item states until when: give the agreed end as its expiry.';
  return [{ id: 'G05', severity: 'warning', questions: open.map(({ compiled }) => compiled.id), text }];
}

/** Evidence that names a version can only be held against the site's own when that is stated. */
function versionNotStated(input: AssessmentInput, judgements: readonly Judgement[]): ConsistencyCheck[] {
  if (input.context.productVersion !== undefined) return [];
  const naming = judgements.filter(({ compiled, answer }) => {
    const names = answer?.evidence.some(({ productVersion }) => productVersion !== undefined) === true;
    return compiled.question.versionBound === true && names;
  });
  if (naming.length === 0) return [];
  const text =
    "Evidence names a version of the product, but the site's own version is not stated: say which is in use.";
  return [{ id: 'G06', severity: 'warning', questions: naming.map(({ compiled }) => compiled.id), text }];
}

function isOutOfOrder(item: EvidenceItem, asOf: number): boolean {
  const { date, effectiveFrom, expires, checkedOn } = item;
  const isBefore = (earlier: number | undefined, later: number | undefined): boolean =>
    earlier !== undefined && later !== undefined && earlier < later;
  return (
    isBefore(asOf, date) ||
    isBefore(asOf, checkedOn) ||
    isBefore(expires, date) ||
    isBefore(expires, effectiveFrom) ||
    isBefore(effectiveFrom, date) ||
    isBefore(checkedOn, date)
  );
}

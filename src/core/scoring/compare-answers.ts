import type { Answer } from '../contracts/answers.js';
import type { AnswerChange, AnswerState, ChangeCause, MovementLine } from '../contracts/comparison.js';
import type { Finding, FindingOutcome } from '../contracts/scorecard.js';
import { signedPoints } from './figures.js';
import { scoreAssessment } from './score.js';
import { answerText } from './sentences.js';
import { answerMove, questionPairs, type QuestionPair, type QuestionSide, type Submission } from './submission.js';

const OUTCOMES: Readonly<Record<FindingOutcome, string>> = {
  met: 'met',
  'partly-met': 'partly met',
  'not-met': 'not met',
  'not-known': 'not known',
  expired: 'evidence lapsed',
  'not-applicable': '"does not apply"',
};

const CAUSES: Readonly<Record<ChangeCause, string>> = {
  answer: 'by another answer',
  time: 'by time alone',
  context: 'by the use, the product version or a recorded change',
  evidence: 'by its evidence',
};

/**
 * Questions whose answer changed, or on which something else was found by way of time, context or evidence. An edit
 * that the scoring does not look at (a note, a title, a link) is no change.
 *
 * @param lines what moved the index, for the points of each question
 */
export function answerChanges(before: Submission, after: Submission, lines: readonly MovementLine[]): AnswerChange[] {
  const points = new Map(lines.map((line) => [line.question, line.points]));
  // What the old answers and evidence come to on the new day, and then under the new context as well.
  const later = scoreAssessment(before.compiled, { ...before.input, asOf: after.input.asOf });
  const elsewhere = scoreAssessment(after.compiled, { ...after.input, answers: before.input.answers });
  return questionPairs(before, after).flatMap((pair, i) => {
    const { id } = pair.after.question;
    if (pair.before.question.ruledOut && pair.after.question.ruledOut) return [];
    const answers = [before, after].map(({ input }) => input.answers.get(id));
    const isOther = !isSameAnswer(answers[0], answers[1]);
    const found = pair.after.finding;
    if (!isOther && isSameFinding(pair.before.finding, found)) return [];
    const counterfactual = { time: later.findings[i] as Finding, context: elsewhere.findings[i] as Finding };
    const cause = isOther ? 'answer' : causeOf(found, counterfactual);
    return [changeOf(before, after, pair, cause, points.get(id) ?? 0)];
  });
}

function causeOf(found: Finding, { time, context }: { time: Finding; context: Finding }): ChangeCause {
  if (isSameFinding(time, found)) return 'time';
  return isSameFinding(context, found) ? 'context' : 'evidence';
}

function isSameAnswer(a: Answer | undefined, b: Answer | undefined): boolean {
  if (a?.type === 'value' && b?.type === 'value') return a.value === b.value;
  if (a?.type === 'not-applicable' && b?.type === 'not-applicable') return a.reason === b.reason;
  return a?.type === b?.type;
}

function isSameFinding(a: Finding, b: Finding): boolean {
  return (
    a.outcome === b.outcome &&
    a.notKnownReason === b.notKnownReason &&
    a.value === b.value &&
    a.strength === b.strength &&
    a.lapses === b.lapses
  );
}

function changeOf(
  before: Submission,
  after: Submission,
  pair: QuestionPair,
  cause: ChangeCause,
  points: number,
): AnswerChange {
  const { id, subject, domain, outcome } = pair.after.finding;
  const [from, to] = [OUTCOMES[pair.before.finding.outcome], OUTCOMES[outcome]];
  const found =
    from === to
      ? `still ${to}, but what it rests on changed, ${CAUSES[cause]}`
      : `from ${from} to ${to}, ${CAUSES[cause]}`;
  const move = cause === 'answer' ? answerMove(pair, before.input, after.input) : undefined;
  const moved = points === 0 ? '' : `, ${signedPoints(points)}`;
  return {
    id,
    subject,
    domain,
    cause,
    before: stateOf(before, pair.before),
    after: stateOf(after, pair.after),
    points,
    sentence: `${id} ${subject}: ${move ?? found}${moved}.`,
  };
}

function stateOf({ input }: Submission, { question, finding }: QuestionSide): AnswerState {
  return {
    answer: question.ruledOut ? finding.sentence : answerText(question.question, input.answers.get(question.id)),
    outcome: finding.outcome,
    notKnownReason: finding.notKnownReason ?? null,
    value: finding.value,
    strength: finding.strength,
    lapses: finding.lapses,
  };
}

import type { AssessmentInput } from '../contracts/answers.js';
import type { Finding, Scorecard } from '../contracts/scorecard.js';
import type { CompiledInstrument, CompiledQuestion } from '../instrument/compile.js';
import { numberText } from './sentences.js';

/** A submitted assessment as it was frozen: its inputs and the scorecard that they came to on its day. */
export interface Submission {
  readonly compiled: CompiledInstrument;
  readonly input: AssessmentInput;
  readonly scorecard: Scorecard;
}

/** One question on both sides of a comparison. */
export interface QuestionPair {
  readonly before: QuestionSide;
  readonly after: QuestionSide;
}

export interface QuestionSide {
  readonly question: CompiledQuestion;
  readonly finding: Finding;
}

/** The questions of two submissions about one tool, in the instrument's order. */
export function questionPairs(before: Submission, after: Submission): QuestionPair[] {
  return after.compiled.questions.map((question, i) => ({
    before: {
      question: before.compiled.questions[i] as CompiledQuestion,
      finding: before.scorecard.findings[i] as Finding,
    },
    after: { question, finding: after.scorecard.findings[i] as Finding },
  }));
}

/** "from level 1 to 3", "from not answered to 4 weeks"; undefined when both would read alike. */
export function answerMove(
  { before, after }: QuestionPair,
  from: AssessmentInput,
  to: AssessmentInput,
): string | undefined {
  const [first, second] = [inBrief(before, from), inBrief(after, to)];
  if (first === second) return undefined;
  const bothLevels = first.startsWith(LEVEL) && second.startsWith(LEVEL);
  return `from ${first} to ${bothLevels ? second.slice(LEVEL.length) : second}`;
}

const LEVEL = 'level ';

function inBrief({ question: { id, question }, finding }: QuestionSide, { answers }: AssessmentInput): string {
  const answer = answers.get(id);
  if (finding.outcome === 'not-applicable') return '"does not apply"';
  if (answer?.type !== 'value') return answer === undefined ? 'not answered' : 'not known';
  return question.kind === 'number' ? numberText(question, answer.value) : `${LEVEL}${String(answer.value)}`;
}

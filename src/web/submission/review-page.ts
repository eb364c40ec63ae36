import type { Review, ReviewedQuestion } from '../../assessments/review.service.js';
import { longDate, parseDay } from '../../core/contracts/calendar.js';
import type { ConsistencyCheck, Finding } from '../../core/contracts/scorecard.js';
import { pathOfQuestion } from '../assessments/section-tasks.js';
import { givenOf, wordsOfAnswer } from '../assessments/given-answer.js';

/** A mark beside an answer that somebody may want to look at again. */
interface Mark {
  readonly text: string;
  /** Of its tag */
  readonly colour: string;
}

/** One question as the page for checking shows it. */
export interface CheckedAnswer {
  readonly id: string;
  readonly question: string;
  readonly answer: string;
  readonly note: string | undefined;
  readonly evidence: readonly string[];
  readonly marks: readonly Mark[];
  /** Where it is changed; undefined for whoever may not */
  readonly change: string | undefined;
}

export interface CheckedSection {
  readonly code: string;
  readonly name: string;
  readonly progress: string;
  readonly answers: readonly CheckedAnswer[];
}

/** How much of an assessment is not known, in numbers. */
export interface Missing {
  readonly asked: number;
  readonly answered: number;
  readonly unanswered: number;
  readonly notKnown: number;
  /** Gates that are only claimed, since no dated evidence shows them */
  readonly bareGates: number;
}

/** Every section with its answers, as they would be submitted. A section that the tool asks nothing of is left out. */
export function checkedSections(review: Review, assessmentId: string): CheckedSection[] {
  return review.sections.flatMap(({ summary, mayAnswer, questions }) => {
    if (questions.length === 0) return [];
    const { code, name, answered, notKnown } = summary;
    const open = questions.length - answered - notKnown;
    const parts = [
      `${String(answered)} of ${String(questions.length)} answered`,
      ...(notKnown === 0 ? [] : [`${String(notKnown)} not known yet`]),
      ...(open === 0 ? [] : [`${String(open)} not answered`]),
    ];
    return {
      ...{ code, name, progress: parts.join(', ') },
      answers: questions.map((question) =>
        checkedAnswer(question, mayAnswer ? pathOfChange(assessmentId, question.question.id) : undefined),
      ),
    };
  });
}

export function missingIn({ sections, scorecard }: Review): Missing {
  const sum = (count: (section: Review['sections'][number]['summary']) => number): number =>
    sections.reduce((total, { summary }) => total + count(summary), 0);
  const [asked, answered, notKnown] = [
    sum(({ questions }) => questions),
    sum((summary) => summary.answered),
    sum((summary) => summary.notKnown),
  ];
  const bareGates = scorecard.findings.filter(isBareGate).length;
  return { asked, answered, notKnown, unanswered: asked - answered - notKnown, bareGates };
}

/** What is missing, in sentences; empty when nothing is. */
export function missingWords({ unanswered, notKnown, bareGates }: Missing): string[] {
  const questions = (count: number): string => (count === 1 ? '1 question is' : `${String(count)} questions are`);
  return [
    ...(unanswered === 0 ? [] : [`${questions(unanswered)} not answered`]),
    ...(notKnown === 0 ? [] : [`${questions(notKnown)} answered “I don’t know yet”`]),
    ...(bareGates === 0
      ? []
      : [`${bareGates === 1 ? '1 gate is' : `${String(bareGates)} gates are`} without dated evidence`]),
  ];
}

/** The queries about answers that do not fit together, with links to those answers on the page. */
export function queriesOf(checks: readonly ConsistencyCheck[]): readonly object[] {
  return checks.map(({ id, severity, text, questions }) => ({
    ...{ id, text, questions },
    mark: severity === 'warning' ? { text: 'Look at this again', colour: 'orange' } : { text: 'Query', colour: 'blue' },
  }));
}

function checkedAnswer(
  { question, answer, finding, gate }: ReviewedQuestion,
  change: string | undefined,
): CheckedAnswer {
  const given = givenOf(question, answer);
  return {
    ...{ id: question.id, question: question.question, change },
    answer: wordsOfAnswer(question, given),
    note: given.note === '' ? undefined : given.note,
    evidence: evidenceWords((answer?.evidence ?? []) as readonly StoredEvidence[]),
    marks: marksOf(finding, gate !== null),
  };
}

function marksOf(finding: Finding, isGate: boolean): Mark[] {
  const { outcome, notKnownReason } = finding;
  const gate = isGate ? 'Gate: ' : '';
  if (isBareGate(finding)) return [{ text: 'Gate: no dated evidence', colour: 'orange' }];
  if (outcome === 'expired') return [{ text: `${gate}${isGate ? 'evidence' : 'Evidence'} lapsed`, colour: 'orange' }];
  if (outcome !== 'not-known') return [];
  return notKnownReason === 'unanswered'
    ? [{ text: `${gate}${isGate ? 'not' : 'Not'} answered`, colour: 'red' }]
    : [{ text: `${gate}${isGate ? 'not' : 'Not'} known yet`, colour: 'yellow' }];
}

function isBareGate({ gate, notKnownReason }: Finding): boolean {
  return gate !== null && notKnownReason === 'claimed-without-evidence';
}

type StoredEvidence = Readonly<Record<'title' | 'date' | 'expires' | 'checkedBy' | 'url', string | undefined>>;

/** Each item with its date and whether somebody else looked at it, for one line each. */
function evidenceWords(items: readonly StoredEvidence[]): string[] {
  return items.map(({ title = '', date, expires, checkedBy }) => {
    const facts = [
      date === undefined ? 'no date' : `dated ${dayText(date)}`,
      ...(expires === undefined ? [] : [`expires on ${dayText(expires)}`]),
      checkedBy === undefined ? 'not checked by a second person' : 'checked by a second person',
    ];
    return `${title} (${facts.join(', ')})`;
  });
}

/** Where a question is changed; it leads back to the page for checking. */
function pathOfChange(assessmentId: string, questionId: string): string {
  return `${pathOfQuestion(assessmentId, questionId)}?return=check`;
}

function dayText(day: string): string {
  const number = parseDay(day);
  return number === undefined ? day : longDate(number);
}

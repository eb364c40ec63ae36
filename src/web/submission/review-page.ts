import type { Review, ReviewedQuestion } from '../../assessments/review.service.js';
import type { ConsistencyCheck, Finding } from '../../core/contracts/scorecard.js';
import { answeredText, pathOfQuestion } from '../assessments/section-tasks.js';
import type { PageLink } from '../page-renderer.js';
import { givenOf, wordsOfAnswer } from '../assessments/given-answer.js';
import { dayText } from '../time-text.js';

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
  /** Undefined where a mark says already that there is none */
  readonly answer: string | undefined;
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
  /** Questions of gates that are only claimed, since no dated evidence shows them */
  readonly bareGates: readonly string[];
  /** Whether a query is about one of them */
  readonly queried: boolean;
}

/** Something that is missing, with where it is looked at. */
export interface MissingLine {
  readonly text: string;
  readonly links: readonly PageLink[];
}

/** Every section with its answers, as they would be submitted. A section that the tool asks nothing of is left out. */
export function checkedSections(review: Review, assessmentId: string): CheckedSection[] {
  return review.sections.flatMap(({ summary, mayAnswer, questions }) => {
    if (questions.length === 0) return [];
    const { code, name, answered, notKnown } = summary;
    const open = questions.length - answered - notKnown;
    const parts = [
      answeredText({ questions: questions.length, answered, notKnown }),
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
  const bareGates = scorecard.findings.filter(isBareGate).map(({ id }) => id);
  const queried = scorecard.checks.some(({ questions }) => questions.some((id) => bareGates.includes(id)));
  return { asked, answered, notKnown, unanswered: asked - answered - notKnown, bareGates, queried };
}

/**
 * What is missing, line by line; nothing when nothing is.
 *
 * @param check address of the page for checking; empty on that page itself
 */
export function missingLines({ unanswered, notKnown, bareGates, queried }: Missing, check = ''): MissingLine[] {
  const questions = (count: number): string => (count === 1 ? '1 question is' : `${String(count)} questions are`);
  const gates = bareGates.length === 1 ? '1 gate is' : `${String(bareGates.length)} gates are`;
  const links = [
    ...bareGates.map((id) => ({ href: `${check}#${id}`, text: id })),
    ...(queried ? [{ href: `${check}#queries`, text: 'queries about them' }] : []),
  ];
  return [
    ...(unanswered === 0 ? [] : [{ text: `${questions(unanswered)} not answered`, links: [] }]),
    ...(notKnown === 0 ? [] : [{ text: `${questions(notKnown)} not known yet`, links: [] }]),
    ...(bareGates.length === 0 ? [] : [{ text: `${gates} without dated evidence`, links }]),
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
  const marks = marksOf(finding, gate !== null);
  const isTold = finding.outcome === 'not-known' && ['', 'not-known'].includes(given.choice);
  return {
    ...{ id: question.id, question: question.question, change },
    answer: isTold ? undefined : wordsOfAnswer(question, given),
    note: given.note === '' ? undefined : given.note,
    evidence: evidenceWords((answer?.evidence ?? []) as readonly StoredEvidence[]),
    marks,
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

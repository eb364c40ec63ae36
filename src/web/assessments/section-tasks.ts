import type { SectionState, SectionSummary } from '../../assessments/assessments.dto.js';
import { timeText } from '../time-text.js';

/** One row of a task list, as the template has it. */
export interface SectionTask {
  readonly code: string;
  readonly name: string;
  readonly href: string;
  readonly hint: string;
  /** That the reader entered something that is not saved */
  readonly unsaved: string | undefined;
  readonly state: string;
  /** Colour of its tag; undefined: plain text, as for what is done */
  readonly colour: string | undefined;
  readonly questions: number;
  readonly answered: number;
  readonly notKnown: number;
}

/** How many of some questions are answered, and how many were looked at and are not known. */
interface Counts {
  readonly questions: number;
  readonly answered: number;
  readonly notKnown: number;
}

/** How much is answered, such as "11 of 12 answered, 1 not known yet": what is not known is no answer, but was looked at. */
export function answeredText({ questions, answered, notKnown }: Counts, what = ''): string {
  const all = `${String(answered)} of ${String(questions)} ${what}answered`;
  return notKnown === 0 ? all : `${all}, ${String(notKnown)} not known yet`;
}

const STATES: Readonly<Record<SectionState, { readonly text: string; readonly colour: string | undefined }>> = {
  'not-started': { text: 'Not started', colour: 'blue' },
  'in-progress': { text: 'In progress', colour: 'aqua-green' },
  'information-missing': { text: 'Looked at, information missing', colour: 'yellow' },
  completed: { text: 'Completed', colour: undefined },
};

/** What each state means, for whoever wonders. */
export const STATE_MEANINGS: readonly {
  readonly text: string;
  readonly colour: string | undefined;
  readonly meaning: string;
}[] = [
  { ...STATES['not-started'], meaning: 'Nobody has answered anything yet.' },
  { ...STATES['in-progress'], meaning: 'Some questions were looked at, others were not.' },
  {
    ...STATES['information-missing'],
    meaning: 'Every question was looked at. Where the answer was “I don’t know yet”, something is to be found out.',
  },
  { ...STATES.completed, meaning: 'Every question has an answer, or a reason why it does not apply.' },
];

/** How far all of it is. */
export function progressOf(tasks: readonly SectionTask[]): string {
  const sum = (of: (task: SectionTask) => number): number => tasks.reduce((total, task) => total + of(task), 0);
  const counts = {
    questions: sum(({ questions }) => questions),
    answered: sum(({ answered }) => answered),
    notKnown: sum(({ notKnown }) => notKnown),
  };
  const done = tasks.filter(({ state }) => state === STATES.completed.text).length;
  const sections = tasks.length === 1 ? 'section' : 'sections';
  const questions = counts.questions === 1 ? 'question ' : 'questions ';
  return `${answeredText(counts, questions)}, ${String(done)} of ${String(tasks.length)} ${sections} completed`;
}

/** Address of an assessment's page. */
export function pathOfAssessment(assessmentId: string): string {
  return `/assessments/${assessmentId}`;
}

/** Address of the page that adds evidence to an answer. */
export function pathOfEvidence(assessmentId: string, section: string, questionId: string): string {
  return `${pathOfAssessment(assessmentId)}/sections/${section}/evidence/${questionId}`;
}

/** Address of the page of one question. */
export function pathOfQuestion(assessmentId: string, questionId: string): string {
  return `${pathOfAssessment(assessmentId)}/questions/${questionId}`;
}

/** What is known of sections beside how far they are. */
interface AboutTasks {
  /** By id, of those who last saved a section */
  readonly names: ReadonlyMap<string, string>;
  /** Ids of the questions of a section that the reader was asked, where it is not all of them */
  readonly asked: (code: string) => ReadonlySet<string> | undefined;
  /** By section, pages with something that the reader entered and that is not saved */
  readonly unsaved: ReadonlyMap<string, readonly { readonly href: string; readonly questionId: string | undefined }[]>;
}

export function tasksOf(
  assessmentId: string,
  sections: readonly SectionSummary[],
  { names, asked, unsaved }: AboutTasks,
): SectionTask[] {
  return sections.map(({ code, name, state, questions, answered, notKnown, updatedAt, updatedBy }) => {
    const [open] = unsaved.get(code) ?? [];
    const who = updatedBy === null ? undefined : names.get(updatedBy);
    const saved =
      updatedAt === null ? '' : `. Last saved ${timeText(updatedAt)}${who === undefined ? '' : ` by ${who}`}`;
    const single = asked(code);
    return {
      code,
      name: single === undefined ? name : `${name}: ${[...single].sort().join(', ')}`,
      // straight to what has to be mended
      href: open?.href ?? `${pathOfAssessment(assessmentId)}/sections/${code}`,
      hint: `${answeredText({ questions, answered, notKnown })}${saved}`,
      unsaved:
        open === undefined
          ? undefined
          : `You entered something ${open.questionId === undefined ? 'here' : `at ${open.questionId}`} that is not saved yet`,
      state: STATES[state].text,
      colour: STATES[state].colour,
      ...{ questions, answered, notKnown },
    };
  });
}

/** Ids of those who last saved any of these sections. */
export function saversOf(sections: readonly SectionSummary[]): string[] {
  return sections.flatMap(({ updatedBy }) => (updatedBy === null ? [] : [updatedBy]));
}

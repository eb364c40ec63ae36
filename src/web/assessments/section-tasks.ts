import type { SectionState, SectionSummary } from '../../assessments/assessments.dto.js';
import { timeText } from '../time-text.js';

/** One row of a task list, as the template has it. */
export interface SectionTask {
  readonly name: string;
  readonly href: string;
  readonly hint: string;
  readonly state: string;
  /** Colour of its tag; undefined: plain text, as for what is done */
  readonly colour: string | undefined;
}

const STATES: Readonly<Record<SectionState, { readonly text: string; readonly colour: string | undefined }>> = {
  'not-started': { text: 'Not started', colour: 'blue' },
  'in-progress': { text: 'In progress', colour: 'aqua-green' },
  'information-missing': { text: 'Looked at, information missing', colour: 'yellow' },
  completed: { text: 'Completed', colour: undefined },
};

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

/** @param names by id, of those who last saved a section */
export function tasksOf(
  assessmentId: string,
  sections: readonly SectionSummary[],
  names: ReadonlyMap<string, string>,
): SectionTask[] {
  return sections.map(({ code, name, state, questions, answered, updatedAt, updatedBy }) => {
    const who = updatedBy === null ? undefined : names.get(updatedBy);
    const saved =
      updatedAt === null ? '' : `. Last saved ${timeText(updatedAt)}${who === undefined ? '' : ` by ${who}`}`;
    return {
      name,
      href: `${pathOfAssessment(assessmentId)}/sections/${code}`,
      hint: `${String(answered)} of ${String(questions)} answered${saved}`,
      state: STATES[state].text,
      colour: STATES[state].colour,
    };
  });
}

/** Ids of those who last saved any of these sections. */
export function saversOf(sections: readonly SectionSummary[]): string[] {
  return sections.flatMap(({ updatedBy }) => (updatedBy === null ? [] : [updatedBy]));
}

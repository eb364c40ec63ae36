import type { HandOverView } from '../../handovers/hand-overs.dto.js';
import { timeText } from '../time-text.js';
import type { PageLink } from '../page-renderer.js';

type State = HandOverView['state'];

/** A state as its tag shows it. */
export interface StateTag {
  readonly text: string;
  readonly colour: string;
}

const TAGS: Readonly<Record<State, StateTag>> = {
  invited: { text: 'Not opened yet', colour: 'blue' },
  started: { text: 'Under way', colour: 'aqua-green' },
  returned: { text: 'Finished', colour: 'green' },
  declined: { text: 'Cannot answer', colour: 'orange' },
  'taken-back': { text: 'Taken back', colour: 'grey' },
  reassigned: { text: 'Given to somebody else', colour: 'grey' },
};
const EXPIRED: StateTag = { text: 'Link expired', colour: 'orange' };
const SUSPENDED: StateTag = { text: 'Suspended, cannot sign in', colour: 'orange' };

/** Address of a hand-over's page. */
export function pathOfHandOver(assessmentId: string, id: string): string {
  return `/assessments/${assessmentId}/hand-over/${id}`;
}

/** Where what was handed over is answered. */
export function pathOfThing({
  assessmentId,
  section,
  questionId,
}: Pick<HandOverView, 'assessmentId' | 'section' | 'questionId'>): string {
  const path = `/assessments/${assessmentId}`;
  return questionId === null ? `${path}/sections/${section}` : `${path}/questions/${questionId}`;
}

/** Whether somebody is at work on it, or is to begin. */
export function isUnderWay({ state }: HandOverView): boolean {
  return state === 'invited' || state === 'started';
}

export function tagOf({ state, to }: HandOverView): StateTag {
  if (state === 'invited' && to.personId === null && to.linkExpiresAt === null) return EXPIRED;
  if ((state === 'invited' || state === 'started') && to.state === 'suspended') return SUSPENDED;
  return TAGS[state];
}

/** Whom it went to, for people. */
export function nameIn({ to: { name, state } }: HandOverView): string {
  return name ?? (state === 'erased' ? 'Erased person' : 'A colleague');
}

/** How often and when somebody was reminded; undefined where nobody was. */
export function remindersIn({ reminders, remindedAt }: HandOverView): string | undefined {
  if (remindedAt === null) return undefined;
  const often = reminders === 1 ? 'Once' : reminders === 2 ? 'Twice' : `${String(reminders)} times`;
  return `${often}, last on ${timeText(remindedAt)}`;
}

/** A row of a summary list. */
export interface SummaryRow {
  readonly key: { readonly text: string };
  readonly value: { readonly text?: string; readonly html?: string };
}

export function row(key: string, text: string | null | undefined): SummaryRow[] {
  return text === null || text === undefined ? [] : [{ key: { text: key }, value: { text } }];
}

/** What a hand-over is about, by the name of its section or the text of its question. */
export function thingIn(
  { section, questionId }: Pick<HandOverView, 'section' | 'questionId'>,
  sections: readonly {
    readonly code: string;
    readonly name: string;
    readonly questions: readonly { readonly id: string; readonly text: string }[];
  }[],
): { readonly name: string; readonly question: string | null } {
  const found = sections.find(({ code }) => code === section);
  const question = found?.questions.find(({ id }) => id === questionId);
  return {
    name: questionId === null ? (found?.name ?? section) : `Question ${questionId}`,
    question: question?.text ?? null,
  };
}

/** The way back from a page about an assessment. @param place the tool at the site */
export function trailTo(home: PageLink, assessmentId: string, place: string): PageLink[] {
  return [home, { href: `/assessments/${assessmentId}`, text: place }];
}

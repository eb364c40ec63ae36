import type { ConcernMessage, ConcernView } from '../../concerns/concerns.dto.js';
import type { PublishedAnswerView } from '../../concerns/published-answers.dto.js';
import type { Topics } from '../../concerns/topics.js';
import { pathOfAssessment } from '../assessments/section-tasks.js';
import { timeText } from '../time-text.js';

/** What stands where words or a name are gone. */
const ERASED_SUBJECT = 'Subject erased';
const ERASED_TEXT = 'These words were erased with the person who wrote them.';

export const KIND_NAMES: Readonly<Record<ConcernView['kind'], string>> = { question: 'Question', concern: 'Concern' };

/** States in words, with the colour of their tag. */
export const STATES: Readonly<Record<ConcernView['state'], { readonly text: string; readonly colour: string }>> = {
  open: { text: 'Waiting for an answer', colour: 'yellow' },
  answered: { text: 'Answered', colour: 'blue' },
  settled: { text: 'Settled', colour: 'green' },
  withdrawn: { text: 'Withdrawn', colour: 'grey' },
};

const ACTS: Readonly<Record<ConcernMessage['act'], string>> = {
  asked: 'asked',
  replied: 'wrote',
  settled: 'settled it',
  're-opened': 're-opened it',
  withdrawn: 'withdrew it',
};

/** Address of the questions and concerns of an assessment. */
export function pathOfConcerns(assessmentId: string): string {
  return `${pathOfAssessment(assessmentId)}/concerns`;
}

/** Address of one of them. */
export function pathOfConcern({ assessmentId, id }: Pick<ConcernView, 'assessmentId' | 'id'>): string {
  return `${pathOfConcerns(assessmentId)}/${id}`;
}

/** One row of a list, as the templates have it. */
export function rowOf(concern: ConcernView, topics: Topics, toolName: string): object {
  const { kind, state, subject, site, trust, askedByName, waitingSince, updatedAt, createdAt, messageCount } = concern;
  return {
    href: pathOfConcern(concern),
    subject: subject ?? ERASED_SUBJECT,
    kind: KIND_NAMES[kind],
    state: STATES[state],
    about: topics.inWords(concern),
    place: `${site.name}, ${trust.name}`,
    tool: toolName,
    who: askedByName,
    asked: timeText(createdAt),
    since: timeText(waitingSince ?? updatedAt),
    isWaiting: waitingSince !== null,
    messageCount,
  };
}

export function subjectOf({ subject }: Pick<ConcernView, 'subject'>): string {
  return subject ?? ERASED_SUBJECT;
}

/** A message as the template has it. */
export function messageOf({ number, side, act, text, erased, at, byName, by }: ConcernMessage, vendor: string): object {
  return {
    id: `message-${String(number)}`,
    heading: `${byName ?? by} (${side === 'vendor' ? vendor : 'the site'}) ${ACTS[act]}`,
    when: timeText(at),
    isVendor: side === 'vendor',
    text: erased ? ERASED_TEXT : text,
    erased,
  };
}

/** A published answer as the template has it. */
export function publishedOf(published: PublishedAnswerView, topics: Topics): object {
  const { question, answer, version, updatedAt, withdrawnAt, questionId, id } = published;
  return {
    id,
    question,
    answer,
    about: topics.inWords({ questionId, actionId: null }),
    when: `${version > 1 ? `Version ${String(version)}, published` : 'Published'} on ${timeText(updatedAt)}`,
    withdrawn: withdrawnAt === null ? null : timeText(withdrawnAt),
  };
}

import { ICalCalendar, ICalEventBusyStatus, ICalEventStatus, ICalEventTransparency } from 'ical-generator';
import { longDate, parseDay } from '../core/contracts/calendar.js';
import type { ActionState } from './action-states.js';
import type { ActionView } from './actions.dto.js';

/** What a calendar is made of. */
export interface CalendarInput {
  /** The tool and the site, for people */
  readonly place: string;
  /** The plan's actions, and those of earlier ones that something was said of */
  readonly actions: readonly ActionView[];
  /** The submission whose plan it is */
  readonly submission: { readonly number: number; readonly asOf: string; readonly submittedAt: Date };
  /** Address of an action's page */
  readonly addressOf: (action: ActionView) => string;
}

/** What stands before a title where nobody has to do it any more. */
const BEFORE: Readonly<Partial<Record<ActionState, string>>> = {
  done: 'Said to be done: ',
  confirmed: 'Confirmed: ',
  'not-needed': 'Not needed: ',
};

/**
 * The actions as an iCalendar object (RFC 5545): an all-day event on the day by which each is to be done. An event keeps its
 * UID for good, and its SEQUENCE counts up with each new plan and each change, so that a calendar that takes it in again
 * updates what it has. Whom the trust named stands in it, else the role of the plan; never a note.
 */
export function calendarOf({ place, actions, submission, addressOf }: CalendarInput): string {
  const calendar = new ICalCalendar({
    name: inText(`Actions for ${place}`),
    prodId: { company: 'AI site readiness', product: 'Actions', language: 'EN' },
  });
  for (const action of actions) {
    if (action.due === null) continue;
    const changed = lastOf(submission.submittedAt, action.updatedAt);
    const gone = !action.inPlan || action.state === 'not-needed';
    calendar.createEvent({
      id: `${action.assessmentId}-${action.id.replace(':', '-')}@actions.ai-site-readiness`,
      sequence: submission.number - 1 + action.version - 1,
      stamp: changed,
      lastModified: changed,
      allDay: true,
      // An all-day date has no time zone: the generator takes the day of the instant in UTC.
      start: new Date(`${action.due}T00:00:00Z`),
      summary: summaryOf(action),
      description: descriptionOf(action, place, submission.asOf, addressOf(action)),
      url: addressOf(action),
      status: gone ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
      transparency: ICalEventTransparency.TRANSPARENT,
      busystatus: ICalEventBusyStatus.FREE,
    });
  }
  return `${calendar.toString()}\r\n`;
}

function summaryOf({ state, questionId, title, ownerRoleName, ownOwner, inPlan }: ActionView): string {
  const owner = ownOwner ?? ownerRoleName;
  const before = BEFORE[state] ?? (inPlan ? '' : 'No longer in the plan: ');
  return `${before}${questionId} ${title}${owner === null ? '' : ` (${owner})`}`;
}

function descriptionOf(action: ActionView, place: string, asOf: string, address: string): string {
  const { start, finish, targetDate } = action;
  return [
    place,
    ...(start === null || finish === null
      ? []
      : [`By the plan of ${dayText(asOf)}: ${dayText(start)} to ${dayText(finish)}, if nothing slips.`]),
    ...(targetDate === null ? [] : [`The trust’s own date: ${dayText(targetDate)}.`]),
    `Say how far it is: ${address}`,
  ].join('\n');
}

function lastOf(one: Date, other: Date | null): Date {
  return other !== null && other > one ? other : one;
}

function dayText(day: string): string {
  return longDate(parseDay(day) ?? 0);
}

/** The generator does not escape the name of a calendar (RFC 5545, 3.3.11). */
function inText(text: string): string {
  return text.replace(/[\\;,]/g, '\\$&');
}

import type { ActionFilter, ActionView } from '../../actions/actions.dto.js';
import { isOpenState, type ActionState } from '../../actions/action-states.js';
import { DAYS_PER_WEEK, parseDay } from '../../core/contracts/calendar.js';
import type { PlannedAction } from '../../core/contracts/plan.js';
import { pathOfAssessment } from '../assessments/section-tasks.js';
import { dayText } from '../time-text.js';
import { capitalised } from '../../core/contracts/words.js';

/** A state as people read it, with the colour of its tag. */
interface StateWords {
  readonly text: string;
  readonly colour: string;
}

export const STATE_WORDS: Readonly<Record<ActionState, StateWords>> = {
  'not-begun': { text: 'Not begun', colour: 'grey' },
  'under-way': { text: 'Under way', colour: 'blue' },
  done: { text: 'Done, not confirmed', colour: 'yellow' },
  confirmed: { text: 'Confirmed', colour: 'green' },
  'not-needed': { text: 'Not needed', colour: 'white' },
};

/** What an action is for, in short. */
const REASONS: Readonly<Record<NonNullable<ActionView['reason']>, string>> = {
  gate: 'To open a gate',
  essential: 'Essential for going live',
  'needed-by': 'Other actions wait for it',
  threshold: 'To bring the scores to their thresholds',
};

/** What the list can be narrowed to, in words. */
export const FILTER_WORDS: readonly (readonly [ActionFilter, string])[] = [
  ['overdue', 'Overdue'],
  ['not-begun', 'Not begun'],
  ['under-way', 'Under way'],
  ['done', 'Done, not confirmed'],
  ['not-needed', 'Not needed'],
];

/** An action in a list, in words. */
export interface ActionRow {
  readonly href: string;
  readonly name: string;
  readonly reason: string | null;
  readonly because: string | null;
  readonly owner: string;
  /** The role that the plan names, where the trust named somebody else */
  readonly planOwner: string | null;
  readonly state: StateWords;
  /** Since when it is overdue */
  readonly overdue: string | null;
  readonly planned: { readonly from: string; readonly to: string } | null;
  readonly ownDate: string | null;
  /** What an own date does that is later than the plan's */
  readonly late: string | null;
}

/** Address of the actions of an assessment. */
export function pathOfActions(assessmentId: string): string {
  return `${pathOfAssessment(assessmentId)}/actions`;
}

export function pathOfAction({ assessmentId, id }: Pick<ActionView, 'assessmentId' | 'id'>): string {
  return `${pathOfActions(assessmentId)}/${encodeURIComponent(id)}`;
}

/** The question that it is about, and what it is called. */
export function nameOf({ questionId, title }: Pick<ActionView, 'questionId' | 'title'>): string {
  return `${questionId} ${title}`;
}

/** @param planned the same action as the plan has it */
export function rowOf(action: ActionView, planned?: PlannedAction): ActionRow {
  const { reason, because, ownOwner, ownerRoleName, state, overdue, due, start, finish, targetDate } = action;
  return {
    href: pathOfAction(action),
    name: nameOf(action),
    reason: reason === null ? null : REASONS[reason],
    because,
    owner: ownOwner ?? (ownerRoleName === null ? 'Nobody named' : capitalised(ownerRoleName)),
    planOwner: ownOwner === null || ownOwner === ownerRoleName ? null : ownerRoleName,
    state: STATE_WORDS[state],
    overdue: overdue && due !== null ? `Overdue: it was to be done by ${dayText(due)}` : null,
    planned: start === null || finish === null ? null : { from: dayText(start), to: dayText(finish) },
    ownDate: targetDate === null ? null : dayText(targetDate),
    late: planned === undefined ? null : lateText(action, planned),
  };
}

/** What it does to the plan's end that the trust means to have done something later than planned; the plan itself stays. */
function lateText({ state, targetDate }: ActionView, { finish, floatWeeks }: PlannedAction): string | null {
  if (targetDate === null || targetDate <= finish || !isOpenState(state)) return null;
  const days = (parseDay(targetDate) ?? 0) - (parseDay(finish) ?? 0);
  const weeks = Math.ceil(days / DAYS_PER_WEEK) - floatWeeks;
  const later = `Later than the plan: the plan has it done by ${dayText(finish)}.`;
  return weeks <= 0
    ? `${later} It can be this late without moving the plan’s end.`
    : `${later} The plan’s end moves by about ${String(weeks)} ${weeks === 1 ? 'week' : 'weeks'}, unless time is gained elsewhere.`;
}

/** How many actions there are of each kind, in a sentence. */
export function countsOf(actions: readonly ActionView[]): string {
  const count = (state: ActionState): number => actions.filter((action) => action.state === state).length;
  const parts = (['not-begun', 'under-way', 'done', 'not-needed'] as const).flatMap((state) =>
    count(state) === 0 ? [] : [`${String(count(state))} ${STATE_WORDS[state].text.toLowerCase()}`],
  );
  const overdue = actions.filter((action) => action.overdue).length;
  const late = overdue === 0 ? 'None is overdue.' : `${String(overdue)} ${overdue === 1 ? 'is' : 'are'} overdue.`;
  return `${String(actions.length)} ${actions.length === 1 ? 'action' : 'actions'}: ${parts.join('; ')}. ${late}`;
}

import type { PlannedAction } from '../core/contracts/plan.js';
import type { ActionProgressEntity } from './action-progress.entity.js';
import { isOpenState, type ActionState } from './action-states.js';
import type { ActionList, ActionsQuery, ActionView } from './actions.dto.js';
import { isConfirmed, neededToConfirm } from './confirmation.js';
import type { CurrentPlan } from './current-plans.js';

/** Version of an action that nothing was said of yet. */
export const UNTOUCHED = 1;

/** What a reader is shown of the trust's words. */
export interface Words {
  readonly ownOwner: string | null;
  readonly note: string | null;
}

interface Reading {
  readonly assessmentId: string;
  readonly current: CurrentPlan;
  /** Today in London, ISO */
  readonly today: string;
  readonly wordsOf: (row: ActionProgressEntity) => Words;
}

/** The actions of the current plan, and those of earlier ones that something was said of. */
export function actionList(rows: readonly ActionProgressEntity[], reading: Reading): ActionList {
  const { submission, plan } = reading.current;
  const byId = new Map(rows.map((row) => [row.actionId, row]));
  const planned = new Set(plan.actions.map(({ id }) => id));
  return {
    snapshotId: submission.id,
    number: submission.number,
    asOf: submission.asOf,
    items: plan.actions.map((action) => plannedView(action, byId.get(action.id), reading)),
    past: rows.filter(({ actionId }) => !planned.has(actionId)).map((row) => pastView(row, reading)),
  };
}

function plannedView(action: PlannedAction, row: ActionProgressEntity | undefined, reading: Reading): ActionView {
  // What lapsed is a new piece of work: what was said when the gap was closed is not said of its renewal.
  const isSame = row?.type === action.type;
  const state = isSame ? row.state : 'not-begun';
  const targetDate = isSame ? row.targetDate : null;
  const due = targetDate ?? action.finish;
  return {
    ...saidOf(row, reading),
    id: action.id,
    questionId: action.questionId,
    type: action.type,
    title: action.title,
    inPlan: true,
    state,
    ...{ due, targetDate, start: action.start, finish: action.finish, overdue: isOverdue(state, due, reading) },
    ...{ ownerRole: action.owner, ownerRoleName: action.ownerName, reason: action.reason },
    ...{ because: action.because, critical: action.critical, needs: action.needs },
    toConfirm: neededToConfirm(action, reading.current.compiled),
  };
}

function pastView(row: ActionProgressEntity, reading: Reading): ActionView {
  const { actionId: id, questionId, type, title, targetDate } = row;
  const confirmed = isConfirmed(row, reading.current.scorecard);
  return {
    ...saidOf(row, reading),
    ...{ id, questionId, type, title, inPlan: false, targetDate, due: targetDate },
    state: confirmed ? 'confirmed' : row.state,
    // Nobody waits for what is in no plan.
    overdue: false,
    ...{ start: null, finish: null, ownerRole: null, ownerRoleName: null, reason: null },
    ...{ because: null, critical: false, needs: [] },
    toConfirm: confirmed ? [] : neededToConfirm(row, reading.current.compiled),
  };
}

type Said = Pick<ActionView, 'assessmentId' | 'ownOwner' | 'note' | 'version' | 'updatedAt' | 'updatedBy'>;

function saidOf(row: ActionProgressEntity | undefined, { assessmentId, wordsOf }: Reading): Said {
  if (row === undefined) {
    return { assessmentId, ownOwner: null, note: null, version: UNTOUCHED, updatedAt: null, updatedBy: null };
  }
  const { version, updatedAt, updatedBy } = row;
  return { assessmentId, ...wordsOf(row), version, updatedAt, updatedBy };
}

function isOverdue(state: ActionState, due: string, { today }: Reading): boolean {
  return isOpenState(state) && due < today;
}

/** Whether an action is among those that somebody asked for. */
export function isAskedFor(action: ActionView, { state, owner }: ActionsQuery): boolean {
  const fitsState = state === undefined || (state === 'overdue' ? action.overdue : action.state === state);
  const owners = [action.ownerRole, action.ownerRoleName, action.ownOwner].map((name) => name?.toLowerCase());
  return fitsState && (owner === undefined || owners.includes(owner.toLowerCase()));
}

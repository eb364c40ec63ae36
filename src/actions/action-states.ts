/** What people say of an action. *Done* is a promise: it changes no answer, no score and no gate. */
export const SAID_STATES = ['not-begun', 'under-way', 'done', 'not-needed'] as const;
export type SaidState = (typeof SAID_STATES)[number];

/** The same, and what nobody can say: `confirmed`, when a submission holds the answer that the action is for. */
export const ACTION_STATES = ['not-begun', 'under-way', 'done', 'confirmed', 'not-needed'] as const;
export type ActionState = (typeof ACTION_STATES)[number];

/** Whether somebody still has to do it. */
export function isOpenState(state: ActionState): boolean {
  return state === 'not-begun' || state === 'under-way';
}

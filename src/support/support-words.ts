export const CONTACT_KINDS = ['call', 'meeting', 'e-mail', 'visit', 'training', 'other'] as const;
export type ContactKind = (typeof CONTACT_KINDS)[number];

/** Why a contact is withdrawn: a choice, since the record holds no words that people typed. */
export const WITHDRAWAL_REASONS = ['wrong-details', 'wrong-site', 'entered-twice', 'other'] as const;
export type WithdrawalReason = (typeof WITHDRAWAL_REASONS)[number];

export const PROMISE_STATES = ['open', 'kept', 'broken', 'withdrawn'] as const;
export type PromiseState = (typeof PROMISE_STATES)[number];

/** What an open promise can become. */
export const SETTLED_STATES = ['kept', 'broken', 'withdrawn'] as const satisfies readonly PromiseState[];
export type SettledState = (typeof SETTLED_STATES)[number];

/** What sorts after every instant */
const LAST_MILLISECOND = 9_999_999_999_999;

/** Sorts contacts by their day, those of one day by when they were logged. */
export function contactOrder(on: string, loggedAt: Date): string {
  return `${on} ${loggedAt.toISOString()}`;
}

/** Sorts what is open first, the earliest day first, and the rest by what was settled last. */
export function promiseOrder(state: PromiseState, dueOn: string, changedAt: Date): string {
  if (state === 'open') return `0 ${dueOn} ${changedAt.toISOString()}`;
  return `1 ${String(LAST_MILLISECOND - changedAt.getTime()).padStart(13, '0')}`;
}

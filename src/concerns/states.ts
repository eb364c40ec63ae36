export const CONCERN_KINDS = ['question', 'concern'] as const;
export type ConcernKind = (typeof CONCERN_KINDS)[number];

export const CONCERN_STATES = ['open', 'answered', 'settled', 'withdrawn'] as const;
export type ConcernState = (typeof CONCERN_STATES)[number];

export const SIDES = ['site', 'vendor'] as const;
/** Who speaks: somebody of the site's trust, or of the vendor. */
export type Side = (typeof SIDES)[number];

export const ACTS = ['asked', 'replied', 'settled', 're-opened', 'withdrawn'] as const;
/** What somebody did with it, with or without words. */
export type Act = (typeof ACTS)[number];

/** What sorts after every instant */
const LAST_MILLISECOND = 9_999_999_999_999;

/** What a message makes of a concern; undefined where it takes none. */
export function stateAfterReply(state: ConcernState, side: Side): ConcernState | undefined {
  if (state === 'settled' || state === 'withdrawn') return undefined;
  return side === 'vendor' ? 'answered' : 'open';
}

/** What is done by changing a state to another; undefined where there is nothing to do that way. */
export function actOf(
  from: ConcernState,
  to: ConcernState,
): Extract<Act, 're-opened' | 'settled' | 'withdrawn'> | undefined {
  const isClosed = from === 'settled' || from === 'withdrawn';
  if (to === 'open') return isClosed ? 're-opened' : undefined;
  if (isClosed) return undefined;
  return to === 'settled' ? 'settled' : 'withdrawn';
}

/** Sorts what is open first, by age, and the rest by what changed last. */
export function inboxOrder(state: ConcernState, waitingSince: Date, changedAt: Date): string {
  if (state === 'open') return `0 ${waitingSince.toISOString()}`;
  return `1 ${String(LAST_MILLISECOND - changedAt.getTime()).padStart(13, '0')}`;
}

import { Problem } from '../problem/problem.js';
import { PROBLEMS } from '../problem/problem-table.js';

/**
 * How a piece of work ended. `done`; `refused`: a rule of the service, told to the caller; `unavailable`: no room, no
 * database, to be tried again; `abandoned`: its caller went away before it began; `failed`: a fault of ours
 */
export type Outcome = 'done' | 'refused' | 'unavailable' | 'abandoned' | 'failed';

/** One piece of work that waits for its turn and then runs. */
export interface WatchedWork {
  /** It runs. Once more for each further attempt */
  readonly began: () => void;
  /** It is over, whether it ever ran or not. */
  readonly ended: (outcome: Outcome) => void;
}

/** Is told of work that waits for its turn. Who does the work knows no more of how it is counted than this. */
export interface WorkWatch<Kind extends string> {
  /** @param kind one of a few words; never an id or anything that people entered */
  asked(kind: Kind): WatchedWork;
}

/** For work that nobody counts. */
export const UNWATCHED: WorkWatch<string> = {
  asked: () => ({ began: () => undefined, ended: () => undefined }),
};

/** What an error says of the work that threw it. */
export function outcomeOf(error: unknown): Outcome {
  if (!(error instanceof Problem)) return 'failed';
  const { status } = PROBLEMS[error.code];
  if (status === 500) return 'failed';
  return status > 500 ? 'unavailable' : 'refused';
}

import type { JobView } from '../../platform/jobs/jobs.dto.js';
import { Problem } from '../../platform/problem/problem.js';

/** A job as the templates of `components/job` show it. */
export type ShownJob = Pick<JobView, 'done' | 'total' | 'message'> & { readonly state: JobView['state'] | 'ending' };

/** One that was cancelled goes on until the piece in hand is done. */
export function shownJob({ state, cancelRequested, done, total, message }: JobView): ShownJob {
  return { ...{ done, total, message }, state: cancelRequested && state === 'running' ? 'ending' : state };
}

/** Cancels a job of a page; one that has ended meanwhile is left alone, since the page tells how it ended. */
export async function cancelShown(cancel: () => Promise<unknown>): Promise<void> {
  try {
    await cancel();
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'job-finished') throw error;
  }
}

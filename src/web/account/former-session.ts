import type { SessionsService } from '../../accounts/sessions.service.js';
import type { Caller } from '../../platform/access/authenticators.js';
import { Problem } from '../../platform/problem/problem.js';

/** Whoever signs in again at one browser leaves no session behind that nobody sees. */
export async function endFormer(sessions: SessionsService, caller: Caller | undefined): Promise<void> {
  if (caller?.actor.sessionId === undefined) return;
  try {
    await sessions.end(caller.actor, caller.actor.sessionId);
  } catch (error) {
    // It ended meanwhile, which is what was asked for.
    if (!(error instanceof Problem) || error.code !== 'not-found') throw error;
  }
}

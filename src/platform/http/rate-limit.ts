import { createHash } from 'node:crypto';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { Problem } from '../problem/problem.js';

const MINUTE_MILLISECONDS = 60_000;
/** Callers that one address may stand for: a hospital's people share one. */
const CALLERS_AN_ADDRESS = 10;

/**
 * Holds back whoever sends more requests in a minute than one caller may: by key or session, and by network address, so
 * that a new made-up key for each request helps nobody. Each reply tells how many are left (`RateLimit`, draft 8 of the
 * HTTP working group). Each instance counts by itself.
 *
 * @param perMinute most requests of one caller
 */
export function limitRequests(perMinute: number): RequestHandler[] {
  return [
    limiter('caller', perMinute, callerOf),
    limiter('address', perMinute * CALLERS_AN_ADDRESS, ({ ip }) => ipKeyGenerator(ip ?? '')),
  ];
}

function limiter(name: string, limit: number, keyGenerator: (request: Request) => string): RequestHandler {
  return rateLimit({
    ...{ windowMs: MINUTE_MILLISECONDS, limit, keyGenerator },
    standardHeaders: name === 'caller' ? 'draft-8' : false,
    legacyHeaders: false,
    // What watches over the process must not be held back with the others.
    skip: ({ path }) => /^\/(?:health|assets)\//i.test(path),
    handler: (_request: Request, _response: Response, next: NextFunction) => {
      next(
        new Problem('too-many-requests', `More than ${String(limit)} requests came within a minute.`, {
          headers: { 'Retry-After': String(MINUTE_MILLISECONDS / 1000) },
        }),
      );
    },
    // Whose `X-Forwarded-For` is believed is a setting of the service, which the library's checks do not know.
    validate: false,
  });
}

/** Whoever says who they are is counted by that, so that colleagues behind one address do not hold each other back. */
function callerOf({ headers, ip }: Request): string {
  const said = headers.authorization ?? headers.cookie;
  return said === undefined ? ipKeyGenerator(ip ?? '') : createHash('sha256').update(said).digest('base64url');
}

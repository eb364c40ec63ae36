import type { NextFunction, Request, Response } from 'express';

/** What a reply may do in a browser when nothing else was said: nothing. Pages set a policy of their own. */
const NOTHING_ALLOWED = "default-src 'none'; frame-ancestors 'none'";

/** Headers that every reply carries. Replies are not kept by caches unless their route says so. */
export function setSecurityHeaders(_request: Request, response: Response, next: NextFunction): void {
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Referrer-Policy', 'no-referrer');
  response.setHeader('X-Frame-Options', 'DENY');
  response.setHeader('Content-Security-Policy', NOTHING_ALLOWED);
  response.setHeader('Cache-Control', 'no-store');
  next();
}

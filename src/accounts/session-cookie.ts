import type { Request, Response } from 'express';

/** `__Host-`: sent over TLS only, to this host only, set by nobody else. Browsers take it at `localhost` as well. */
const COOKIE = '__Host-session';

/** The session's token that a browser sends; undefined where there is none. */
export function sessionTokenOf({ headers }: Request): string | undefined {
  for (const part of (headers.cookie ?? '').split(';')) {
    const [name, value] = part.trim().split('=', 2);
    if (name === COOKIE && value !== undefined && /^[\w-]{43}$/.test(value)) return value;
  }
  return undefined;
}

/** Without an age: it goes when the browser is closed; the service ends it by itself at its time. */
export function setSessionCookie(response: Response, token: string): void {
  response.cookie(COOKIE, token, { httpOnly: true, secure: true, sameSite: 'lax', path: '/' });
}

export function clearSessionCookie(response: Response): void {
  response.clearCookie(COOKIE, { httpOnly: true, secure: true, sameSite: 'lax', path: '/' });
}

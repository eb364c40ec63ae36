import type { Request, Response } from 'express';

/** How somebody likes to answer: one question a page, or a whole section on one. */
export const WAYS = ['one', 'all'] as const;
export type AnsweringWay = (typeof WAYS)[number];

const COOKIE = '__Host-answering';
const ONE_YEAR_MILLISECONDS = 365 * 86_400_000;

/** What somebody chose last; undefined while nobody has chosen. */
export function chosenWay({ headers }: Request): AnsweringWay | undefined {
  for (const part of (headers.cookie ?? '').split(';')) {
    const [name, value] = part.trim().split('=', 2);
    if (name === COOKIE) return WAYS.find((way) => way === value);
  }
  return undefined;
}

/** Keeps the choice at the browser where it was made. */
export function keepWay(response: Response, way: AnsweringWay): void {
  const options = { httpOnly: true, secure: true, sameSite: 'lax', path: '/' } as const;
  response.cookie(COOKIE, way, { ...options, maxAge: ONE_YEAR_MILLISECONDS });
}

import { timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';
import { isFormWithFile } from '../http/read-body.js';
import { Problem } from '../problem/problem.js';

/** Field of a form that carries the token of the session. */
export const FORM_TOKEN = 'formToken';
const SAFE: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];

/** A form of the own site whose token is none of the session, such as one of the session before. */
export class StaleForm extends Problem {}

/**
 * Refuses what another site has a browser send: by where the request comes from, and for the forms of somebody who is
 * signed in by their token as well. A key is never sent by a browser by itself, so requests with one need neither.
 *
 * @param formToken of the session; undefined where nobody is signed in yet
 * @param publicUrl where people reach the service, where it was set
 * @throws Problem `cross-site`; of its kind StaleForm where only the token is wrong
 */
export function refuseCrossSite(request: Request, formToken: string | undefined, publicUrl: string | undefined): void {
  if (SAFE.includes(request.method)) return;
  if (!isOwnOrigin(request, publicUrl)) throw new Problem('cross-site', 'The request came from another site.');
  if (formToken === undefined || isForPrograms(request) || isOwnFormWithFile(request)) return;
  const given = ((request.body ?? {}) as Readonly<Record<string, unknown>>)[FORM_TOKEN];
  if (typeof given === 'string' && sameText(given, formToken)) return;
  throw new StaleForm('cross-site', 'The form is not one of your session. Load the page again and send it once more.');
}

/** What a script of another site cannot send without being asked for leave, which nobody gives it. */
function isForPrograms(request: Request): boolean {
  return request.path.toLowerCase().startsWith('/api/') && request.headers.origin !== undefined;
}

/**
 * A form with a file is not read before it is known who sends it, and so not the token in it. Instead the browser has to say
 * that one of the service's own pages sends it; every browser that is in use does.
 */
function isOwnFormWithFile(request: Request): boolean {
  const { origin, 'sec-fetch-site': site } = request.headers;
  return isFormWithFile(request) && (site === 'same-origin' || (site === undefined && origin !== undefined));
}

function isOwnOrigin({ headers }: Request, publicUrl: string | undefined): boolean {
  // What the browser itself says of where it comes from; `Origin` is `null` where a page sends no referrer.
  const site = headers['sec-fetch-site'];
  if (site === 'same-origin') return true;
  if (site !== undefined && site !== 'none') return false;
  const { origin } = headers;
  if (origin === undefined) return true;
  const own = publicUrl === undefined ? headers.host : new URL(publicUrl).host;
  return URL.canParse(origin) && new URL(origin).host === own;
}

function sameText(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

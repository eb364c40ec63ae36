import express, { type Request } from 'express';
import { describe, expect, it } from '@jest/globals';
import { refuseCrossSite } from '../../../src/platform/access/cross-site.js';

const HOST = 'readiness.example';
const TOKEN = 'the token of this session';

/** Whether a request is taken. */
function taken(
  headers: Record<string, string>,
  { method = 'POST', path = '/account/password', body = {}, formToken = undefined as string | undefined } = {},
  publicUrl?: string,
): boolean {
  try {
    const request = Object.assign(Object.create(express.request) as Request, { method, body });
    Object.defineProperties(request, { path: { value: path }, headers: { value: { host: HOST, ...headers } } });
    refuseCrossSite(request, formToken, publicUrl);
    return true;
  } catch (error) {
    expect(error).toMatchObject({ code: 'cross-site' });
    return false;
  }
}

describe('a request that may come from another site', () => {
  it.each([
    [{}, true],
    [{ origin: `https://${HOST}` }, true],
    [{ origin: 'https://evil.example' }, false],
    [{ origin: `https://${HOST}.evil.example` }, false],
    [{ origin: 'null' }, false],
    // as a browser sends a form of a page without referrer
    [{ origin: 'null', 'sec-fetch-site': 'same-origin' }, true],
    [{ origin: 'null', 'sec-fetch-site': 'cross-site' }, false],
    [{ 'sec-fetch-site': 'same-site' }, false],
    [{ 'sec-fetch-site': 'none' }, true],
    [{ origin: `https://${HOST}`, 'sec-fetch-site': 'cross-site' }, false],
  ])('should be told by what the browser says: %j', (headers, expected) => {
    expect(taken(headers)).toBe(expected);
  });

  it('should be held against the address that people use, where a proxy gives another host', () => {
    const origin = { host: 'inside:3000', origin: `https://${HOST}` };
    expect([taken(origin), taken(origin, {}, `https://${HOST}`)]).toEqual([false, true]);
  });

  it('should be looked at only where it changes something', () => {
    expect(taken({ origin: 'https://evil.example' }, { method: 'GET' })).toBe(true);
  });

  it('should carry the token of the session in a form, and the origin in a call of the API', () => {
    const own = { origin: `https://${HOST}` };
    const forms = [undefined, { formToken: 'another' }, { formToken: [TOKEN] }, { formToken: TOKEN }];
    expect(forms.map((body) => taken(own, { body, formToken: TOKEN }))).toEqual([false, false, false, true]);
    const api = { path: '/api/v1/trusts', formToken: TOKEN };
    expect([taken(own, api), taken({}, api)]).toEqual([true, false]);
  });
});

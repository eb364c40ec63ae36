/* global Headers, Request */
import { OPERATORS_KEY } from './key-text.mjs';

// Requests of tests to a service on this machine carry the operator's key, unless they say who sends them: by a header
// `authorization` or `cookie`, or `x-nobody`, which is taken off.
const plain = globalThis.fetch;

globalThis.fetch = (input, init = {}) => {
  const address = new URL(typeof input === 'string' || input instanceof URL ? input : input.url);
  if (globalThis.hostsOfOthers?.has(address.host)) return plain(input, init);
  if (!['127.0.0.1', 'localhost', '[::1]'].includes(address.hostname)) return plain(input, init);
  const headers = new Headers(init.headers ?? (input instanceof Request ? input.headers : undefined));
  if (headers.has('x-nobody')) headers.delete('x-nobody');
  else if (!headers.has('authorization') && !headers.has('cookie'))
    headers.set('authorization', `Bearer ${globalThis.keysOfDemonstrations?.get(address.host) ?? OPERATORS_KEY}`);
  return plain(input, { ...init, headers });
};

/** A page of this service to go on to; the first page for whatever is none. */
export function nextPath(next: unknown): string {
  if (typeof next !== 'string' || !/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(next)) return '/';
  const { origin, pathname, search } = new URL(next, 'http://here');
  // Looked at once more: what a browser makes of `/.//evil.example` is another host.
  return origin === 'http://here' && !pathname.startsWith('//') ? `${pathname}${search}` : '/';
}

/**
 * Whether a text is an address of a PostgreSQL database of which every part is read as it was meant. A `#`, `?`, `/` or `@`
 * in a password that is not written as `%..` may still give an address, of another host and database: where that cannot be
 * told from what was meant, it is none.
 */
export function isPostgresAddress(text: string): boolean {
  if (!/^postgres(?:ql)?:\/\/[^/?#]+\/[^/?#@]+(?:\?[^#]*)?$/.test(text) || !URL.canParse(text)) return false;
  const { username, password, hostname, pathname } = new URL(text);
  try {
    // The protocol ends a text at a NUL; no name has other control characters.
    return [username, password, hostname, pathname].every((part) => !/\p{Cc}/u.test(decodeURIComponent(part)));
  } catch {
    return false;
  }
}

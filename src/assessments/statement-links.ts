/** Links of evidence items that name a vendor's statement begin so. */
export const STATEMENT_LINKS = '/api/v1/statements/';

/** Whether a link leads to a statement, or reads as if it did: with a host, in capitals, escaped or by a detour. */
export function looksLikeStatement(url: string | undefined): boolean {
  return url !== undefined && /\/api\/+v1\/+statements(?:\/|$)/i.test(pathOf(url));
}

/** The path to which a browser would go. */
function pathOf(url: string): string {
  try {
    return decodeURIComponent(new URL(url, 'https://here.invalid').pathname);
  } catch {
    return url;
  }
}

/** Written in capitals or small letters whatever stands around them. */
const CAPITALS = new Set(['NHS', 'UK', 'HQ', 'PO', 'CIC']);
const SMALL = new Set(['and', 'at', 'by', 'de', 'for', 'in', 'le', 'of', 'on', 'the', 'to', 'under', 'upon', 'with']);

/**
 * The official file writes everything in capitals, which is slow to read and is spelt out by some screen readers: a name
 * as it stands on a hospital's sign. A name that has small letters stays as it is.
 */
export function readableName(text: string): string {
  if (/\p{Ll}/u.test(text)) return text;
  return text.replace(/[\p{L}\p{N}][\p{L}\p{N}'’]*/gu, (word, at: number) => {
    if (CAPITALS.has(word) || /^\p{N}+\p{L}?$/u.test(word)) return word;
    const small = word.toLowerCase();
    const begins = at === 0 || text.slice(0, at).endsWith(', ');
    return !begins && SMALL.has(small) ? small : `${small.charAt(0).toUpperCase()}${small.slice(1)}`;
  });
}

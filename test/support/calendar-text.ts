import { Buffer } from 'node:buffer';

const LONGEST_LINE = 75;

/** What RFC 5545 asks of the bytes of a calendar: every line ends with CRLF and has at most 75 octets, none is empty. */
export function defectsOfLines(text: string): string[] {
  if (!text.endsWith('\r\n')) return ['The last line has no end'];
  return text
    .slice(0, -2)
    .split('\r\n')
    .flatMap((line) => [
      ...(/[\r\n]/.test(line) ? [`An end of line that is none: ${line}`] : []),
      ...(line === '' ? ['An empty line'] : []),
      ...(Buffer.byteLength(line) > LONGEST_LINE ? [`Too long: ${line}`] : []),
    ]);
}

/** More marks than this on one letter are noise that would pile up over the lines around it */
const MARKS_PER_LETTER = 4;
const LINE_ENDS = /\r\n|[\r\v\f\u0085\u2028\u2029]/gu;
const SURPLUS_MARKS = new RegExp(`(\\p{M}{${MARKS_PER_LETTER}})\\p{M}+`, 'gu');
/** Terminal escapes, bidirectional overrides, joiners, fillers, tags: nothing a reader sees, everything a forger wants */
const UNSEEN = /[^\P{Cc}\n]|\p{Default_Ignorable_Code_Point}|[\ufff9-\ufffb]/gu;
const NO_BREAK_SPACE = '\u00a0';

/**
 * Makes text from anywhere safe to lay out: line ends become "\n" (at most one empty line in a row), other spaces
 * become one plain space or stay no-break spaces, control characters, escape sequences' lead-ins and invisible or
 * direction-changing characters go, lone surrogates become U+FFFD. What is left is composed (Unicode NFC).
 */
export function cleanText(text: string): string {
  return text
    .replace(/\p{Cs}/gu, '\ufffd')
    .replace(LINE_ENDS, '\n')
    .replace(/\t/gu, ' ')
    .replace(UNSEEN, '')
    .normalize('NFC')
    .replace(SURPLUS_MARKS, '$1')
    .replace(/\u202f/gu, NO_BREAK_SPACE)
    .replace(/[^\P{Zs}\u00a0]+/gu, ' ')
    .replace(/ ?\n ?/gu, '\n')
    .replace(/\n{3,}/gu, '\n\n')
    .replace(/^[ \n]+|[ \n]+$/gu, '');
}

/** As cleanText, on a single line: for headings, bookmarks and metadata. */
export function cleanLine(text: string): string {
  return cleanText(text).replace(/\n+/gu, ' ');
}

/** Tells Excel that text is in UTF-8. */
export const BYTE_ORDER_MARK = '\uFEFF';

/** What spreadsheets take for the start of a formula, and what looks as if it were marked as text already. */
const FORMULA = /^'*[=+\-@\t\r]/;

/** One line of a CSV file, as RFC 4180 has it. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(cellOf).join(',')}\r\n`;
}

/** A cell as it was before `csvLine` marked it as text. */
export function withoutMark(cell: string): string {
  return cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell;
}

/** A text that a spreadsheet would calculate is shown to it as text. */
function cellOf(text: string): string {
  const harmless = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

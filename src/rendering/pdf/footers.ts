import type { ReportModel } from '../../core/contracts/report.js';
import type { Sheet } from './sheet.js';
import { COLOURS, PAGE, STYLES } from './theme.js';

const PAGE_NUMBER_WIDTH = 90;
const LEFT_LINES = 2;
const BARE_HASH = /^[0-9a-f:.…-]+$/iu;

/** Draws the footer on every page written so far; to be called when no page follows. */
export function drawFooters(sheet: Sheet, footer: ReportModel['footer']): void {
  const { type, doc, left, width } = sheet;
  const style = STYLES.footer;
  const lines = footerLines(sheet, footer);
  const { count } = doc.bufferedPageRange();
  for (let page = 0; page < count; page += 1) {
    doc.switchToPage(page);
    const top = PAGE.height - PAGE.bottom + 20;
    sheet.rule(top, COLOURS.rule, 0.6);
    const pageNumber = `Page ${page + 1} of ${count}`;
    sheet.decorate(() => {
      lines.forEach((line, index) => {
        type.draw(line, style, left, top + 6 + index * style.leading);
      });
      type.draw(pageNumber, style, left + width - type.measure(pageNumber, style), top + 6);
    }, 'Pagination');
  }
}

function footerLines(sheet: Sheet, footer: ReportModel['footer']): string[] {
  const { type, width } = sheet;
  const style = STYLES.footer;
  const leftWidth = width - PAGE_NUMBER_WIDTH;
  const lines = type.break(type.prepare(footer.left), style, leftWidth);
  const shown = lines.slice(0, LEFT_LINES);
  const last = shown.at(-1);
  if (last !== undefined && lines.length > LEFT_LINES)
    shown[LEFT_LINES - 1] = type.shorten(`${last.trimEnd()}…`, style, leftWidth);
  const { text } = type.prepare(footer.fingerprint.replace(/\s+/gu, ' '));
  if (text !== '') shown.push(type.shorten(BARE_HASH.test(text) ? `Fingerprint ${text}` : text, style, width));
  return shown;
}

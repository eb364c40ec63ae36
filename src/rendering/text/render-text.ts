import type { LabelledText, ReportBlock, ReportModel, ReportTable } from '../../core/contracts/report.js';
import { checkReport } from './check-report.js';
import { cleanLine, cleanText } from './clean-text.js';
import { displayWidth, layOutRow, wrapText, type TextCell } from './columns.js';
import { writeBars, writeTimeline } from './charts.js';

const LEAST_WIDTH = 40;
const COLUMN_GAP = '  ';
/** With columns narrower than this a table is written row by row instead */
const LEAST_COLUMN = 7;
const STARTS_WITH_WARNING = /^warning\b/iu;

/**
 * Writes a report as plain text for a terminal: wrapped to `width` columns (at least 40, narrower ones count as 40),
 * tables as aligned columns. Control characters and escape sequences in texts are taken apart and do nothing.
 * @throws RangeError when the report cannot be laid out without losing something, see checkReport
 */
export function renderText(report: ReportModel, width = 100): string {
  checkReport(report);
  const columns = Math.max(LEAST_WIDTH, Math.floor(width));
  const parts = [
    [...underline(report.title, '=', columns), ...wrapText(cleanText(report.subtitle), columns)],
    report.notice === null ? [] : wrapText(cleanText(report.notice), columns),
    writeHeadline(report, columns),
    writeSummary(report.summary, columns),
    ...report.firstPage.map((block) => writeBlock(block, columns)),
    ...report.sections.flatMap((section) => [
      underline(section.heading, '-', columns),
      ...section.blocks.map((block) => writeBlock(block, columns)),
    ]),
    [
      '-'.repeat(columns),
      ...wrapText(cleanText(report.footer.left), columns),
      ...wrapText(cleanText(report.footer.fingerprint), columns),
    ],
  ];
  const written = parts.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return `${written.join('\n\n')}\n`;
}

function underline(text: string, mark: string, width: number): string[] {
  const lines = wrapText(cleanLine(text), width);
  if (lines.length === 0) return [];
  return [...lines, mark.repeat(Math.max(...lines.map(displayWidth)))];
}

function writeHeadline(report: ReportModel, width: number): string[] {
  const text = cleanText(report.headline);
  if (!report.warning) return wrapText(text, width);
  const marked = STARTS_WITH_WARNING.test(text) ? text : `Warning: ${text}`;
  const bar = '!'.repeat(width);
  return [bar, ...wrapText(marked, width - 4).map((line) => `!! ${line}`), bar];
}

function writeSummary(summary: readonly LabelledText[], width: number): string[] {
  const facts = summary.map(({ label, text }) => ({ label: cleanLine(label), text: cleanText(text) }));
  const longest = Math.max(0, ...facts.map(({ label }) => displayWidth(label)));
  const labelWidth = Math.min(longest, Math.floor(width / 3));
  const textWidth = width - labelWidth - COLUMN_GAP.length;
  return facts.flatMap(({ label, text }) => {
    const cells = [
      { text: label, width: labelWidth },
      { text, width: textWidth },
    ];
    return layOutRow(cells, COLUMN_GAP);
  });
}

function writeBlock(block: ReportBlock, width: number): string[] {
  switch (block.type) {
    case 'paragraph':
      return wrapText(cleanText(block.text), width);
    case 'subheading':
      return underline(block.text, '.', width);
    case 'list':
      return block.items
        .map(cleanText)
        .filter((item) => item !== '')
        .flatMap((item) => hang('  - ', item, width));
    case 'table':
      return writeTable(block, width);
    case 'bars':
      return writeBars(block, width);
    case 'timeline':
      return writeTimeline(block, width);
  }
}

function hang(mark: string, text: string, width: number): string[] {
  const lines = wrapText(text, width - mark.length);
  return lines.map((line, index) => (index === 0 ? mark : ' '.repeat(mark.length)) + line);
}

function writeTable(table: ReportTable, width: number): string[] {
  const caption = wrapText(cleanLine(table.caption), width);
  if (table.rows.length === 0) return [...caption, ...wrapText(cleanText(table.empty), width)];
  const room = width - COLUMN_GAP.length * (table.columns.length - 1);
  const total = table.columns.reduce((sum, column) => sum + column.width, 0);
  const widths = table.columns.map((column) => Math.floor((column.width / total) * room));
  const body = Math.min(...widths) < LEAST_COLUMN ? writeRecords(table, width) : writeColumns(table, widths);
  return [...caption, ...(caption.length > 0 ? [''] : []), ...body];
}

function writeColumns(table: ReportTable, widths: readonly number[]): string[] {
  const makeCells = (texts: readonly string[]): TextCell[] => {
    return texts.map((text, column) => ({
      text: cleanText(text),
      width: widths[column] ?? 0,
      align: table.columns[column]?.align ?? 'left',
    }));
  };
  const head = layOutRow(makeCells(table.columns.map((column) => column.heading)), COLUMN_GAP);
  const rows = table.rows.map((row) => layOutRow(makeCells(row), COLUMN_GAP));
  const line = widths.map((columnWidth) => '-'.repeat(columnWidth)).join(COLUMN_GAP);
  return [...head, line, ...separate(rows)];
}

/** For a narrow terminal: each row as its name and a list of its other cells. */
function writeRecords(table: ReportTable, width: number): string[] {
  const records = table.rows.map((row) => {
    const [name = '', ...others] = row.map(cleanText);
    const facts = others.flatMap((text, index) => {
      const heading = cleanLine(table.columns[index + 1]?.heading ?? '');
      return text === '' ? [] : hang('    ', `${heading}: ${text}`, width);
    });
    return [...wrapText(name, width), ...facts];
  });
  return separate(records);
}

/** Rows of several lines are told apart by an empty line between them. */
function separate(rows: readonly string[][]): string[] {
  if (rows.every((row) => row.length <= 1)) return rows.flat();
  return rows.flatMap((row, index) => (index === 0 ? row : ['', ...row]));
}

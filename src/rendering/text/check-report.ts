import type { ReportModel, ReportTable } from '../../core/contracts/report.js';

const ISO_DATE = /^\d{4}-\d{2}-\d{2}$/u;

/**
 * Refuses a report that cannot be laid out without losing something.
 * @throws RangeError naming the table or field: a version other than 1, a date that is not a calendar date, a table
 *   without columns, a row with another number of cells than there are columns, or column widths that are not positive or do not sum to 1
 */
export function checkReport(report: ReportModel): void {
  // a report that comes out of storage may be of a version that its type does not admit
  const version: number = report.version;
  if (version !== 1) throw new RangeError(`Report version ${version} is not known`);
  reportDate(report);
  for (const section of report.sections) {
    for (const block of section.blocks) if (block.type === 'table') checkTable(block);
  }
}

/**
 * The report's date as the instant at which that day starts in UTC.
 * @throws RangeError when it is not a calendar date
 */
export function reportDate(report: ReportModel): Date {
  const instant = new Date(`${report.date}T00:00:00Z`);
  // a day such as 30 February rolls over, or is invalid, and so does not come back as it went in
  const isDay = ISO_DATE.test(report.date) && !Number.isNaN(instant.getTime());
  if (!isDay || instant.toISOString().slice(0, 10) !== report.date) {
    throw new RangeError(`Report date "${report.date}" is not a calendar date (YYYY-MM-DD)`);
  }
  return instant;
}

function checkTable(table: ReportTable): void {
  const name = `Table "${table.caption}"`;
  const widths = table.columns.map((column) => column.width);
  if (widths.length === 0) throw new RangeError(`${name} has no columns`);
  if (!widths.every((width) => width > 0)) throw new RangeError(`${name} has a column without width`);
  const sum = widths.reduce((total, width) => total + width, 0);
  if (Math.abs(sum - 1) > 0.01) throw new RangeError(`${name}: column widths sum to ${sum}, not 1`);
  table.rows.forEach((row, index) => {
    if (row.length !== widths.length) {
      throw new RangeError(`${name}: row ${index + 1} has ${row.length} cells for ${widths.length} columns`);
    }
  });
}

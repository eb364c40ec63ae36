import type { ExportFormat, RecordedEvent } from './record.dto.js';
import { wordsOf } from './event-words.js';

const COLUMNS = [
  'sequence',
  'at',
  'actorId',
  'actorRole',
  'actorName',
  'type',
  'words',
  'subjectId',
  'trustId',
  'toolId',
  'deploymentId',
  'assessmentId',
  'requestId',
  'data',
] as const;

/** Tells Excel that names are in UTF-8. */
const BYTE_ORDER_MARK = '\uFEFF';

/** What spreadsheets take for the start of a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/** The pages of an export as its text. */
export async function* writeExport(
  format: ExportFormat,
  pages: AsyncGenerator<readonly RecordedEvent[]>,
): AsyncGenerator<string> {
  if (format === 'csv') yield `${BYTE_ORDER_MARK}${line(COLUMNS)}`;
  for await (const events of pages) {
    yield events.map(format === 'csv' ? csvOf : (event) => `${JSON.stringify(event)}\n`).join('');
  }
}

function csvOf({ actor, at, data, ...event }: RecordedEvent): string {
  const cells: Readonly<Record<(typeof COLUMNS)[number], string | null>> = {
    ...event,
    ...{ sequence: String(event.sequence), at: at.toISOString(), words: wordsOf(event.type) },
    ...{ actorId: actor.id, actorRole: actor.role, actorName: actor.name },
    data: JSON.stringify(data),
  };
  return line(COLUMNS.map((column) => cells[column] ?? ''));
}

/** As RFC 4180 has it. */
function line(cells: readonly string[]): string {
  return `${cells.map(cellOf).join(',')}\r\n`;
}

/** A text that a spreadsheet would calculate is shown to it as text. */
function cellOf(text: string): string {
  const harmless = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

import type { ExportFormat, RecordedEvent } from './record.dto.js';
import { BYTE_ORDER_MARK, csvLine } from '../platform/tables/csv.js';
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

/** The pages of an export as its text. */
export async function* writeExport(
  format: ExportFormat,
  pages: AsyncGenerator<readonly RecordedEvent[]>,
): AsyncGenerator<string> {
  if (format === 'csv') yield `${BYTE_ORDER_MARK}${csvLine(COLUMNS)}`;
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
  return csvLine(COLUMNS.map((column) => cells[column] ?? ''));
}

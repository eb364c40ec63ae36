import path from 'node:path';
import process from 'node:process';
import { backUp } from '../platform/database/archive/archive.js';
import { verifyArchive, type ArchiveSummary } from '../platform/database/archive/read-archive.js';
import type { Console } from './console.js';
import { placeOf, type PlaceOptions } from './database-place.js';
import { usageError } from './failure.js';
import { runLongWork } from './long-work.js';
import { renderPlainTable } from './plain-table.js';

export interface BackupOptions extends PlaceOptions {
  readonly output: string;
  readonly force?: boolean;
}

/** `readiness backup`: an archive of the data as of one moment, while the service runs. */
export async function runBackup({ output, force, ...place }: BackupOptions, console: Console): Promise<void> {
  if (output === '') throw usageError("error: '-o' takes the name of a file");
  const from = placeOf(place, process.env);
  const target = { file: path.resolve(output), replace: force === true };
  const summary = await runLongWork(console, (watch) => backUp(from, target, watch));
  console.out(`Wrote ${output}: ${sumOf(summary)}.`);
}

/** `readiness verify-backup`: whether an archive is whole, without restoring it. */
export async function runVerifyBackup(file: string, console: Console): Promise<void> {
  const summary = await runLongWork(console, (watch) => verifyArchive(path.resolve(file), watch));
  const { release, engine, madeAt } = summary.header;
  console.out(
    [
      `${file} is whole: ${sumOf(summary)}.`,
      `Made ${madeAt} by release ${release} from ${engine === 'sqlite' ? 'SQLite' : 'PostgreSQL'}.`,
      '',
      renderPlainTable(
        ['Table', 'Rows', 'SHA-256 of the rows'],
        summary.tables.map(({ name, rows, sha256 }) => [name, String(rows), sha256]),
      ),
    ].join('\n'),
  );
}

/** What an archive holds, for people. */
export function sumOf({ tables, rows, bytes }: ArchiveSummary): string {
  return `${String(rows)} rows of ${String(tables.length)} tables in ${String(bytes)} bytes, every hash checked`;
}

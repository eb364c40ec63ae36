import process from 'node:process';
import { copyToPostgres, isEqual } from '../platform/database/archive/archive.js';
import { rowsOf } from '../platform/database/archive/digests.js';
import type { Proof } from '../platform/database/archive/fill-store.js';
import type { Console } from './console.js';
import { placeOf } from './database-place.js';
import { CommandFailure, EXIT, usageError } from './failure.js';
import { runLongWork } from './long-work.js';
import { renderPlainTable } from './plain-table.js';

export interface MigrateStoreOptions {
  /** `postgres://…` */
  readonly to: string;
  readonly databasePath?: string;
}

/** `readiness migrate-store`: the SQLite database into an empty PostgreSQL database, proved by hashes of the rows. */
export async function runMigrateStore({ to, databasePath }: MigrateStoreOptions, console: Console): Promise<void> {
  const { databaseUrl } = placeOf({ databaseUrl: to }, process.env);
  // A setting that names PostgreSQL already is of the service that is to come.
  const from = placeOf(databasePath === undefined ? {} : { databasePath }, { ...process.env, DATABASE_URL: undefined });
  if (databaseUrl === undefined) throw usageError("error: '--to' takes the address of a PostgreSQL database");
  const { proof, ...copied } = await runLongWork(console, (watch) =>
    copyToPostgres(from.databasePath, databaseUrl, watch),
  );
  console.out(renderProof(proof));
  if (!isEqual(proof)) {
    throw new CommandFailure(EXIT.badInput, ['The tables differ. Nothing was kept in PostgreSQL.']);
  }
  console.out(
    `Copied ${copied.from} to ${copied.to}: ${String(rowsOf(proof.store))} rows of ${String(proof.store.length)} tables, all equal.`,
  );
}

function renderProof({ source, store }: Proof): string {
  return renderPlainTable(
    ['Table', 'Rows', 'SHA-256 in SQLite', 'Rows', 'SHA-256 in PostgreSQL', ''],
    source.map(({ name, rows, sha256 }) => {
      const other = store.find((table) => table.name === name);
      const equal = other?.rows === rows && other.sha256 === sha256;
      return [
        name,
        String(rows),
        sha256,
        String(other?.rows ?? 0),
        other?.sha256 ?? 'none',
        equal ? 'equal' : 'DIFFERS',
      ];
    }),
  );
}

import type { DatabasePlace } from '../data-sources.js';
import { MIGRATION_NAMES } from '../schema.js';
import { lockForThisProcess } from '../sqlite/process-lock.js';
import { ArchiveError } from './archive-error.js';
import { assertFree, assertNotSource, type ArchivePlace } from './archive-place.js';
import { differences } from './digests.js';
import { fillStore, type Proof } from './fill-store.js';
import { openPostgresSnapshot } from './postgres-snapshot.js';
import { openPostgresStore } from './postgres-store.js';
import { archiveSource, verifyArchive, type ArchiveSummary } from './read-archive.js';
import { assertThere, openSqliteSnapshot } from './sqlite-snapshot.js';
import { openSqliteStore } from './sqlite-store.js';
import type { EmptyStore, RowSource, Snapshot } from './stores.js';
import type { Watch } from './watch.js';
import { writeArchive } from './write-archive.js';

/** A copy of a database, and how it was proved. */
export interface Copied {
  readonly from: string;
  readonly to: string;
  readonly proof: Proof;
}

/**
 * Backs a database up while it is used: everything as of one moment, each change with its event or not at all.
 *
 * @throws ArchiveError when it cannot be read, is damaged, or the archive cannot be written; the signal's reason
 */
export async function backUp(place: DatabasePlace, target: ArchivePlace, watch: Watch): Promise<ArchiveSummary> {
  assertNotSource(target.file, place);
  await assertFree(target);
  const snapshot = await openSnapshot(place);
  try {
    return await writeArchive(snapshot, target, watch);
  } finally {
    await snapshot.close();
  }
}

/**
 * Restores an archive into an empty place and brings it to the newest schema. Nothing is there before every row was
 * read back and found equal.
 *
 * @returns what the archive holds, and where it is now
 * @throws ArchiveError when the archive is not whole or from a newer release, the place is not empty, or a row differs;
 *   the signal's reason. Then nothing is restored
 */
export async function restore(
  file: string,
  place: DatabasePlace,
  watch: Watch,
): Promise<{ readonly summary: ArchiveSummary; readonly to: string }> {
  const summary = await verifyArchive(file, watch);
  assertKnown(file, summary.header.migrations);
  const store = await openStore(place);
  const proof = await filled(store, archiveSource(file, summary), watch);
  assertEqual(proof);
  return { summary, to: store.place };
}

/**
 * Copies an SQLite database that no service uses into an empty PostgreSQL database.
 *
 * @returns hashes of both sides; where they differ nothing is kept
 * @throws ArchiveError when a process uses the file, the database is not empty, or one of them cannot be used; the
 *   signal's reason
 */
export async function copyToPostgres(file: string, url: string, watch: Watch): Promise<Copied> {
  assertThere(file);
  // First of all: what a service wrote after the snapshot would be missing.
  const release = lockSource(file);
  try {
    const snapshot = openSqliteSnapshot(file);
    try {
      const store = await openPostgresStore(url);
      const proof = await filled(store, snapshot, watch);
      return { from: snapshot.place, to: store.place, proof };
    } finally {
      await snapshot.close();
    }
  } finally {
    release();
  }
}

/** Whether both sides hold the same. */
export function isEqual({ source, store }: Proof): boolean {
  return differences(source, store).length === 0;
}

function openSnapshot({ databasePath, databaseUrl }: DatabasePlace): Promise<Snapshot> {
  return databaseUrl === undefined
    ? Promise.resolve(databasePath).then(openSqliteSnapshot)
    : openPostgresSnapshot(databaseUrl);
}

function openStore({ databasePath, databaseUrl }: DatabasePlace): Promise<EmptyStore> {
  return databaseUrl === undefined
    ? Promise.resolve(databasePath).then(openSqliteStore)
    : openPostgresStore(databaseUrl);
}

/** Fills a store and keeps it, if it holds then what the source gave. */
async function filled(store: EmptyStore, source: RowSource, watch: Watch): Promise<Proof> {
  try {
    const proof = await fillStore(store, source, watch);
    if (!isEqual(proof)) {
      await store.discard();
      return proof;
    }
    await store.migrate();
    watch.signal.throwIfAborted();
    await store.keep();
    return proof;
  } catch (error) {
    await store.discard();
    throw ofStorage(error)
      ? new ArchiveError(`Nothing was kept in ${store.place}: ${error.message}`, { cause: error })
      : error;
  }
}

/** Whether it is the database's or the disk's trouble, such as no room, and not a mistake of ours. */
function ofStorage(error: unknown): error is Error {
  return typeof (error as { code?: unknown }).code === 'string';
}

function assertKnown(file: string, migrations: readonly string[]): void {
  const unknown = migrations.filter((name) => !MIGRATION_NAMES.includes(name));
  if (unknown.length === 0) return;
  throw new ArchiveError(
    `${file} was made by a newer release of this service, with the schema of ${unknown.join(', ')}. Use that one.`,
  );
}

function assertEqual({ source, store }: Proof): void {
  const wrong = differences(source, store);
  if (wrong.length === 0) return;
  throw new ArchiveError(`What was read back of ${wrong.join(', ')} is not what was restored. Nothing was kept.`);
}

function lockSource(file: string): () => void {
  try {
    return lockForThisProcess(file);
  } catch (error) {
    throw new ArchiveError(`The database ${file} cannot be copied: ${(error as Error).message}`, { cause: error });
  }
}

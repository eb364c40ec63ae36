import fs from 'node:fs';
import path from 'node:path';
import type { DatabasePlace } from '../data-sources.js';
import { COMPANIONS, placeOf } from '../sqlite/companions.js';
import { ArchiveError } from './archive-error.js';
import { beginsAsArchive } from './read-archive.js';

export interface ArchivePlace {
  readonly file: string;
  /** Whether an earlier archive, or an empty file, that is there already may be replaced */
  readonly replace: boolean;
}

/** What a service has beside its SQLite file and needs as much. */
const BESIDE = ['', ...COMPANIONS, '.lock', '.secret'];

/** @throws ArchiveError when something is at the place of an archive that is to stay, whatever is said */
export async function assertFree({ file, replace }: ArchivePlace): Promise<void> {
  const found = fs.statSync(file, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isFile()) throw new ArchiveError(`${file} is not a file.`);
  if (!replace) throw new ArchiveError(`${file} is there already. Name another file, or say --force.`);
  if (found.size === 0 || (await beginsAsArchive(file))) return;
  throw new ArchiveError(`${file} is no archive of this service, so it is not replaced. Name another file.`);
}

/**
 * Keeps an archive from taking the place of the database that it is made from, by whatever name.
 *
 * @throws ArchiveError
 */
export function assertNotSource(file: string, { databasePath, databaseUrl }: DatabasePlace): void {
  if (databaseUrl !== undefined) return;
  const target = identityOf(file);
  for (const ending of BESIDE) {
    if (!target.some((name) => identityOf(databasePath + ending).includes(name))) continue;
    throw new ArchiveError(`${file} is the database itself, or a part of it. Name another file.`);
  }
}

/** By its place, and, where it is there, by what the disk knows it by: a hard link is the same file. */
function identityOf(file: string): readonly string[] {
  const found = fs.statSync(file, { throwIfNoEntry: false });
  const inode = found === undefined ? [] : [`${String(found.dev)} ${String(found.ino)}`];
  return fs.existsSync(path.dirname(file)) ? [placeOf(file), ...inode] : inode;
}

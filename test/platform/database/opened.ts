import { randomUUID } from 'node:crypto';
import { DemoClock } from '../../../src/demo/demo-clock.js';
import { SiteEntity } from '../../../src/organisations/site.entity.js';
import { TrustEntity } from '../../../src/organisations/trust.entity.js';
import { operator, type Actor } from '../../../src/platform/actor/actor.js';
import { openDatabase } from '../../../src/platform/database/open-database.js';
import { searchText } from '../../../src/platform/database/search-text.js';
import type { DataSources } from '../../../src/platform/database/data-sources.js';
import { scratchDatabase, type ScratchDatabase } from '../../support/databases.js';
import { UnitOfWork, type WriteScope } from '../../../src/platform/database/unit-of-work.js';

/** A database of its own in a folder of its own, with the unit of work on it. */
export interface Opened {
  readonly database: ScratchDatabase;
  /** SQLite only */
  readonly file: string;
  readonly sources: DataSources;
  readonly unitOfWork: UnitOfWork;
  readonly clock: DemoClock;
  /** Closes both connections; the file stays. */
  close(): Promise<void>;
  /** Closes what is open, and opens the same file again. */
  reopen(): Promise<Opened>;
  remove(): Promise<void>;
}

/** Somebody who does something. */
export const ACTOR: Actor = { ...operator('person-1'), role: 'assessor' };

export const NOW = new Date('2026-11-23T12:00:00.123Z');

/** @param database default: an empty one */
export async function openScratch(database?: ScratchDatabase): Promise<Opened> {
  const scratch = database ?? (await scratchDatabase());
  const sources = await openDatabase(scratch.place, [TrustEntity, SiteEntity]);
  const clock = new DemoClock();
  clock.set(NOW);
  return {
    database: scratch,
    file: scratch.place.databasePath,
    sources,
    clock,
    unitOfWork: new UnitOfWork(sources, clock),
    close: sources.close,
    reopen: async () => {
      await sources.close();
      return openScratch(scratch);
    },
    remove: async () => {
      await sources.close();
      await scratch.remove();
    },
  };
}

/** Adds a trust with its event in the transaction in hand. */
export async function addTrust(
  { manager, now, record }: WriteScope,
  code: string,
  { name = `Trust ${code}`, createdAt = now }: { name?: string; createdAt?: Date } = {},
): Promise<string> {
  const id = randomUUID();
  const common = { region: null, version: 1, createdAt, updatedAt: createdAt };
  await manager.insert(TrustEntity, { id, code, name, nameSearched: searchText(name), ...common });
  record({ type: 'trust-created', subjectId: id, trustId: id, data: { code } });
  return id;
}

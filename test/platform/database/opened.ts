import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DemoClock } from '../../../src/demo/demo-clock.js';
import { SiteEntity } from '../../../src/organisations/site.entity.js';
import { TrustEntity } from '../../../src/organisations/trust.entity.js';
import type { Actor } from '../../../src/platform/actor/actor.js';
import { openDatabase } from '../../../src/platform/database/open-database.js';
import { searchText } from '../../../src/platform/database/search-text.js';
import { UnitOfWork, type DataSources, type WriteScope } from '../../../src/platform/database/unit-of-work.js';

/** A database of its own in a folder of its own, with the unit of work on it. */
export interface Opened {
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
export const ACTOR: Actor = { id: 'person-1', role: 'assessor' };

export const NOW = new Date('2026-11-23T12:00:00.123Z');

export async function openScratch(
  file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'site-readiness-database-')), 'made', 'scratch.sqlite'),
): Promise<Opened> {
  const sources = await openDatabase(file, [TrustEntity, SiteEntity]);
  const clock = new DemoClock();
  clock.set(NOW);
  return {
    file,
    sources,
    clock,
    unitOfWork: new UnitOfWork(sources, clock),
    close: sources.close,
    reopen: async () => {
      await sources.close();
      return openScratch(file);
    },
    remove: async () => {
      await sources.close();
      fs.rmSync(path.dirname(path.dirname(file)), { recursive: true, force: true });
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

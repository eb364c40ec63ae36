import { setImmediate as turn } from 'node:timers/promises';
import type { EntityManager } from 'typeorm';
import { chainOf, hashOfEvent, NO_HASH } from '../database/event-chain.js';
import { EventEntity } from '../database/event.entity.js';
import { FROZEN_ROWS, frozenHash } from '../database/frozen-rows.js';
import type { Heads, Seal } from './seals.js';

/** Others wait so long for their turn: a few milliseconds. */
const BATCH = 200;

/** Something that was changed after it was recorded. */
export interface AuditDefect {
  /** Number of the event; null when the event itself is missing */
  readonly sequence: number | null;
  /** The organisation's id, or `service` */
  readonly chain: string;
  /** Place in the chain */
  readonly position: number;
  /** What is wrong, in plain English */
  readonly message: string;
}

export interface AuditReport {
  readonly events: number;
  readonly chains: number;
  /** Snapshots and plans whose rows were held against their events */
  readonly frozen: number;
  /** Ends of the chains as they are found */
  readonly heads: Heads;
  /** In the order of the chains; empty when nothing was changed */
  readonly defects: readonly AuditDefect[];
}

/** Runs `work` on one committed state. */
export type Read = <T>(work: (manager: EntityManager) => Promise<T>) => Promise<T>;

export interface AuditOptions {
  /** Ends of chains as they were written down outside: only these show a cut tail or a chain that was made anew */
  readonly seals?: readonly Seal[];
  /** Called now and then with the number of events looked at */
  readonly progress?: (events: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Follows every chain of events from its first to its last, and holds snapshots and plans against the events that tell of
 * them. What is looked at is what there is at the beginning: a chain only grows, and frozen rows never change, so that
 * each page may be read by itself. Others have their turn in between, also where everything is done in one thread.
 *
 * @throws the signal's reason
 */
export async function verifyEvents(
  read: Read,
  { seals = [], progress = () => undefined, signal }: AuditOptions = {},
): Promise<AuditReport> {
  const walk = new ChainWalk(read, seals, await read(extentOf));
  for await (const rows of batches(read)) {
    for (const row of rows) {
      signal?.throwIfAborted();
      await walk.take(row);
    }
    progress(walk.events);
    await turn();
  }
  signal?.throwIfAborted();
  return walk.end();
}

/** Events that there are to look at, for a progress bar. */
export function countEvents(manager: EntityManager): Promise<number> {
  return manager.count(EventEntity);
}

/** What there is to look at, as of one moment. */
interface Extent {
  /** Position of each chain's last event */
  readonly lengths: ReadonlyMap<string, number>;
  /** Frozen rows that some event has to tell of */
  readonly frozen: readonly { readonly table: string; readonly id: string }[];
}

async function extentOf(manager: EntityManager): Promise<Extent> {
  const chains = await manager
    .createQueryBuilder(EventEntity, 'event')
    .select('event.chain', 'chain')
    .addSelect('MAX(event.position)', 'length')
    .groupBy('event.chain')
    .getRawMany<{ chain: string; length: number }>();
  const frozen: { table: string; id: string }[] = [];
  for (const { table, key } of Object.values(FROZEN_ROWS).flat()) {
    const rows: { id: string }[] = await manager.query(`SELECT DISTINCT ${key} AS id FROM ${table}`);
    frozen.push(...rows.map(({ id }) => ({ table, id })));
  }
  return { lengths: new Map(chains.map(({ chain, length }) => [chain, length])), frozen };
}

async function* batches(read: Read): AsyncGenerator<EventEntity[]> {
  let [chain, position] = ['', 0];
  for (;;) {
    const after = { chain, position };
    const rows = await read((manager) =>
      manager
        .createQueryBuilder(EventEntity, 'event')
        .where('event.chain > :chain OR (event.chain = :chain AND event.position > :position)', after)
        .orderBy('event.chain')
        .addOrderBy('event.position')
        .limit(BATCH)
        .getMany(),
    );
    yield rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < BATCH) return;
    ({ chain, position } = last);
  }
}

class ChainWalk {
  events = 0;
  private frozen = 0;
  private readonly heads: Record<string, { position: number; hash: string; sequence: number }> = {};
  private readonly defects: AuditDefect[] = [];
  /** Hashes by `chain position` that seals say were there, and have not been seen yet */
  private readonly sealed = new Map<string, { hash: string; chain: string; position: number; at: string }>();
  /** What events tell was made, by table */
  private readonly told = new Map<string, Set<string>>();

  constructor(
    private readonly read: Read,
    seals: readonly Seal[],
    private readonly extent: Extent,
  ) {
    for (const { at, chains } of seals) {
      for (const [chain, { position, hash }] of Object.entries(chains)) {
        this.sealed.set(`${chain} ${String(position)}`, { hash, chain, position, at });
      }
    }
  }

  async take(row: EventEntity): Promise<void> {
    // It came after the beginning.
    if (row.position > (this.extent.lengths.get(row.chain) ?? 0)) return;
    this.events += 1;
    const { sequence, hash, ...content } = row;
    const { chain, position, previousHash } = content;
    const head = this.heads[chain] ?? { position: 0, hash: NO_HASH, sequence: 0 };
    const report = (message: string): void => {
      this.defects.push({ sequence, chain, position, message });
    };
    if (position !== head.position + 1) {
      report(gapBefore(position - head.position - 1));
    } else if (previousHash !== head.hash) report('It does not follow from the event before it.');
    if (hash !== hashOfEvent(content)) report('It was changed after it was recorded.');
    if (chain !== chainOf(row)) report('It stands in the chain of another organisation.');
    if (sequence <= head.sequence) report('It was moved: its number is not higher than that of the event before it.');
    this.checkSeal(row, report);
    await this.checkFrozen(row, report);
    this.heads[chain] = { position, hash, sequence };
  }

  private checkSeal({ chain, position, hash }: EventEntity, report: (message: string) => void): void {
    const key = `${chain} ${String(position)}`;
    const seal = this.sealed.get(key);
    this.sealed.delete(key);
    if (seal !== undefined && seal.hash !== hash)
      report(`It is another event than the one that was sealed on ${seal.at}.`);
  }

  private async checkFrozen({ type, subjectId, data }: EventEntity, report: (message: string) => void): Promise<void> {
    const places = FROZEN_ROWS[type];
    if (places === undefined) return;
    for (const { table } of places) this.told.set(table, (this.told.get(table) ?? new Set()).add(subjectId));
    // Events from before hashes of rows were recorded have none.
    if (data.rowHash === undefined) return;
    this.frozen += 1;
    // Some are large.
    await turn();
    if (data.rowHash !== (await this.read((manager) => frozenHash(manager, type, subjectId)))) {
      report(`What it tells of (${places.map(({ table }) => table).join(', ')}, ${subjectId}) was changed afterwards.`);
    }
  }

  /** What cannot be seen row by row, and all that was found. */
  end(): AuditReport {
    for (const { chain, position, at } of this.sealed.values()) {
      this.defects.push({
        sequence: null,
        chain,
        position,
        message: `This event was there when the chain was sealed on ${at}, and is missing now.`,
      });
    }
    this.checkUntold();
    const { events, frozen, heads, defects } = this;
    return { events, chains: Object.keys(heads).length, frozen, heads, defects };
  }

  /** Rows that no event tells of were put there past the service. */
  private checkUntold(): void {
    for (const { table, id } of this.extent.frozen) {
      if (this.told.get(table)?.has(id) === true) continue;
      this.defects.push({ sequence: null, chain: '', position: 0, message: `No event tells of ${id} in ${table}.` });
    }
  }
}

function gapBefore(missing: number): string {
  if (missing < 0) return 'Another event has the same place.';
  return missing === 1 ? 'The event before it is missing.' : `${String(missing)} events before it are missing.`;
}

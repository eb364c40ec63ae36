import type { EntityManager } from 'typeorm';
import { EventEntity } from '../../src/platform/database/event.entity.js';
import { hashOfEvent } from '../../src/platform/database/event-chain.js';
import { UNCHANGING_TABLES } from '../../src/platform/database/frozen-rows.js';
import { ENGINE } from './databases.js';

/** Whole numbers below `below`, the same ones for the same seed. */
export type Draw = (below: number) => number;

export function drawsOf(seed: number): Draw {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Takes the database's own rules away, as somebody with full rights to it could. */
export async function disarm(manager: EntityManager): Promise<void> {
  for (const table of UNCHANGING_TABLES) {
    if (ENGINE === 'postgres') await manager.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
    else for (const rule of ['unchanging', 'never_deleted']) await manager.query(`DROP TRIGGER ${table}_${rule}`);
  }
}

/** Ways in which a record may be changed behind the service's back. Each leaves the rows different from before. */
export const CHANGES: Readonly<Record<string, (manager: EntityManager, draw: Draw) => Promise<void>>> = {
  'an event is edited': async (manager, draw) => {
    const event = await some(manager, draw);
    const edits: Partial<EventEntity>[] = [
      { actorId: 'somebody-else' },
      { actorRole: 'viewer' },
      { type: 'nothing-happened' },
      { subjectId: '00000000-0000-0000-0000-000000000000' },
      { at: new Date(event.at.getTime() + 1) },
      { data: { ...event.data, changed: true } },
      { requestId: 'another-request' },
      { deploymentId: '00000000-0000-0000-0000-000000000000' },
    ];
    await manager.update(EventEntity, { sequence: event.sequence }, edits[draw(edits.length)] as object);
  },
  'a hash is edited': async (manager, draw) => {
    const { sequence, hash } = await some(manager, draw);
    await manager.update(
      EventEntity,
      { sequence },
      { hash: hash.replace(/^./, (digit) => (digit === '0' ? '1' : '0')) },
    );
  },
  'an event is deleted': async (manager, draw) => {
    await manager.delete(EventEntity, { sequence: (await some(manager, draw)).sequence });
  },
  'an event is inserted': async (manager, draw) => {
    const { sequence: _sequence, ...event } = await some(manager, draw);
    const chain = await chainRows(manager, event.chain);
    const position = draw(2) === 0 ? chain.length + 1 : 0;
    const previousHash = position === 0 ? event.previousHash : (chain.at(-1) as EventEntity).hash;
    await manager.insert(EventEntity, { ...event, position, previousHash, type: 'put-in', data: {} });
  },
  'two events change places': async (manager, draw) => {
    const [one, other] = await two(manager, draw);
    const place = ({ position, previousHash, hash }: EventEntity): object => ({ position, previousHash, hash });
    await manager.update(EventEntity, { sequence: one.sequence }, { position: -1 });
    await manager.update(EventEntity, { sequence: other.sequence }, place(one));
    await manager.update(EventEntity, { sequence: one.sequence }, place(other));
  },
  'two events change numbers': async (manager, draw) => {
    const [one, other] = await two(manager, draw);
    await manager.update(EventEntity, { sequence: one.sequence }, { sequence: -1 });
    await manager.update(EventEntity, { sequence: other.sequence }, { sequence: one.sequence });
    await manager.update(EventEntity, { sequence: -1 }, { sequence: other.sequence });
  },
  'the end is cut': async (manager, draw) => {
    const { chain, position } = await some(manager, draw);
    for (const row of await chainRows(manager, chain)) {
      if (row.position >= position) await manager.delete(EventEntity, { sequence: row.sequence });
    }
  },
  'a chain is written anew': async (manager, draw) => {
    const { chain, position } = await some(manager, draw);
    let previousHash: string | undefined;
    for (const row of await chainRows(manager, chain)) {
      if (row.position < position) continue;
      const { sequence, hash: _hash, ...event } = row;
      const actorId = row.position === position ? 'somebody-else' : event.actorId;
      const anew = { ...event, actorId, previousHash: previousHash ?? event.previousHash };
      previousHash = hashOfEvent(anew);
      await manager.update(EventEntity, { sequence }, { actorId, previousHash: anew.previousHash, hash: previousHash });
    }
  },
  'a snapshot is edited': async (manager, draw) => {
    const edits = ["headline = 'Ready'", 'stage = stage + 1', "document = '{}'", 'submitted_by = submitted_by || 1'];
    await manager.query(`UPDATE snapshots SET ${edits[draw(edits.length)] as string}`);
  },
  'a plan is edited': async (manager, draw) => {
    const edits = ["plan_documents SET content = 'AAAA' || content", 'plans SET pdf_bytes = pdf_bytes + 1'];
    await manager.query(`UPDATE ${edits[draw(edits.length)] as string}`);
  },
  'a plan is deleted': async (manager) => {
    await manager.query('DELETE FROM plan_documents');
    await manager.query('DELETE FROM plans');
  },
  'a plan is put in': async (manager) => {
    const [plan] = await manager.query<Record<string, unknown>[]>('SELECT * FROM plans');
    const forged: Record<string, string> = { id: `'${'0'.repeat(36)}'`, reference: "'SP-FORGED'" };
    const columns = Object.keys(plan as object);
    const values = columns.map((column) => forged[column] ?? column);
    await manager.query(`INSERT INTO plans (${columns.join()}) SELECT ${values.join()} FROM plans LIMIT 1`);
  },
};

async function some(manager: EntityManager, draw: Draw): Promise<EventEntity> {
  const rows = await manager.find(EventEntity, { order: { sequence: 'ASC' } });
  return rows[draw(rows.length)] as EventEntity;
}

/** Two different events of one chain. */
async function two(manager: EntityManager, draw: Draw): Promise<[EventEntity, EventEntity]> {
  for (;;) {
    const rows = await chainRows(manager, (await some(manager, draw)).chain);
    const one = draw(rows.length);
    const other = draw(rows.length);
    if (one !== other) return [rows[one] as EventEntity, rows[other] as EventEntity];
  }
}

function chainRows(manager: EntityManager, chain: string): Promise<EventEntity[]> {
  return manager.find(EventEntity, { where: { chain }, order: { position: 'ASC' } });
}

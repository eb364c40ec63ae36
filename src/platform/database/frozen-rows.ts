import type { EntityManager } from 'typeorm';
import { hashOf } from '../hash/stable-json.js';

type Row = Readonly<Record<string, unknown>>;

/**
 * Rows that are never changed once they are there, by the type of the event that tells of their making: its `subjectId`
 * is in the column `key` of each table, its data hold their hash as `rowHash`.
 */
export const FROZEN_ROWS: Readonly<Record<string, readonly { readonly table: string; readonly key: string }[]>> = {
  'assessment-submitted': [{ table: 'snapshots', key: 'id' }],
  'plan-made': [
    { table: 'plans', key: 'id' },
    { table: 'plan_documents', key: 'plan_id' },
  ],
};

/** The tables that the database itself keeps from being changed: those of frozen rows, and the events. */
export const UNCHANGING_TABLES: readonly string[] = [
  'events',
  ...Object.values(FROZEN_ROWS).flatMap((places) => places.map(({ table }) => table)),
];

/**
 * SHA-256 of the frozen rows that an event tells of, as they are stored: the same on both engines.
 *
 * @param type of the event, one of `FROZEN_ROWS`
 * @param id what the event is about
 */
export async function frozenHash(manager: EntityManager, type: keyof typeof FROZEN_ROWS, id: string): Promise<string> {
  const parameter = manager.dataSource.options.type === 'postgres' ? '$1' : '?';
  const found: Record<string, Row[]> = {};
  for (const { table, key } of FROZEN_ROWS[type] ?? []) {
    const rows: Row[] = await manager.query(`SELECT * FROM ${table} WHERE ${key} = ${parameter}`, [id]);
    found[table] = rows.map(portable).sort((a, b) => (hashOf(a) < hashOf(b) ? -1 : 1));
  }
  return hashOf(found);
}

/** SQLite has no booleans: it stores 0 and 1. */
function portable(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, typeof value === 'boolean' ? Number(value) : value]),
  );
}

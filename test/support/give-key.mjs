import { createHash } from 'node:crypto';
import Database from 'better-sqlite3';
import pg from 'pg';
import { SCOPES } from '../../dist/platform/access/permissions.js';
import { OPERATORS_KEY } from './key-text.mjs';

const ROW = {
  id: '0a0a0a0a-0000-4000-8000-000000000001',
  name: 'Tests',
  prefix: OPERATORS_KEY.slice(0, 12),
  secret_hash: createHash('sha256').update(OPERATORS_KEY).digest('hex'),
  role: 'administrator',
  scopes: JSON.stringify(SCOPES),
  created_at: '2026-01-01T00:00:00.000Z',
  created_by: 'tests',
  expires_at: '2149-01-01T00:00:00.000Z',
  // not written down at each request of a test: it would be seen in what the tests compare
  last_used_at: '2148-01-01T00:00:00.000Z',
};

/** Puts the operator's key into the database of a service that runs. @param settings of that service */
export async function giveKeyTo({ DATABASE_PATH, DATABASE_URL }) {
  const names = Object.keys(ROW);
  const insert = (sign) =>
    `INSERT INTO api_keys (${names.join(', ')}) VALUES (${names.map((_, place) => sign(place + 1)).join(', ')}) ON CONFLICT DO NOTHING`;
  if (DATABASE_URL !== undefined) {
    const client = new pg.Client({ connectionString: DATABASE_URL });
    await client.connect();
    await client
      .query(
        insert((place) => `$${place}`),
        Object.values(ROW),
      )
      .finally(() => client.end());
  } else if (DATABASE_PATH !== undefined) {
    const database = new Database(DATABASE_PATH, { timeout: 20_000 });
    database.prepare(insert(() => '?')).run(...Object.values(ROW));
    database.close();
  }
}

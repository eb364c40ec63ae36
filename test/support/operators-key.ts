import type { DatabasePlace } from '../../src/platform/database/data-sources.js';
import { ApiKeyEntity } from '../../src/accounts/api-key.entity.js';
import { prefixOf } from '../../src/accounts/key-form.js';
import { hashOfToken } from '../../src/accounts/secrets.js';
import { SCOPES } from '../../src/platform/access/permissions.js';
import { openDatabase } from '../../src/platform/database/open-database.js';

/** The key that tests act with as whoever runs the service. `authorised-fetch` sends it where a test says nothing else. */
export const OPERATORS_KEY = 'sra_operator_0000000000000000000000000000000000000000000';
/** What the record calls whoever has it. */
export const OPERATORS_ID = '0a0a0a0a-0000-4000-8000-000000000001';

/** For requests that are not sent by `fetch`. */
export const AUTHORISED = { authorization: `Bearer ${OPERATORS_KEY}` } as const;

/** A good secret for processes that are started by tests. */
export const TEST_SECRET = 'kP3vT9xQ2mZr7LwY5bNf8HsJ4cGd6VqE1uAoXiRt';

/** The key as it is stored. */
export function operatorsKeyRow(): ApiKeyEntity {
  return {
    ...{ role: 'administrator', trustId: null, vendorId: null, networkId: null, assessmentId: null, sections: null },
    id: OPERATORS_ID,
    name: 'Tests',
    prefix: prefixOf(OPERATORS_KEY),
    secretHash: hashOfToken(OPERATORS_KEY),
    scopes: [...SCOPES],
    createdAt: new Date('2026-01-01T00:00:00Z'),
    createdBy: 'tests',
    expiresAt: new Date('2149-01-01T00:00:00Z'),
    // not written down at each request of a test: it would be seen in what the tests compare
    lastUsedAt: new Date('2148-01-01T00:00:00Z'),
    endedAt: null,
  };
}

/** Puts the key into a database before a process opens it; makes its schema where there is none. */
export async function prepareKey(place: DatabasePlace): Promise<void> {
  const sources = await openDatabase(place, [ApiKeyEntity]);
  try {
    await sources.transaction('write', async (manager) => {
      if (await manager.existsBy(ApiKeyEntity, { id: OPERATORS_ID })) return;
      await manager.insert(ApiKeyEntity, operatorsKeyRow());
    });
  } finally {
    await sources.close();
  }
}

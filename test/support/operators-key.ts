import type { ApiKeyEntity } from '../../src/accounts/api-key.entity.js';
import { prefixOf } from '../../src/accounts/key-form.js';
import { hashOfToken } from '../../src/accounts/secrets.js';
import { SCOPES } from '../../src/platform/access/permissions.js';
import { OPERATORS_KEY, TEST_SECRET } from './key-text.mjs';

export { giveKeyTo } from './give-key.mjs';
export { OPERATORS_KEY, TEST_SECRET };

/** What the record calls whoever has it. */
export const OPERATORS_ID = '0a0a0a0a-0000-4000-8000-000000000001';

/** For requests that are not sent by `fetch`. */
export const AUTHORISED = { authorization: `Bearer ${OPERATORS_KEY}` } as const;

/** The key as it is stored. */
export function operatorsKeyRow(): ApiKeyEntity {
  const row: ApiKeyEntity = Object.assign(
    {},
    {
      ...{
        role: 'administrator' as const,
        trustId: null,
        vendorId: null,
        networkId: null,
        assessmentId: null,
        sections: null,
      },
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
    },
  );
  return row;
}

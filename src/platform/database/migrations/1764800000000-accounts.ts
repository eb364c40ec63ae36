import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { foreignKeys, id, indices, instant, integer, key, optional, reference, text } from './tables.js';

/** Where a role is held: by a person, by a program, or by whoever takes an invitation. */
const ROLE_COLUMNS = [
  text('role', 20),
  optional(reference('trust_id')),
  optional(reference('vendor_id')),
  optional(reference('network_id')),
  optional(reference('assessment_id')),
  optional(text('sections')),
];

const TABLES = [
  new Table({
    name: 'people',
    columns: [
      id(),
      optional(text('email', 254)),
      optional(text('name', 200)),
      text('state', 20),
      optional(instant('last_sign_in_at')),
      instant('created_at'),
      text('created_by', 64),
      optional(instant('erased_at')),
      integer('version'),
    ],
    indices: [
      ...indices({ people_by_email: ['email'] }, true),
      ...indices({ people_by_creation: ['created_at', 'id'] }),
    ],
  }),
  new Table({
    name: 'passwords',
    columns: [key(reference('person_id')), text('hash', 200), instant('changed_at')],
    foreignKeys: foreignKeys({ person_id: 'people' }),
  }),
  new Table({
    name: 'second_factors',
    columns: [
      key(reference('person_id')),
      text('sealed_secret', 400),
      optional(instant('confirmed_at')),
      integer('last_step'),
    ],
    foreignKeys: foreignKeys({ person_id: 'people' }),
  }),
  new Table({
    name: 'recovery_codes',
    columns: [id(), reference('person_id'), text('hash', 64), optional(instant('used_at'))],
    foreignKeys: foreignKeys({ person_id: 'people' }),
    indices: indices({ recovery_codes_by_person: ['person_id'] }),
  }),
  new Table({
    name: 'identities',
    columns: [id(), reference('person_id'), text('issuer', 400), text('subject', 255), instant('linked_at')],
    foreignKeys: foreignKeys({ person_id: 'people' }),
    indices: [
      ...indices({ identities_by_subject: ['issuer', 'subject'] }, true),
      ...indices({ identities_by_person: ['person_id'] }),
    ],
  }),
  new Table({
    name: 'sessions',
    columns: [
      id(),
      text('token_hash', 64),
      text('form_token', 64),
      reference('person_id'),
      text('method', 20),
      optional(instant('second_factor_at')),
      text('device', 200),
      instant('created_at'),
      instant('seen_at'),
      instant('expires_at'),
    ],
    foreignKeys: foreignKeys({ person_id: 'people' }),
    indices: [
      ...indices({ sessions_by_token: ['token_hash'] }, true),
      ...indices({ sessions_by_person: ['person_id'], sessions_by_expiry: ['expires_at'] }),
    ],
  }),
  new Table({
    name: 'tickets',
    columns: [
      id(),
      text('kind', 20),
      text('token_hash', 64),
      optional(reference('person_id')),
      optional(text('email', 254)),
      optional(text('name', 200)),
      optional(text('message', 1000)),
      ...ROLE_COLUMNS.map((column) => (column.name === 'role' ? optional(column) : column)),
      text('state', 20),
      optional(text('reason', 500)),
      text('created_by', 64),
      instant('created_at'),
      instant('expires_at'),
      optional(instant('closed_at')),
    ],
    indices: [
      ...indices({ tickets_by_token: ['token_hash'] }, true),
      ...indices({ tickets_by_creation: ['created_at', 'id'], tickets_by_assessment: ['assessment_id'] }),
    ],
  }),
  new Table({
    name: 'grants',
    columns: [id(), reference('person_id'), ...ROLE_COLUMNS, instant('granted_at'), text('granted_by', 64)],
    foreignKeys: foreignKeys({ person_id: 'people' }),
    indices: indices({
      grants_by_person: ['person_id'],
      grants_by_trust: ['trust_id'],
      grants_by_vendor: ['vendor_id'],
      grants_by_assessment: ['assessment_id'],
    }),
  }),
  new Table({
    name: 'api_keys',
    columns: [
      id(),
      text('name', 200),
      text('prefix', 20),
      text('secret_hash', 64),
      ...ROLE_COLUMNS,
      text('scopes'),
      instant('created_at'),
      text('created_by', 64),
      instant('expires_at'),
      optional(instant('last_used_at')),
      optional(instant('ended_at')),
    ],
    indices: [
      ...indices({ api_keys_by_prefix: ['prefix'] }, true),
      ...indices({ api_keys_by_creation: ['created_at', 'id'] }),
    ],
  }),
  new Table({
    name: 'sign_in_tries',
    columns: [key(text('subject', 64)), text('failures')],
  }),
];

/** People, how they sign in, what they may do, and keys of programs. */
export class Accounts1764800000000 implements MigrationInterface {
  name = 'Accounts1764800000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await runner.createTable(table);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [...TABLES].reverse()) await runner.dropTable(table);
  }
}

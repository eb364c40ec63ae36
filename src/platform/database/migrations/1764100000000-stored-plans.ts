import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { day, decimal, foreignKeys, id, indices, instant, integer, key, optional, reference, text } from './tables.js';

const TABLES: readonly Table[] = [
  new Table({
    name: 'plans',
    columns: [
      id(),
      text('reference', 20),
      reference('snapshot_id'),
      reference('assessment_id'),
      reference('deployment_id'),
      reference('trust_id'),
      text('tool_id', 60),
      integer('number'),
      day('as_of'),
      optional(decimal('vendor_hours')),
      optional(day('superseded_on')),
      instant('made_at'),
      text('made_by', 64),
      text('fingerprint', 64),
      text('pdf_hash', 64),
      integer('pdf_bytes'),
    ],
    foreignKeys: foreignKeys({ snapshot_id: 'snapshots' }),
    indices: [
      ...indices({ plans_by_reference: ['snapshot_id', 'reference'] }, true),
      ...indices({ plans_by_deployment: ['deployment_id', 'made_at'], plans_by_making: ['made_at', 'id'] }),
    ],
  }),
  new Table({
    name: 'plan_documents',
    columns: [key(reference('plan_id')), key(text('format', 10)), integer('version'), text('content')],
    foreignKeys: foreignKeys({ plan_id: 'plans' }),
  }),
];

/** Support plans, kept as they were made. */
export class StoredPlans1764100000000 implements MigrationInterface {
  name = 'StoredPlans1764100000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await runner.createTable(table);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [...TABLES].reverse()) await runner.dropTable(table);
  }
}

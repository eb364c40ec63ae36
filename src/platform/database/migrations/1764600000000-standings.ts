import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { day, decimal, foreignKeys, id, indices, instant, integer, reference, text } from './tables.js';

const TABLE = new Table({
  name: 'standings',
  columns: [
    id('deployment_id'),
    reference('trust_id'),
    reference('snapshot_id'),
    day('snapshot_as_of'),
    text('instrument', 100),
    integer('deployment_version'),
    day('as_of'),
    text('assessed_use', 20),
    integer('stage'),
    decimal('index'),
    decimal('upper'),
    { name: 'in_use_without_clearance', type: 'boolean' },
    text('headline'),
    text('lapsing'),
    instant('computed_at'),
  ],
  foreignKeys: foreignKeys({ deployment_id: 'deployments', snapshot_id: 'snapshots' }),
  indices: indices({ standings_by_day: ['as_of', 'deployment_id'] }),
});

/** What each deployment's latest submission comes to, as it was last looked at. */
export class Standings1764600000000 implements MigrationInterface {
  name = 'Standings1764600000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(TABLE);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(TABLE);
  }
}

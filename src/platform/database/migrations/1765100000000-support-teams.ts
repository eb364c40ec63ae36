import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { day, decimal, foreignKeys, id, instant, integer, optional, reference } from './tables.js';

const TABLE = new Table({
  name: 'support_teams',
  columns: [
    id('vendor_id'),
    decimal('weekly_hours'),
    decimal('equity'),
    optional(day('target_date')),
    integer('version'),
    instant('updated_at'),
    reference('updated_by'),
  ],
  foreignKeys: foreignKeys({ vendor_id: 'vendors' }),
});

/** What a vendor's support team plans with: its weekly hours, equity and target date. */
export class SupportTeams1765100000000 implements MigrationInterface {
  name = 'SupportTeams1765100000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(TABLE);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(TABLE);
  }
}

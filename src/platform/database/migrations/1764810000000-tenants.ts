import { Table, TableColumn, type MigrationInterface, type QueryRunner } from 'typeorm';
import { day, foreignKeys, id, indices, instant, integer, key, optional, reference, text } from './tables.js';

const TABLES = [
  new Table({
    name: 'vendors',
    columns: [id(), text('name', 200), integer('version'), instant('created_at'), instant('updated_at')],
    indices: indices({ vendors_by_name: ['name'] }, true),
  }),
  new Table({
    name: 'vendor_tools',
    columns: [key(text('tool_id', 60)), reference('vendor_id')],
    foreignKeys: foreignKeys({ vendor_id: 'vendors' }),
    indices: indices({ vendor_tools_by_vendor: ['vendor_id'] }),
  }),
  new Table({
    name: 'networks',
    columns: [id(), text('name', 200), integer('version'), instant('created_at'), instant('updated_at')],
    indices: indices({ networks_by_name: ['name'] }, true),
  }),
  new Table({
    name: 'network_trusts',
    columns: [key(reference('network_id')), key(reference('trust_id'))],
    foreignKeys: foreignKeys({ network_id: 'networks', trust_id: 'trusts' }),
    indices: indices({ network_trusts_by_trust: ['trust_id'] }),
  }),
  new Table({
    name: 'plans_without_notes',
    columns: [key(reference('plan_id'))],
    foreignKeys: foreignKeys({ plan_id: 'plans' }),
  }),
];

/** No, for all rows that are there already; each engine writes it in its own way. */
function noColumn(runner: QueryRunner, name: string): TableColumn {
  const no = runner.dataSource.options.type === 'postgres' ? 'false' : '0';
  return new TableColumn({ name, type: 'boolean', default: no });
}

const TRUSTS = [new TableColumn(optional(reference('merged_into_id'))), new TableColumn(optional(day('merged_on')))];
const ASSESSMENTS = [new TableColumn(optional(text('shared_sections')))];

/** Vendors, networks, mergers of trusts, and what a trust shows to a vendor. */
export class Tenants1764810000000 implements MigrationInterface {
  name = 'Tenants1764810000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await runner.createTable(table);
    await runner.addColumns('trusts', TRUSTS);
    // What is there already was started by whoever runs the service: the vendor sees it once the trust says so.
    await runner.addColumn('deployments', noColumn(runner, 'vendor_access'));
    await runner.addColumns('assessments', [...ASSESSMENTS, noColumn(runner, 'notes_kept')]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropColumns('assessments', ['shared_sections', 'notes_kept']);
    await runner.dropColumn('deployments', 'vendor_access');
    await runner.dropColumns('trusts', ['merged_into_id', 'merged_on']);
    for (const table of [...TABLES].reverse()) await runner.dropTable(table);
  }
}

import { Table, type MigrationInterface, type QueryRunner, type TableColumnOptions } from 'typeorm';
import { day, decimal, foreignKeys, id, indices, instant, integer, optional, reference, text } from './tables.js';

const yesNo = (name: string): TableColumnOptions => ({ name, type: 'boolean' });

const COUNTED = ['status', 'tool_id', 'region', 'owner', 'queue', 'stage', 'band', 'closed_gates', 'id'];

const TABLES = [
  new Table({
    name: 'portfolio_entries',
    columns: [
      id(),
      reference('trust_id'),
      text('tool_id', 60),
      text('status', 20),
      text('searched'),
      text('site_name', 300),
      optional(text('region', 100)),
      optional(text('owner', 200)),
      optional(text('owner_searched', 200)),
      optional(day('target_date')),
      optional(day('go_live_date')),
      integer('deployment_version'),
      integer('submissions'),
      optional(reference('snapshot_id')),
      optional(day('snapshot_as_of')),
      integer('revision'),
      text('instrument', 100),
      day('as_of'),
      optional(text('fingerprint', 64)),
      optional(day('forecast_on')),
      optional(text('queue', 20)),
      optional(day('waiting_since')),
      decimal('priority'),
      text('sort_key', 40),
      optional(integer('stage')),
      optional(decimal('index')),
      optional(decimal('upper')),
      optional(text('band', 40)),
      yesNo('provisional'),
      yesNo('in_use_without_clearance'),
      optional(text('headline')),
      text('closed_gates'),
      optional(decimal('capacity')),
      yesNo('capacity_known'),
      optional(decimal('yearly_studies')),
      optional(text('tier', 40)),
      optional(decimal('vendor_hours')),
      optional(integer('weeks_if_nothing_slips')),
      optional(integer('weeks_p50')),
      optional(integer('weeks_p90')),
      optional(text('place')),
      text('domains'),
      text('barriers'),
      text('gate_ends'),
      instant('computed_at'),
    ],
    foreignKeys: foreignKeys({ id: 'deployments' }),
    indices: indices({
      portfolio_entries_by_place: ['status', 'sort_key', 'id', 'tool_id', 'revision'],
      portfolio_entries_by_tool: ['tool_id', 'sort_key', 'id'],
      portfolio_entries_by_trust: ['status', 'tool_id', 'trust_id', 'id'],
      portfolio_entries_counted: COUNTED,
      portfolio_entries_up_to_date: ['id', 'as_of', 'deployment_version', 'submissions', 'instrument'],
    }),
  }),
  new Table({
    name: 'portfolio_curves',
    columns: [id('deployment_id'), text('curve')],
    foreignKeys: foreignKeys({ deployment_id: 'deployments' }),
  }),
  new Table({
    name: 'standing_points',
    columns: [
      id(),
      reference('deployment_id'),
      reference('trust_id'),
      text('tool_id', 60),
      day('on'),
      reference('snapshot_id'),
      integer('stage'),
      decimal('index'),
      decimal('upper'),
      text('queue', 20),
      text('closed_gates'),
      text('gate_ends'),
      yesNo('live'),
      optional(integer('weeks_if_nothing_slips')),
      optional(integer('weeks_p50')),
      optional(integer('weeks_p90')),
    ],
    foreignKeys: foreignKeys({ deployment_id: 'deployments' }),
    indices: indices({ standing_points_by_day: ['deployment_id', 'on'] }, true),
  }),
];

/** What a vendor's support team sees of its deployments, worked out beforehand, and what was known of them day by day. */
export class Portfolio1765000000000 implements MigrationInterface {
  name = 'Portfolio1765000000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await runner.createTable(table);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [...TABLES].reverse()) await runner.dropTable(table);
  }
}

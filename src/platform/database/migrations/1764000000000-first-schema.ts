import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { day, decimal, foreignKeys, id, indices, instant, integer, key, optional, reference, text } from './tables.js';

const versioned = [integer('version'), instant('created_at'), instant('updated_at')];

const TABLES: readonly Table[] = [
  new Table({
    name: 'events',
    columns: [
      { name: 'sequence', type: 'integer', isPrimary: true, isGenerated: true, generationStrategy: 'increment' },
      instant('at'),
      text('actor_id', 64),
      text('actor_role', 40),
      text('type', 60),
      reference('subject_id'),
      optional(reference('trust_id')),
      optional(text('tool_id', 60)),
      optional(reference('deployment_id')),
      optional(reference('assessment_id')),
      optional(text('request_id', 100)),
      text('data'),
    ],
    indices: indices({
      events_by_assessment: ['assessment_id', 'sequence'],
      events_by_deployment: ['deployment_id', 'sequence'],
      events_by_trust: ['trust_id', 'sequence'],
    }),
  }),
  new Table({
    name: 'trusts',
    columns: [
      id(),
      text('code', 10),
      text('name', 200),
      text('name_searched', 800),
      optional(text('region', 100)),
      ...versioned,
    ],
    indices: [...indices({ trusts_by_code: ['code'] }, true), ...indices({ trusts_by_name: ['name'] })],
  }),
  new Table({
    name: 'sites',
    columns: [id(), reference('trust_id'), text('name', 200), optional(text('code', 10)), ...versioned],
    foreignKeys: foreignKeys({ trust_id: 'trusts' }),
    indices: indices({ sites_by_trust_and_name: ['trust_id', 'name'] }, true),
  }),
  new Table({
    name: 'deployments',
    columns: [
      id(),
      reference('trust_id'),
      reference('site_id'),
      text('tool_id', 60),
      text('use', 20),
      text('status', 20),
      optional(text('product_version', 200)),
      optional(day('target_date')),
      optional(day('go_live_date')),
      optional(integer('reporters')),
      optional(integer('physiologists')),
      optional(integer('project_staff')),
      optional(text('vendor_owner', 200)),
      text('changes'),
      text('alternatives'),
      ...versioned,
    ],
    foreignKeys: foreignKeys({ trust_id: 'trusts', site_id: 'sites' }),
    indices: [
      ...indices({ deployments_by_site_and_tool: ['site_id', 'tool_id'] }, true),
      ...indices({
        deployments_by_creation: ['created_at', 'id'],
        deployments_by_trust: ['trust_id'],
        deployments_by_tool: ['tool_id'],
      }),
    ],
  }),
  new Table({
    name: 'assessments',
    columns: [
      id(),
      reference('deployment_id'),
      reference('trust_id'),
      reference('site_id'),
      text('tool_id', 60),
      text('instrument_id', 60),
      text('state', 20),
      instant('created_at'),
      instant('updated_at'),
    ],
    foreignKeys: foreignKeys({ deployment_id: 'deployments' }),
    indices: [
      ...indices({ assessments_by_deployment: ['deployment_id', 'instrument_id'] }, true),
      ...indices({ assessments_by_change: ['updated_at', 'id'], assessments_by_trust: ['trust_id'] }),
    ],
  }),
  new Table({
    name: 'revisions',
    columns: [
      id(),
      reference('assessment_id'),
      integer('number'),
      text('state', 20),
      text('instrument_version', 20),
      instant('created_at'),
      optional(instant('submitted_at')),
    ],
    foreignKeys: foreignKeys({ assessment_id: 'assessments' }),
    indices: indices({ revisions_by_number: ['assessment_id', 'number'] }, true),
  }),
  new Table({
    name: 'sections',
    columns: [
      key(reference('revision_id')),
      key(text('code', 10)),
      integer('version'),
      optional(instant('updated_at')),
      optional(text('updated_by', 64)),
    ],
    foreignKeys: foreignKeys({ revision_id: 'revisions' }),
  }),
  new Table({
    name: 'notes',
    columns: [id(), reference('assessment_id'), reference('revision_id'), text('text'), text('hash', 64)],
    foreignKeys: foreignKeys({ assessment_id: 'assessments' }),
    indices: indices({ notes_by_assessment: ['assessment_id'] }),
  }),
  new Table({
    name: 'answers',
    columns: [
      key(reference('revision_id')),
      key(text('question_id', 10)),
      text('section', 10),
      text('type', 20),
      optional(decimal('value')),
      optional(text('reason')),
      optional(reference('note_id')),
    ],
    foreignKeys: foreignKeys({ revision_id: 'revisions', note_id: 'notes' }),
    indices: indices({ answers_by_section: ['revision_id', 'section'] }),
  }),
  new Table({
    name: 'evidence',
    columns: [
      id(),
      reference('revision_id'),
      reference('assessment_id'),
      text('section', 10),
      text('question_id', 10),
      integer('position'),
      text('title', 300),
      optional(text('url', 300)),
      optional(text('file_id', 300)),
      optional(day('date')),
      optional(day('effective_from')),
      optional(day('expires')),
      optional(text('owner', 300)),
      optional(text('product_version', 300)),
      text('source', 20),
      optional(text('checked_by', 300)),
      optional(day('checked_on')),
    ],
    foreignKeys: foreignKeys({ revision_id: 'revisions' }),
    indices: indices({
      evidence_by_section: ['revision_id', 'section'],
      evidence_by_assessment: ['assessment_id'],
    }),
  }),
  new Table({
    name: 'snapshots',
    columns: [
      id(),
      reference('assessment_id'),
      reference('revision_id'),
      reference('deployment_id'),
      reference('trust_id'),
      text('tool_id', 60),
      integer('number'),
      text('instrument_id', 60),
      text('instrument_version', 20),
      day('as_of'),
      instant('submitted_at'),
      text('submitted_by', 64),
      text('input_hash', 64),
      integer('stage'),
      { name: 'in_use_without_clearance', type: 'boolean' },
      decimal('index'),
      decimal('upper'),
      text('headline'),
      text('document'),
      text('notes'),
      text('scorecard'),
    ],
    foreignKeys: foreignKeys({ assessment_id: 'assessments', revision_id: 'revisions', deployment_id: 'deployments' }),
    indices: [
      ...indices({ snapshots_by_number: ['assessment_id', 'number'] }, true),
      ...indices({ snapshots_by_deployment: ['deployment_id', 'submitted_at'] }),
    ],
  }),
];

/** Trusts, sites, deployments, assessments and the events of all of them. */
export class FirstSchema1764000000000 implements MigrationInterface {
  name = 'FirstSchema1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await runner.createTable(table);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [...TABLES].reverse()) await runner.dropTable(table);
  }
}

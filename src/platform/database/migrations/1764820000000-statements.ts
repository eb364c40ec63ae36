import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { day, foreignKeys, id, indices, instant, optional, reference, text } from './tables.js';

const TABLES = [
  new Table({
    name: 'product_versions',
    columns: [
      id(),
      reference('vendor_id'),
      text('tool_id', 60),
      text('version', 200),
      day('released_on'),
      { name: 'material', type: 'boolean' },
      instant('created_at'),
      text('created_by', 64),
    ],
    foreignKeys: foreignKeys({ vendor_id: 'vendors' }),
    indices: indices({ product_versions_by_tool: ['tool_id', 'version'] }, true),
  }),
  new Table({
    name: 'statements',
    columns: [
      id(),
      reference('vendor_id'),
      text('tool_id', 60),
      text('product_version', 200),
      optional(reference('deployment_id')),
      text('question_id', 20),
      text('answer'),
      optional(text('note', 4000)),
      day('stated_on'),
      instant('created_at'),
      text('created_by', 64),
      optional(instant('withdrawn_at')),
    ],
    foreignKeys: foreignKeys({ vendor_id: 'vendors' }),
    indices: indices({
      statements_by_tool: ['tool_id', 'created_at', 'id'],
      statements_by_deployment: ['deployment_id'],
    }),
  }),
  new Table({
    name: 'statement_replies',
    columns: [
      id(),
      reference('statement_id'),
      reference('assessment_id'),
      reference('trust_id'),
      text('state', 20),
      optional(text('reason', 1000)),
      instant('created_at'),
      text('created_by', 64),
    ],
    foreignKeys: foreignKeys({ statement_id: 'statements', assessment_id: 'assessments' }),
    indices: indices({ statement_replies_by_place: ['statement_id', 'assessment_id'] }, true),
  }),
];

/** What vendors say of their products, and what sites make of it. */
export class Statements1764820000000 implements MigrationInterface {
  name = 'Statements1764820000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await runner.createTable(table);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [...TABLES].reverse()) await runner.dropTable(table);
  }
}

import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { foreignKeys, id, indices, instant, integer, optional, reference, text } from './tables.js';

const TABLES = [
  new Table({
    name: 'concerns',
    columns: [
      id(),
      reference('deployment_id'),
      reference('assessment_id'),
      reference('trust_id'),
      reference('site_id'),
      text('tool_id', 60),
      text('kind', 20),
      text('state', 20),
      optional(text('section', 20)),
      optional(text('question_id', 20)),
      optional(text('action_id', 60)),
      optional(text('subject', 200)),
      { name: 'may_publish', type: 'boolean' },
      text('asked_by', 64),
      optional(reference('form_key')),
      integer('message_count'),
      instant('waiting_since'),
      text('inbox_order', 40),
      integer('version'),
      instant('created_at'),
      instant('updated_at'),
    ],
    foreignKeys: foreignKeys({ deployment_id: 'deployments', assessment_id: 'assessments' }),
    indices: [
      ...indices({
        concerns_by_tool_and_order: ['tool_id', 'inbox_order', 'id'],
        concerns_by_assessment_and_order: ['assessment_id', 'inbox_order', 'id'],
        concerns_by_trust_and_order: ['trust_id', 'inbox_order', 'id'],
        concerns_by_deployment: ['deployment_id'],
      }),
      ...indices({ concerns_by_form: ['asked_by', 'form_key'] }, true),
    ],
  }),
  new Table({
    name: 'concern_messages',
    columns: [
      id(),
      reference('concern_id'),
      integer('number'),
      text('side', 20),
      text('act', 20),
      optional(text('text', 4000)),
      { name: 'erased', type: 'boolean' },
      optional(reference('form_key')),
      instant('created_at'),
      text('created_by', 64),
    ],
    foreignKeys: foreignKeys({ concern_id: 'concerns' }),
    indices: [
      ...indices(
        {
          concern_messages_by_number: ['concern_id', 'number'],
          concern_messages_by_form: ['concern_id', 'form_key'],
        },
        true,
      ),
      ...indices({ concern_messages_by_author: ['created_by'] }),
    ],
  }),
  new Table({
    name: 'published_answers',
    columns: [
      id(),
      reference('vendor_id'),
      text('tool_id', 60),
      reference('concern_id'),
      optional(text('question_id', 20)),
      text('question', 1000),
      text('answer', 4000),
      text('searched'),
      integer('version'),
      instant('created_at'),
      instant('updated_at'),
      text('created_by', 64),
      optional(instant('withdrawn_at')),
    ],
    foreignKeys: foreignKeys({ vendor_id: 'vendors', concern_id: 'concerns' }),
    indices: indices({
      published_answers_by_tool: ['tool_id', 'updated_at', 'id'],
      published_answers_by_concern: ['concern_id'],
    }),
  }),
];

/** What sites ask vendors, and answers that vendors publish to every site. */
export class Concerns1764940000000 implements MigrationInterface {
  name = 'Concerns1764940000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await runner.createTable(table);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [...TABLES].reverse()) await runner.dropTable(table);
  }
}

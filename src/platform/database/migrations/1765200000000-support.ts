import { Table, type MigrationInterface, type QueryRunner, type TableColumnOptions } from 'typeorm';
import { day, decimal, foreignKeys, id, indices, instant, integer, optional, reference, text } from './tables.js';

const yesNo = (name: string): TableColumnOptions => ({ name, type: 'boolean' });

const place = (): TableColumnOptions[] => [
  id(),
  reference('deployment_id'),
  reference('trust_id'),
  text('tool_id', 60),
];

const TABLES = [
  new Table({
    name: 'support_contacts',
    columns: [
      ...place(),
      text('kind', 20),
      day('on'),
      decimal('hours'),
      optional(text('note', 2000)),
      yesNo('erased'),
      optional(text('action_id', 60)),
      text('made_by', 64),
      optional(reference('form_key')),
      text('list_order', 40),
      integer('version'),
      instant('created_at'),
      optional(instant('withdrawn_at')),
      optional(text('withdrawn_because', 20)),
    ],
    foreignKeys: foreignKeys({ deployment_id: 'deployments' }),
    indices: [
      ...indices({ support_contacts_by_day: ['deployment_id', 'list_order', 'id'] }),
      ...indices({ support_contacts_by_form: ['made_by', 'form_key'] }, true),
    ],
  }),
  new Table({
    name: 'support_promises',
    columns: [
      ...place(),
      optional(text('what', 300)),
      yesNo('erased'),
      optional(text('action_id', 60)),
      day('due_on'),
      text('state', 20),
      optional(day('settled_on')),
      text('made_by', 64),
      optional(reference('form_key')),
      text('list_order', 40),
      integer('version'),
      instant('created_at'),
      instant('updated_at'),
    ],
    foreignKeys: foreignKeys({ deployment_id: 'deployments' }),
    indices: [
      ...indices({
        support_promises_by_order: ['deployment_id', 'list_order', 'id'],
        support_promises_by_due_day: ['state', 'due_on'],
      }),
      ...indices({ support_promises_by_form: ['made_by', 'form_key'] }, true),
    ],
  }),
];

/** What a vendor's support team did for its sites and promised them. */
export class Support1765200000000 implements MigrationInterface {
  name = 'Support1765200000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await runner.createTable(table);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [...TABLES].reverse()) await runner.dropTable(table);
  }
}

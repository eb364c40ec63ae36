import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { id, indices, instant, integer, key, optional, reference, text } from './tables.js';

const TABLES = [
  new Table({
    name: 'mails',
    columns: [
      id(),
      text('kind', 40),
      optional(reference('person_id')),
      optional(text('address', 254)),
      text('about'),
      optional(text('sealed')),
      optional(text('unique_name', 160)),
      { name: 'in_digest', type: 'boolean' },
      text('state', 20),
      instant('due_at'),
      integer('attempts'),
      optional(text('trouble', 200)),
      instant('created_at'),
      optional(instant('ended_at')),
    ],
    indices: [
      ...indices({
        mails_by_turn: ['state', 'due_at'],
        mails_by_person: ['person_id'],
        mails_by_creation: ['created_at', 'id'],
      }),
      ...indices({ mails_by_name: ['unique_name'] }, true),
    ],
  }),
  new Table({
    name: 'mail_choices',
    columns: [key(reference('person_id')), key(text('topic', 20)), text('choice', 20)],
  }),
];

/** Mail that was ordered, and what mail people want. */
export class Mail1764950000000 implements MigrationInterface {
  name = 'Mail1764950000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await runner.createTable(table);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [...TABLES].reverse()) await runner.dropTable(table);
  }
}

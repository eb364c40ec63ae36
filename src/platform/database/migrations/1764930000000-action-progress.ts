import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { day, foreignKeys, id, indices, instant, integer, optional, reference, text } from './tables.js';

const TABLE = new Table({
  name: 'action_progress',
  columns: [
    id(),
    reference('assessment_id'),
    text('action_id', 60),
    text('question_id', 20),
    text('type', 20),
    text('title', 300),
    text('state', 20),
    optional(day('target_date')),
    optional(text('own_owner', 100)),
    optional(text('note', 2000)),
    integer('version'),
    instant('updated_at'),
    text('updated_by', 64),
  ],
  foreignKeys: foreignKeys({ assessment_id: 'assessments' }),
  indices: indices({ action_progress_by_action: ['assessment_id', 'action_id'] }, true),
});

/** What trusts say of the actions of their plans. */
export class ActionProgress1764930000000 implements MigrationInterface {
  name = 'ActionProgress1764930000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(TABLE);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(TABLE);
  }
}

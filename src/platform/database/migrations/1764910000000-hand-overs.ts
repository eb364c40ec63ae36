import { Table, TableColumn, TableIndex, type MigrationInterface, type QueryRunner } from 'typeorm';
import { day, foreignKeys, id, indices, instant, integer, optional, reference, text } from './tables.js';

const HAND_OVERS = new Table({
  name: 'hand_overs',
  columns: [
    id(),
    reference('assessment_id'),
    reference('trust_id'),
    integer('revision'),
    text('section', 10),
    optional(text('question_id', 20)),
    optional(reference('person_id')),
    optional(reference('ticket_id')),
    optional(text('message', 1000)),
    optional(day('wished_for')),
    text('state', 20),
    optional(text('reply', 1000)),
    integer('reminders'),
    optional(instant('reminded_at')),
    optional(instant('started_at')),
    optional(instant('closed_at')),
    optional(reference('replaces_id')),
    instant('created_at'),
    text('created_by', 64),
    integer('version'),
  ],
  foreignKeys: foreignKeys({ assessment_id: 'assessments' }),
  indices: indices({
    hand_overs_by_assessment: ['assessment_id', 'created_at', 'id'],
    hand_overs_by_person: ['person_id'],
  }),
});

/** Roles and invitations that come with a hand-over, and end with it. */
const HOLDERS = ['grants', 'tickets'] as const;
const byHandOver = (table: string): TableIndex =>
  new TableIndex({ name: `${table}_by_hand_over`, columnNames: ['hand_over_id'] });

/** Sections and single questions that are handed to colleagues. */
export class HandOvers1764910000000 implements MigrationInterface {
  name = 'HandOvers1764910000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(HAND_OVERS);
    for (const table of HOLDERS) {
      await runner.addColumns(table, [
        new TableColumn(optional(text('questions'))),
        new TableColumn(optional(reference('hand_over_id'))),
      ]);
      await runner.createIndex(table, byHandOver(table));
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of HOLDERS) {
      await runner.dropIndex(table, byHandOver(table));
      await runner.dropColumns(table, ['questions', 'hand_over_id']);
    }
    await runner.dropTable(HAND_OVERS);
  }
}

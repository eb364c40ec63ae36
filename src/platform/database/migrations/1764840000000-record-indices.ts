import { TableIndex, type MigrationInterface, type QueryRunner } from 'typeorm';

const INDICES: Readonly<Record<string, readonly string[]>> = {
  events_by_type: ['type', 'sequence'],
  events_by_actor: ['actor_id', 'sequence'],
  events_by_subject: ['subject_id', 'sequence'],
  events_by_time: ['at', 'sequence'],
};

/** The record is looked through by kind, by who, by what and by time, however long it has become. */
export class RecordIndices1764840000000 implements MigrationInterface {
  name = 'RecordIndices1764840000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const [name, columnNames] of Object.entries(INDICES)) {
      await runner.createIndex('events', new TableIndex({ name, columnNames: [...columnNames] }));
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of Object.keys(INDICES)) await runner.dropIndex('events', name);
  }
}

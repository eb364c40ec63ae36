import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { id, indices, instant, integer, optional, text } from './tables.js';

const TABLE = new Table({
  name: 'jobs',
  columns: [
    id(),
    text('kind', 40),
    optional(text('unique_name', 120)),
    text('payload'),
    text('state', 20),
    instant('run_at'),
    integer('attempts'),
    optional(text('lease', 36)),
    optional(instant('leased_until')),
    { name: 'cancel_requested', type: 'boolean' },
    integer('done'),
    optional(integer('total')),
    optional(text('message', 500)),
    optional(text('result')),
    instant('created_at'),
    text('created_by', 64),
    optional(instant('finished_at')),
  ],
  indices: [
    ...indices({ jobs_by_name: ['unique_name'] }, true),
    ...indices({ jobs_by_turn: ['state', 'run_at'], jobs_by_creation: ['created_at', 'id'] }),
  ],
});

/** Work that is done beside the requests. */
export class Jobs1764500000000 implements MigrationInterface {
  name = 'Jobs1764500000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(TABLE);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(TABLE);
  }
}

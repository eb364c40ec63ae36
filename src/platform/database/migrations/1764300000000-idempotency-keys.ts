import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { indices, instant, key, optional, text } from './tables.js';

const TABLE = new Table({
  name: 'idempotency_keys',
  columns: [
    key(text('actor_id', 64)),
    key(text('key', 255)),
    text('request', 64),
    text('claim', 36),
    instant('claimed_at'),
    optional(text('reply')),
  ],
  indices: indices({ idempotency_keys_by_age: ['claimed_at'] }),
});

/** Keys of requests that are to take effect once. */
export class IdempotencyKeys1764300000000 implements MigrationInterface {
  name = 'IdempotencyKeys1764300000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(TABLE);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(TABLE);
  }
}

import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { day, id, indices, instant, integer, text } from './tables.js';

const TABLE = new Table({
  name: 'rankings',
  columns: [
    id(),
    day('made_on'),
    instant('made_at'),
    text('asked'),
    integer('unranked'),
    text('ranks'),
    text('uppers'),
  ],
  indices: indices({ rankings_by_age: ['made_at'] }),
});

/** Ranks of portfolios that are too large to be ranked while somebody waits. */
export class Rankings1765400000000 implements MigrationInterface {
  name = 'Rankings1765400000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(TABLE);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(TABLE);
  }
}

import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { day, id, indices, instant, integer, text } from './tables.js';

/** The table, with or without what each site's index could be at its best. */
function rankings(bounds: boolean): Table {
  return new Table({
    name: 'rankings',
    columns: [
      ...[id(), day('made_on'), instant('made_at'), text('asked'), integer('unranked'), text('ranks')],
      ...(bounds ? [text('uppers')] : []),
    ],
    indices: indices({ rankings_by_age: ['made_at'] }),
  });
}

/**
 * Keeps with a ranking what the index of each site could have been on its day. Rankings from before cannot tell it, so
 * they go: they can be ordered anew.
 */
export class RankingBounds1765410000000 implements MigrationInterface {
  name = 'RankingBounds1765410000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.dropTable('rankings');
    await runner.createTable(rankings(true));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('rankings');
    await runner.createTable(rankings(false));
  }
}

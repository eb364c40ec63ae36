import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { id, indices, instant, integer, reference, text } from './tables.js';

const TABLE = new Table({
  name: 'portfolio_views',
  columns: [
    id(),
    reference('owner_id'),
    text('name', 80),
    text('name_searched', 300),
    text('query'),
    integer('version'),
    instant('created_at'),
  ],
  indices: indices({ portfolio_views_by_owner: ['owner_id', 'name_searched'] }, true),
});

/** Choices of the work list that people gave a name. */
export class PortfolioViews1765300000000 implements MigrationInterface {
  name = 'PortfolioViews1765300000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(TABLE);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(TABLE);
  }
}

import { TableColumn, type MigrationInterface, type QueryRunner } from 'typeorm';
import { searchText } from '../search-text.js';
import { day, optional, text } from './tables.js';

const TRUSTS = [text('address', 500), text('postcode', 10), day('opened_on'), day('closed_on')];
const SITES = [text('postcode', 10), text('name_searched', 800)];

/** What the official file says of a trust, and sites that are found by their names and postcodes. */
export class OfficialTrusts1764900000000 implements MigrationInterface {
  name = 'OfficialTrusts1764900000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.addColumns(
      'trusts',
      TRUSTS.map((column) => new TableColumn(optional(column))),
    );
    await runner.addColumns(
      'sites',
      SITES.map((column) => new TableColumn(optional(column))),
    );
    const [name, id] = runner.dataSource.options.type === 'postgres' ? ['$1', '$2'] : ['?', '?'];
    const sites = (await runner.query('SELECT id, name FROM sites')) as { id: string; name: string }[];
    for (const site of sites) {
      await runner.query(`UPDATE sites SET name_searched = ${name} WHERE id = ${id}`, [searchText(site.name), site.id]);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropColumns('sites', ['postcode', 'name_searched']);
    await runner.dropColumns('trusts', ['address', 'postcode', 'opened_on', 'closed_on']);
  }
}

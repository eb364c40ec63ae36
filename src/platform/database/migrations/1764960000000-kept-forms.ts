import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { foreignKeys, id, indices, instant, reference, text } from './tables.js';

const KEPT_FORMS = new Table({
  name: 'kept_forms',
  columns: [id(), reference('person_id'), text('path', 300), text('sealed'), instant('expires_at')],
  foreignKeys: foreignKeys({ person_id: 'people' }),
  indices: indices({ kept_forms_by_place: ['person_id', 'path'] }, true),
});

/** What people sent after their session had ended. */
export class KeptForms1764960000000 implements MigrationInterface {
  name = 'KeptForms1764960000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(KEPT_FORMS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(KEPT_FORMS);
  }
}

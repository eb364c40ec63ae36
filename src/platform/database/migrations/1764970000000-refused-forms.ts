import { TableColumn, type MigrationInterface, type QueryRunner } from 'typeorm';
import { optional, text } from './tables.js';

/** Why a form is kept: answers that were refused are, as well as what came after its sender's session had ended. */
export class RefusedForms1764970000000 implements MigrationInterface {
  name = 'RefusedForms1764970000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.addColumn('kept_forms', new TableColumn(optional(text('reason', 20))));
  }

  async down(runner: QueryRunner): Promise<void> {
    // an older release would keep them for too long, and show them as what came too late
    await runner.query('DELETE FROM kept_forms WHERE reason IS NOT NULL');
    await runner.dropColumn('kept_forms', 'reason');
  }
}

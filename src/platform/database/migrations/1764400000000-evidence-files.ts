import { Table, TableColumn, TableForeignKey, type MigrationInterface, type QueryRunner } from 'typeorm';
import { foreignKeys, id, indices, instant, integer, key, optional, reference, text } from './tables.js';

/** Contents are known by their hash, not by an id. */
const toContent = { columnNames: ['hash'], referencedTableName: 'file_contents', referencedColumnNames: ['hash'] };

const TABLES: readonly Table[] = [
  new Table({
    name: 'file_contents',
    columns: [
      key(text('hash', 64)),
      integer('bytes'),
      integer('chunk_bytes'),
      text('state', 20),
      instant('touched_at'),
    ],
  }),
  new Table({
    name: 'file_chunks',
    columns: [key(text('hash', 64)), key(integer('position')), text('content')],
    foreignKeys: [toContent],
  }),
  new Table({
    name: 'files',
    columns: [
      id(),
      reference('assessment_id'),
      reference('trust_id'),
      text('name', 300),
      text('media_type', 100),
      integer('bytes'),
      text('hash', 64),
      instant('uploaded_at'),
      text('uploaded_by', 64),
    ],
    foreignKeys: [...foreignKeys({ assessment_id: 'assessments' }), toContent],
    indices: indices({
      files_by_assessment: ['assessment_id', 'uploaded_at', 'id'],
      files_by_content: ['hash'],
    }),
  }),
];

const attachedBy = new TableColumn(optional(text('attached_by', 64)));

const fileOfEvidence = new TableForeignKey(foreignKeys({ file_id: 'files' })[0] as typeof toContent);

/** Files behind answers, their contents in chunks, and who attached an evidence item. */
export class EvidenceFiles1764400000000 implements MigrationInterface {
  name = 'EvidenceFiles1764400000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await runner.createTable(table);
    await runner.addColumn('evidence', attachedBy);
    await runner.createForeignKey('evidence', fileOfEvidence);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropForeignKey('evidence', fileOfEvidence);
    await runner.dropColumn('evidence', attachedBy);
    for (const table of [...TABLES].reverse()) await runner.dropTable(table);
  }
}

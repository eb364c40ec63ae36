import { TableIndex, type MigrationInterface, type QueryRunner } from 'typeorm';

const INDICES: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  deployments: {
    deployments_by_change: ['updated_at', 'id'],
    deployments_by_tool_and_creation: ['tool_id', 'created_at', 'id'],
  },
  trusts: { trusts_by_creation: ['created_at', 'id'] },
};

const BY_TOOL = new TableIndex({ name: 'deployments_by_tool', columnNames: ['tool_id'] });

/** Every order and filter of a list has an index, so that a page costs the same however long the list is. */
export class ListIndices1764700000000 implements MigrationInterface {
  name = 'ListIndices1764700000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const [table, indices] of Object.entries(INDICES)) {
      for (const [name, columnNames] of Object.entries(indices)) {
        await runner.createIndex(table, new TableIndex({ name, columnNames: [...columnNames] }));
      }
    }
    await runner.dropIndex('deployments', BY_TOOL);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.createIndex('deployments', BY_TOOL);
    for (const [table, indices] of Object.entries(INDICES)) {
      for (const name of Object.keys(indices)) await runner.dropIndex(table, name);
    }
  }
}

import { describe, expect, it } from '@jest/globals';
import { PERMISSIONS } from '../../src/platform/access/permissions.js';
import { documents, tableOf } from './permissions-table.mjs';

describe('docs/permissions.md', () => {
  it('should be what the table says (node test/docs/permissions.mjs --write)', async () => {
    const { found, made } = await documents();
    expect(found).toBe(made);
    for (const name of Object.keys(PERMISSIONS)) expect(found).toContain(`\n| \`${name}\` `);
  });

  it('should tell who has a permission, and which scope a key needs', () => {
    const table = tableOf({
      'a.do': { title: 'Do it', roles: ['administrator', 'contributor'], scope: null },
      'b.do': { title: 'Do that', roles: ['trust-viewer'], scope: 'score' },
    });
    expect(table.split('\n').slice(2)).toEqual([
      '| `a.do` | Do it | yes |  |  |  |  |  | yes | people only |',
      '| `b.do` | Do that |  |  |  |  |  | yes |  | `score` |',
    ]);
  });
});

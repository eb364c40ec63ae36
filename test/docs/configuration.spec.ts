import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { SETTINGS_SCHEMA } from '../../src/platform/config/settings-schema.js';
import { documents, tableOf } from './configuration-table.mjs';

const ROOT = path.resolve(import.meta.dirname, '../..');
const SETTINGS = Object.keys(SETTINGS_SCHEMA.properties);

describe('the table of settings', () => {
  it('should be what the schema says (node test/docs/configuration.mjs --write)', async () => {
    const { found, made } = await documents();
    expect(found).toBe(made);
    for (const setting of SETTINGS) expect(found.match(new RegExp(`^\\| \`${setting}\``, 'gm'))).toHaveLength(1);
  });

  it('should tell of each kind of setting its default and what it takes', () => {
    const description = 'What it sets.';
    const table = tableOf({
      COUNT: { description, type: 'integer', minimum: 1, maximum: 9, default: 3 },
      WORD: { description, enum: ['a', 'b'], default: 'a' },
      ADDRESS: { description, type: 'string', examples: ['x://y'] },
      THREADS: { description, type: 'integer', minimum: 1, maximum: 9, default: 7, defaultInWords: 'by the machine' },
    });
    expect(table.split('\n').slice(2)).toEqual([
      '| `COUNT` | `3` | 1 to 9 | What it sets. |',
      '| `WORD` | `a` | `a`, `b` | What it sets. |',
      '| `ADDRESS` | not set | text such as `x://y` | What it sets. |',
      '| `THREADS` | by the machine | 1 to 9 | What it sets. |',
    ]);
  });

  it('should not be made of a setting that says nothing of itself', () => {
    expect(() => tableOf({ MUTE: { type: 'integer' } })).toThrow(/^MUTE has no description/);
  });

  it('should be the only one: no other page lists settings in a table', () => {
    const pages = [
      'README.md',
      ...fs.readdirSync(path.join(ROOT, 'docs')).map((name) => path.join('docs', name)),
      'deploy/README.md',
    ].filter((name) => name.endsWith('.md') && name !== path.join('docs', 'configuration.md'));
    for (const page of pages) {
      const rows = fs.readFileSync(path.join(ROOT, page), 'utf8').match(/^\| *`[A-Z_]+`.*$/gm) ?? [];
      const listed = rows.filter((row) => SETTINGS.some((setting) => row.includes(`\`${setting}\``)));
      expect({ page, listed }).toEqual({ page, listed: [] });
    }
  });
});

import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';

const root = path.resolve(import.meta.dirname, '../..');

describe('vignettes', () => {
  it('should give the report that was recorded, misses included', () => {
    const report = execFileSync('node', ['test/vignettes/report.mjs'], { cwd: root, encoding: 'utf8' });
    expect(report).toBe(fs.readFileSync(path.join(root, 'docs/vignettes.md'), 'utf8'));
  });
});

import { describe, expect, it } from '@jest/globals';
import { makeFolder, runCli, writeFile } from '../support/cli.js';

const OUTCOMES = 'test/fixtures/outcomes/two-sites.csv';

describe('readiness calibrate --outcomes', () => {
  it('should move the factor by what came of the plans', () => {
    const { code, out } = runCli(['calibrate', '--outcomes', OUTCOMES, '--json']);
    expect(code).toBe(0);
    const estimate = JSON.parse(out) as { median: number; live: number; notYetLive: number };
    expect(estimate).toMatchObject({ live: 1, notYetLive: 1 });
    expect(estimate.median).toBeGreaterThan(1.37);
    expect(estimate.median).toBeLessThan(61 / 40);
  });

  it('should say it in words', () => {
    const { out } = runCli(['calibrate', '--outcomes', OUTCOMES]);
    expect(out).toContain('Outcomes: 1 live, 1 not yet live');
    expect(out).toMatch(/with these outcomes: median 1\.48, 90% between 1\.\d\d and 1\.\d\d/);
  });

  it('should list every bad row with its line, and compute nothing', () => {
    const rows = ['site,plannedWeeks,weeks,live', 'A,0,61,maybe', 'B,40,-3,yes', 'C,40,50,yes'];
    const file = writeFile(makeFolder(), 'outcomes.csv', rows.join('\n'));
    const { code, out, err } = runCli(['calibrate', '--outcomes', file]);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain(`${file}:2: plannedWeeks must be a number of weeks above 0`);
    expect(err).toContain(`${file}:2: live must be yes or no; got "maybe".`);
    expect(err).toContain(`${file}:3: weeks must be a number of weeks above 0`);
    expect(err).toContain('3 problems found. Nothing was computed.');
  });

  it.each([
    ['an empty list', 'site,plannedWeeks,weeks,live\n', 'has no rows'],
    ['a missing column', 'site,weeks,live\nA,3,yes\n', 'plannedWeeks'],
  ])('should refuse %s', (_what, text, message) => {
    const { code, err } = runCli(['calibrate', '--outcomes', writeFile(makeFolder(), 'outcomes.csv', text)]);
    expect(code).toBe(1);
    expect(err).toContain(message);
  });

  it('should refuse a file that is not there', () => {
    expect(runCli(['calibrate', '--outcomes', 'nothing-here.csv'])).toMatchObject({ code: 1, out: '' });
  });
});

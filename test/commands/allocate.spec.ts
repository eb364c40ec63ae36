import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Allocation, SiteHours } from '../../src/core/contracts/allocation.js';
import { makeFolder, ROOT, runCli, runHere, writeFile } from '../support/cli.js';

interface Printed extends Omit<Allocation, 'sites'> {
  readonly sites: readonly (Omit<SiteHours, 'id'> & { readonly file: string; readonly site: string })[];
}

const sites = makeFolder();
const demo = (file: string, name: string): void => {
  fs.copyFileSync(path.join(ROOT, 'data/demo', file), path.join(sites, name));
};

beforeAll(() => {
  demo('winterbeck-infirmary/2026-11-10.yaml', 'a.yaml');
  demo('fenmere-infirmary.yaml', 'b.yaml');
  writeFile(sites, 'c.yaml', 'tool: echogo-pro\nasOf: "2026-11-23"\nanswers:\n  IT-05: { value: 1 }\n');
});

async function ask(...args: string[]): Promise<Printed> {
  const { code, out, err } = await runHere(['allocate', sites, '--json', ...args]);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out) as Printed;
}

describe('readiness allocate', () => {
  it('should say who gets what and why', () => {
    const { code, out, err } = runCli(['allocate', sites, '--hours', '9.5', '--target', '2028-03-31']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const text = out.replace(/\s+/g, ' ');
    expect(text).toMatch(/^9\.5 hours a week for 3 sites/);
    expect(text).toMatch(
      /Above the base of 0\.5 hours at each of 3 sites there are 8 hours a week; \d of them are handed out\./,
    );
    expect(text).toMatch(/The site with the least capacity gets \d of \d hours? \(\d+%\)/);
    expect(text).toMatch(/(Without equity and the floor|Equity and the floor cost nothing)/);
    expect(text).toMatch(/Least capacity: 1 site, \d extra hours?, go-lives \d+ weeks? sooner in all\./);
    expect(text).toMatch(/By 31 March 2028 \d\.\d of 3 sites are expected to be live; with the base alone \d\.\d\./);
    expect(text).toContain('Not a ranking of sites.');
    expect(text).toMatch(/\d extra hours a week bring go-live/);
    expect(text).toMatch(/c\.yaml not known/);
    expect(text).toContain('Escalate to');
    expect(text).toMatch(/(over 99%|under 1%)/);
    expect(out).not.toMatch(/undefined|NaN|null/);
    expect(Math.max(...out.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(100);
  });

  it('should give the same as JSON, each site with its file', async () => {
    const result = await ask('--hours', '9.5', '--target', '2028-03-31');
    expect(result).toMatchObject({ weeklyHours: 9.5, baseHoursPerSite: 0.5, equity: 0.5, availableHours: 8 });
    expect(result.sites.map(({ file }) => path.basename(file)).sort()).toEqual(['a.yaml', 'b.yaml', 'c.yaml']);
    for (const { extraHours, hoursPerWeek, reason, probabilityByTarget } of result.sites) {
      expect(hoursPerWeek).toBe(0.5 + extraHours);
      expect(reason).toMatch(/\.$/);
      expect(probabilityByTarget).toBeGreaterThanOrEqual(0);
    }
    expect(result.handedOutHours + result.unusedHours).toBe(8);
    expect(result.liveByTarget?.withHours).toBeGreaterThanOrEqual(result.liveByTarget?.atBase as number);
  });

  it('should take equity and the seed of the draws', async () => {
    const plain = await ask('--hours', '6', '--equity', '0');
    expect(plain.equity).toBe(0);
    expect(plain.sites.map(({ equity }) => equity)).toEqual([1, 1, 1]);
    expect(plain.liveByTarget).toBeNull();
    const gains = ({ sites: own }: Printed): number[] => own.map(({ fullGainWeeks }) => fullGainWeeks);
    expect(gains(await ask('--hours', '6', '--equity', '0', '--seed', '5'))).not.toEqual(gains(plain));
  });

  it('should say when the team cannot cover the base', async () => {
    const { out } = await runHere(['allocate', sites, '--hours', '1.2']);
    expect(out.replace(/\s+/g, ' ')).toContain(
      'The team is 0.3 hours a week short of the base of 0.5 hours at each of 3 sites, so nobody gets extra hours.',
    );
    expect(out).not.toContain('Live by');
  });

  it('should take a single file, and say what is left', async () => {
    const { code, out } = await runHere(['allocate', path.join(sites, 'a.yaml'), '--hours', '100']);
    expect(code).toBe(0);
    expect(out.replace(/\s+/g, ' ')).toMatch(
      /\d+ hours a week are left: every site has all that extra hours can bring it\./,
    );
  });

  it('should take a table with one row a site, and say that it holds no evidence', async () => {
    const table = writeFile(sites, 'table.csv', 'site,tool,IT-05,TM-01\nA,echogo-pro,1,1\nB,echogo-pro,2,0.5\n');
    const { code, out } = await runHere(['allocate', table, '--hours', '9']);
    expect(code).toBe(0);
    expect(out.replace(/\s+/g, ' ')).toContain('A table holds no evidence, so every gate in it that is not failed');
    fs.rmSync(table);
  });

  it('should name stage and closed gates beside the hours of each site', async () => {
    const { sites: own } = JSON.parse((await runHere(['allocate', sites, '--json', '--hours', '9.5'])).out) as {
      sites: readonly { file: string; stage: { number: number }; closedGates: readonly string[] }[];
    };
    const closed = own.find(({ file }) => path.basename(file) === 'a.yaml');
    expect(closed).toMatchObject({ stage: { number: 1 }, closedGates: expect.arrayContaining(['GV-01']) });
    const { out } = await runHere(['allocate', sites, '--hours', '9.5']);
    expect(out.replace(/\s+/g, ' ')).toMatch(/Preparing; \d+/);
  });

  it.each([
    [[], /required option '--hours <weekly>' not specified/],
    [['--hours', 'many'], /It must be a number from 0 to 100000\./],
    [['--hours', '-3'], /It must be a number from 0 to 100000\.|argument missing/],
    [['--hours', '8', '--equity', '2.5'], /It must be a number from 0 to 2\./],
    [['--hours', '8', '--target', '2026-02-30'], /It must be a real date/],
  ])('should refuse %j as wrong usage', async (args, message) => {
    expect(await runHere(['allocate', sites, ...args])).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringMatching(message),
    });
  });
});

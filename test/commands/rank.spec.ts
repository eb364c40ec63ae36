import path from 'node:path';
import process from 'node:process';
import { describe, expect, it } from '@jest/globals';
import writeWorkbook, { type SheetData } from 'write-excel-file/node';
import { NOT_AN_ORDER_OF_HELP, type RankedSite, type RankRobustness } from '../../src/core/contracts/robustness.js';
import { bestAnswers } from '../support/catalogue.js';
import { makeFolder, ROOT, runCli, runHere, runWatched, writeFile } from '../support/cli.js';

interface RankedRow extends RankedSite {
  readonly site: string;
  readonly upper: number;
  readonly headline: string;
  readonly stage: { readonly number: number };
  readonly closedGates: readonly { readonly id: string; readonly state: string }[];
}

type Ranked = Omit<RankRobustness, 'sites'> & { readonly sites: readonly RankedRow[] };

const QUICK = ['--draws', '40'];

function answersFile(folder: string, name: string, answers: object, rest: object = {}): void {
  const document = { tool: 'echogo-pro', asOf: '2026-11-23', site: { name: `Site ${name}` }, answers, ...rest };
  writeFile(folder, `${name}.json`, JSON.stringify(document));
}

/** A good site with one closed gate, a middling one, and one of which nothing is known. */
function portfolio(): string {
  const folder = makeFolder();
  const best = bestAnswers();
  answersFile(folder, 'good', { ...best, 'GV-01': { value: 0 } });
  answersFile(folder, 'middling', Object.fromEntries(Object.keys(best).map((id) => [id, { value: 1 }])));
  answersFile(folder, 'unknown', {});
  return folder;
}

function workbook(rows: readonly (readonly (object | null)[])[]): Promise<Buffer> {
  return writeWorkbook([{ sheet: 'Sites', data: rows as SheetData }]).toBuffer();
}

async function ranked(target: string, ...args: string[]): Promise<Ranked> {
  const { code, out, err } = await runHere(['rank', target, '--json', ...QUICK, ...args]);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out) as Ranked;
}

async function refused(text: string, ...args: string[]): Promise<string> {
  const file = writeFile(makeFolder(), 'table.csv', text);
  const { code, out, err } = await runHere(['rank', file, ...QUICK, ...args]);
  expect({ code, out }).toEqual({ code: 1, out: '' });
  return err.replaceAll(file, 'table.csv');
}

describe('readiness rank of a folder', () => {
  it('should print every site with stage and closed gates beside its index, and that it is no order of help', () => {
    const { code, out, err } = runCli(['rank', portfolio(), ...QUICK]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out.replace(/\s+/g, ' ')).toContain(NOT_AN_ORDER_OF_HELP);
    expect(out).toContain('What moves ranks most is');
    expect(out).toContain('RD 5% ±61%');
    expect(out).toMatch(/Site good +1 Preparing; closed: GV-01 +98 \(98\) /);
    expect(out.indexOf('Site good')).toBeLessThan(out.indexOf('Site unknown'));
    expect(out).not.toMatch(/undefined|NaN|\[object/);
  });

  it('should give the same as JSON, with what stands beside each rank', async () => {
    const { sites, label, draws, top, drivers, groups } = await ranked(portfolio(), '--top', '1');
    expect({ label, draws, top }).toEqual({ label: NOT_AN_ORDER_OF_HELP, draws: 40, top: 1 });
    expect(drivers).toHaveLength(4);
    expect(groups.flatMap((group) => group.sites)).toEqual(sites.map(({ id }) => id));
    const [good] = sites;
    expect(good).toMatchObject({
      id: 'good.json',
      site: 'Site good',
      rank: 1,
      topProbability: 1,
      stage: { number: 1 },
      closedGates: [{ id: 'GV-01', state: 'failed' }],
      places: { from: 1, to: 1 },
    });
    expect(good?.headline).toContain('blocked by GV-01 DPIA');
    const unknown = sites.find(({ id }) => id === 'unknown.json') as RankedRow;
    expect(unknown.index).toBeCloseTo(1, 9);
    expect(unknown.upper).toBe(100);
    expect(unknown.indexRange.high).toBeGreaterThan(unknown.indexRange.low);
  });

  it('should name a failed gate before those that are only not known', async () => {
    const folder = makeFolder();
    answersFile(folder, 'a', { 'RD-04': { value: 0 }, 'TR-02': { value: 0 }, 'PT-01': { value: 0 } });
    const [site] = (await ranked(folder)).sites;
    const states = site?.closedGates.map(({ state }) => state) ?? [];
    expect(new Set(states)).toEqual(new Set(['failed', 'not-known']));
    expect(states.lastIndexOf('failed')).toBeLessThan(states.indexOf('not-known'));
  });

  it('should take another seed for other draws, and give the same twice with one', async () => {
    const folder = portfolio();
    const [one, again, other] = [
      await ranked(folder, '--seed', '5'),
      await ranked(folder, '--seed', '5'),
      await ranked(folder, '--seed', '6'),
    ];
    expect(again).toEqual(one);
    expect(other.sites.map(({ indexRange }) => indexRange)).not.toEqual(one.sites.map(({ indexRange }) => indexRange));
  });

  it('should score for the day and the tool that the options name', async () => {
    const { sites, weights } = await ranked(portfolio(), '--as-of', '2029-01-01', '--tool', 'echogo-pro');
    const good = sites.find(({ id }) => id === 'good.json');
    expect(good?.closedGates.length).toBeGreaterThan(5);
    expect(weights.map(({ tool }) => tool)).toEqual(['echogo-pro']);
  });

  it('should warn of a tool in use without clearance, and name the tool where there are several', async () => {
    const folder = portfolio();
    answersFile(folder, 'live', {}, { tool: 'ambient-scribe', context: { goLiveDate: '2026-01-05' } });
    const { out } = await runHere(['rank', folder, ...QUICK], 160);
    expect(out).toContain('In use without clearance.');
    expect(out).toContain('Site live (ambient-scribe)');
    expect(out).toContain('as drawn for ambient-scribe and echogo-pro');
  });

  it('should stop at Ctrl+C with exit code 130, having printed nothing', async () => {
    const { code, out, err } = await runWatched(['rank', portfolio(), '--draws', '10000'], () =>
      process.emit('SIGINT'),
    );
    expect({ code, out }).toEqual({ code: 130, out: '' });
    expect(err).toBe('Stopped. Nothing was kept.\n');
  });

  it.each([
    ['a single answers file', path.join(ROOT, 'data/demo/fenmere-infirmary.yaml'), 'One file is no portfolio'],
    ['what is not there', 'nothing-here', 'There is no such file or folder.'],
    ['a table that is not there', 'nothing-here.xlsx', 'There is no such file or folder.'],
    ['a folder without answers', makeFolder(), 'holds no answers file'],
    ['a file that is no workbook', writeFile(makeFolder(), 'a.xlsx', 'text'), 'not a workbook in the Excel format'],
    ['text that is not UTF-8', writeFile(makeFolder(), 'a.csv', Uint8Array.of(0xff, 0xfe, 0x41)), 'not text in UTF-8'],
  ])('should refuse %s', async (_what, target, message) => {
    const { code, out, err } = await runHere(['rank', target]);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain(message);
    expect(err).toContain('Nothing was computed.');
  });

  it.each([
    ['--draws', '0'],
    ['--draws', '10001'],
    ['--top', 'x'],
    ['--tool', 'nope'],
  ])('should be wrong usage with %s %s', async (...args) => {
    expect(await runHere(['rank', portfolio(), ...args])).toMatchObject({ code: 2, out: '' });
  });
});

describe('readiness rank of a table', () => {
  const HEADER = ['site', 'tool', 'use', 'asOf', 'reporters', 'IT-01', 'IT-08', 'TR-01', 'GV-01'];
  const ROWS = [
    ['Ashmere', 'echogo-pro', 'routine', '2026-11-23', '4', '3', 'not applicable: silent mode only', '85', '0'],
    ['Birchwell', 'echogo-pro', '', '', '', '1', '', '20', 'not known'],
    ['Birchwell', 'chest-xray-triage', '', '', '', '0', '', '', ''],
  ];
  const csv = (rows: readonly (readonly string[])[]): string => rows.map((row) => row.join(',')).join('\r\n');

  it('should rank its rows, a site with two tools twice', async () => {
    const file = writeFile(makeFolder(), 'table.csv', `\ufeff${csv([HEADER, ...ROWS])}\r\n,,,,,,,,\r\n`);
    const { sites } = await ranked(file);
    expect(sites.map(({ id }) => id).sort()).toEqual([
      'Ashmere, echogo-pro, routine',
      'Birchwell, chest-xray-triage, routine',
      'Birchwell, echogo-pro, routine',
    ]);
    const ashmere = sites.find(({ site }) => site === 'Ashmere');
    expect(ashmere?.closedGates).toContainEqual(expect.objectContaining({ id: 'GV-01', state: 'failed' }));
    expect((await runHere(['rank', file, ...QUICK])).out).toContain('A table holds no evidence');
  });

  it('should take a workbook with the same rows as the same, numbers, dates and blank rows included', async () => {
    const cell = (text: string): object | null => {
      if (text === '') return null;
      if (/^\d+$/.test(text)) return { type: Number, value: Number(text) };
      if (/^\d{4}-/.test(text)) return { type: Date, value: new Date(text), format: 'yyyy-mm-dd' };
      return { type: String, value: text };
    };
    const [first, ...others] = ROWS as [string[], ...string[][]];
    const rows = [HEADER, first, HEADER.map(() => ''), ...others].map((row) => row.map(cell));
    const bytes = await workbook(rows);
    const folder = makeFolder();
    const fromWorkbook = await ranked(writeFile(folder, 'table.xlsx', bytes), '--as-of', '2026-11-23');
    const text = await ranked(writeFile(folder, 'table.csv', csv([HEADER, ...ROWS])), '--as-of', '2026-11-23');
    expect(fromWorkbook).toEqual(text);
  });

  it('should name every defect of a workbook by its row and column', async () => {
    const rows = [
      ['site', 'tool', 'IT-01'],
      ['', '', ''],
      ['A', 'echogo-pro', '9'],
    ].map((row) => row.map((value) => (value === '' ? null : { type: String, value })));
    const file = writeFile(makeFolder(), 'a.xlsx', await workbook(rows));
    const { code, err } = await runHere(['rank', file]);
    expect(code).toBe(1);
    expect(err).toContain(`${file}:3: column IT-01: IT-01 takes a level as a whole number from 0 to 3; got 9.`);
  });

  it('should list every defect by row and column, and compute nothing', async () => {
    const rows = [
      'site,tool,use,goLiveDate,IT-01,GV-01',
      'A,echogo-pro,routine,,9,1',
      'B,echogo-pro,often,2026-02-30,x,not applicable',
      ',echogo-pro,,,1,1',
      'C,nope,,,1,1',
      'D,echogo-pro,,,1',
      'E,echogo-pro,,,1,1',
      'E,echogo-pro,routine,,2,2',
    ];
    const lines = (await refused(rows.join('\n'))).split('\n');
    expect(lines).toEqual([
      expect.stringMatching(/^table\.csv:2: column IT-01: .*whole number from 0 to 3; got 9\.$/),
      expect.stringMatching(/^table\.csv:3: column use: .*often/),
      expect.stringMatching(/^table\.csv:3: column goLiveDate: .*2026-02-30/),
      expect.stringMatching(/^table\.csv:3: column IT-01: .*"x"/),
      expect.stringMatching(/^table\.csv:3: column GV-01: GV-01 applies to every site/),
      'table.csv:4: column site: The cell is empty.',
      expect.stringMatching(/^table\.csv:5: column tool: .*nope/),
      'table.csv:6: This row has 5 cells, the header has 6.',
      'table.csv:8: column site: E, echogo-pro, routine stands in row 7 already.',
      '9 problems found. Nothing was computed.',
      '',
    ]);
  });

  it.each([
    ['a missing column', 'site,IT-01\nA,1\n', 'table.csv:1: The column "tool" is missing.'],
    ['a column that is not known', 'site,tool,IT-99\n', 'The column "IT-99" is not read'],
    ['a column twice', 'site,tool,IT-01,IT-01\nA,echogo-pro,1,2\n', '"IT-01" stands in the header a second time.'],
    ['cells under no name', 'site,tool,,IT-01\nA,echogo-pro,7,1\n', 'Column 3 has no name, but a cell in row 2.'],
    ['semicolons', 'site;tool\nA;echogo-pro\n', 'save the file with commas'],
    ['no rows', 'site,tool\n', 'The table has no rows below its header.'],
    ['nothing', '', 'The table is empty'],
    ['a broken quotation mark', 'site,tool\n"A,echogo-pro\n', 'A quotation mark'],
    [
      'a question that the tool switches off',
      'site,tool,IT-01\nA,ambient-scribe,1\n',
      'column IT-01: IT-01 does not arise',
    ],
  ])('should refuse %s', async (_what, text, message) => {
    expect(await refused(text)).toContain(message);
  });

  it('should do without a column of tools where the option names one, and pass over columns without name and cells', async () => {
    const file = writeFile(makeFolder(), 'table.csv', 'site,,GV-01\nA,,1\nB,,2\n');
    const { sites } = await ranked(file, '--tool', 'ambient-scribe');
    expect(sites.map(({ site }) => site).sort()).toEqual(['A', 'B']);
  });
});

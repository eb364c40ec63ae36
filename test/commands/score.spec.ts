import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Scorecard } from '../../src/core/contracts/scorecard.js';
import { makeFolder, ROOT, runCli, runHere, runJson, runPiped, writeFile } from '../support/cli.js';

const site = (ending = 'yaml'): string => path.join(ROOT, `test/fixtures/answers/all-answers.${ending}`);
const text = expect.any(String);
const number = expect.any(Number);
const scoreOrNone = (value: unknown): boolean =>
  value === null || (typeof value === 'number' && value >= 0 && value <= 100);

describe('readiness score', () => {
  it('should print an explained scorecard of one site', () => {
    const { code, out, err } = runCli(['score', site()]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('Scorecard: EchoGo Pro at Fictional Heart Unit');
    for (const heading of ['Gates', 'Scores by domain', 'Every question and its answer', 'Method and limits']) {
      expect(out).toMatch(new RegExp(`^${heading}\n-+$`, 'm'));
    }
    expect(out).not.toMatch(/undefined|NaN|\[object/);
  });

  it('should print the contract as JSON, every field with its type', () => {
    const card = runJson<Scorecard>(['score', site()]);
    expect(card).toMatchObject({
      instrument: { id: 'ai-site-readiness', version: '1.0.0' },
      tool: 'echogo-pro',
      asOf: '2026-11-23',
      headline: text,
      inUseWithoutClearance: false,
      stage: { number, name: text },
      completeness: number,
      confidence: number,
      confidenceBand: expect.stringMatching(/^(Low|Medium|High)$/),
      capacity: number,
      capacityKnown: true,
      answered: { known: number, unknown: number, applicable: 58 },
    });
    expect(card.index).toEqual({
      value: number,
      upper: number,
      band: text,
      provisional: expect.any(Boolean),
      arithmetic: number,
      imbalance: number,
      verified: number,
    });
    expect(Object.values(card.verdicts)).toHaveLength(2);
    for (const verdict of [card.verdicts.decide, card.verdicts.deploy])
      expect(['yes', 'no', 'not-known']).toContain(verdict);
    expect(card.domains).toHaveLength(8);
    for (const domain of card.domains) {
      expect(domain).toMatchObject({ code: text, name: text, band: text, completeness: number, shareOfGap: number });
      expect([domain.score, domain.upper].every(scoreOrNone)).toBe(true);
    }
    expect(card.gates.length).toBeGreaterThan(10);
    for (const gate of card.gates) {
      expect(gate).toMatchObject({ id: text, subject: text, kind: expect.stringMatching(/^(data|live)$/) });
      expect(['passed', 'conditional', 'failed', 'not-known', 'not-applicable']).toContain(gate.state);
      if (gate.until !== undefined) expect(gate.until).toMatch(/^\d{4}-\d\d-\d\d$/);
      if (gate.state !== 'passed') expect(gate.reason).toEqual(text);
    }
    expect(card.findings).toHaveLength(59);
    for (const finding of card.findings)
      expect(finding).toMatchObject({ id: text, outcome: text, sentence: text, weight: number });
    expect(Array.isArray(card.checks)).toBe(true);
  });

  it('should score a folder of the three formats in one table, in the order of the files', async () => {
    const folder = makeFolder();
    for (const [name, ending] of [
      ['b', 'yaml'],
      ['a', 'json'],
      ['c', 'csv'],
    ] as const) {
      fs.copyFileSync(site(ending), path.join(folder, `${name}.${ending}`));
    }
    writeFile(folder, 'notes.txt', 'passed over');
    writeFile(folder, '._b.yaml', '\u0000 left by another program');
    writeFile(folder, 'below/d.yaml', 'not searched');
    const { code, out } = await runHere(['score', folder]);
    expect(code).toBe(0);
    expect(out).toMatch(/^3 sites\n=======\n/);
    expect(out.match(/^Fictional Heart/gm)).toHaveLength(3);
    const json = await runHere(['score', folder, '--json']);
    const rows = JSON.parse(json.out) as { file: string; site: string; scorecard: Scorecard }[];
    expect(rows.map(({ file }) => path.basename(file))).toEqual(['a.json', 'b.yaml', 'c.csv']);
    expect(rows[1]?.scorecard).toEqual(rows[0]?.scorecard);
    expect(rows[2]?.scorecard).toEqual(rows[0]?.scorecard);
  });

  it('should name a site after its file when it has no name, and say 1 site', async () => {
    const folder = makeFolder();
    writeFile(folder, 'nameless.json', '{ "tool": "ambient-scribe", "asOf": "2026-11-23" }');
    const { out } = await runHere(['score', folder]);
    expect(out).toMatch(/^1 site\n/);
    expect(out).toContain('nameless.json');
  });

  it('should let --as-of take the place of the date in the file, so that evidence lapses', async () => {
    const folder = makeFolder();
    const file = writeFile(
      folder,
      'a.yaml',
      'tool: echogo-pro\nasOf: "2026-11-23"\nanswers:\n  GV-01: { value: 3, evidence: [ { title: DPIA, date: "2026-10-01", expires: "2027-03-01" } ] }\n',
    );
    const gate = async (...args: string[]): Promise<object | undefined> => {
      const card = JSON.parse((await runHere(['score', file, '--json', ...args])).out) as Scorecard;
      return card.gates.find(({ id }) => id === 'GV-01');
    };
    expect(await gate()).toMatchObject({ state: 'passed', until: '2027-03-01' });
    expect(await gate('--as-of', '2027-02-28')).toMatchObject({ state: 'passed' });
    expect(await gate('--as-of', '2027-03-01')).toMatchObject({ state: 'failed', reason: 'lapsed on 1 March 2027' });
  });

  it('should let --tool take the place of the tool in the file', async () => {
    const file = writeFile(makeFolder(), 'a.yaml', 'tool: echogo-pro\nasOf: "2026-11-23"\n');
    const card = JSON.parse((await runHere(['score', file, '--json', '--tool', 'ambient-scribe'])).out) as Scorecard;
    expect(card.tool).toBe('ambient-scribe');
  });

  it('should fit the width of the terminal', async () => {
    for (const width of [40, 60, 80, 120]) {
      const { out } = await runHere(['score', site()], width);
      expect(Math.max(...out.split('\n').map((line) => Array.from(line).length))).toBeLessThanOrEqual(width);
    }
    expect((await runHere(['score', site()], 80)).out).toMatch(/^Domain +Score +Could +Known +Weight/m);
  });

  it('should say nothing when its reader closes early', () => {
    const { code, out, err } = runPiped(['score', site()], '| head -1');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toBe('Scorecard: EchoGo Pro at Fictional Heart Unit\n');
    const bad = runPiped(['score', 'missing.yaml'], '2>&1 >/dev/null | true');
    expect(bad.err).toBe('');
  });
});

describe('exit codes', () => {
  const folder = makeFolder();
  const bad = writeFile(folder, 'bad.yaml', 'tool: echogo-pro\nanswers:\n  IT-01: { value: 9 }\n');
  const empty = path.join(makeFolder(), 'below');
  fs.mkdirSync(empty);

  it('should be 1 for bad input of a process, with the problems on standard error', () => {
    const { code, out, err } = runCli(['score', bad]);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toBe(
      `${bad}:3: IT-01 takes a level as a whole number from 0 to 3; got 9.\n1 problem found. Nothing was computed.\n`,
    );
  });

  it('should be 2 for wrong usage of a process', () => {
    const { code, out, err } = runCli(['score']);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toBe(
      "error: missing required argument 'answers'\n\nRun with --help to see what is possible.\n".replace('\n\n', '\n'),
    );
  });

  it.each([
    [0, ['--help'], /Usage: readiness/],
    [0, ['score', '--help'], /Usage: readiness score/],
    [0, ['help', 'plan'], /Usage: readiness plan/],
    [1, ['score', 'missing.yaml'], /missing\.yaml: There is no such file or folder\./],
    [1, ['score', empty], /The folder holds no answers file \(\.yaml, \.yml, \.json or \.csv\)\./],
    [1, ['score', path.join(ROOT, 'LICENSE-that-is-not.txt')], /no such file/],
    [1, ['score', path.join(ROOT, 'package-lock.json'), '--tool', 'echogo-pro'], /"lockfileVersion" is not a field/],
    [1, ['score', path.join(ROOT, '.nvmrc')], /Files without an ending are not read; allowed are \.yaml/],
    [1, ['score', '/dev/null'], /are not read/],
    [2, [], /Usage: readiness/],
    [2, ['scor', bad], /unknown command 'scor'.*\n?.*Did you mean score/],
    [2, ['score', bad, bad], /too many arguments/],
    [2, ['score', bad, '--nonsense'], /unknown option '--nonsense'/],
    [
      2,
      ['score', bad, '--as-of', '2026-02-30'],
      /'2026-02-30' is invalid. It must be a real date, YYYY-MM-DD, between/,
    ],
    [2, ['score', bad, '--as-of', 'tomorrow'], /It must be a real date/],
    [2, ['score', bad, '--seed', '-1'], /It must be a whole number from 0 to 4294967295\./],
    [2, ['score', bad, '--seed', '4294967296'], /It must be a whole number/],
    [
      2,
      ['score', bad, '--tool', 'echogo'],
      /'--tool' takes one of ambient-scribe, chest-xray-triage, echogo-pro; got "echogo"/,
    ],
  ])('should be %i for %j', async (code, args, message) => {
    const result = await runHere(args);
    expect(result.code).toBe(code);
    expect(result.out + result.err).toMatch(message);
    if (code !== 0) expect(result.out).toBe('');
  });
});

describe('a folder with two broken files', () => {
  it('should list the problems of both and score none', async () => {
    const folder = makeFolder();
    fs.copyFileSync(site(), path.join(folder, 'a.yaml'));
    writeFile(folder, 'b.json', '{"tool":"echogo-pro",\n"answers":{"IT-01":{"value":9}}}');
    writeFile(folder, 'c.csv', 'question,value\ntool,echogo-pro\nIT-04,9\n');
    const { code, out, err } = await runHere(['score', folder]);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/b\.json:2: IT-01 takes/),
      expect.stringMatching(/c\.csv:3: IT-04 takes/),
      '2 problems found. Nothing was computed.',
    ]);
  });
});

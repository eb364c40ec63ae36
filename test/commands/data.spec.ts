import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { makeFolder, ROOT, runCli, runHere, runJson } from '../support/cli.js';

const INSTRUMENT = 'instruments/ai-site-readiness/1.0.0';

function copyData(): string {
  const folder = path.join(makeFolder(), 'data');
  fs.cpSync(path.join(ROOT, 'data'), folder, { recursive: true });
  return folder;
}

/** Changes one place of a file and gives its line. */
function change(folder: string, name: string, before: RegExp, after: string): number {
  const file = path.join(folder, name);
  const text = fs.readFileSync(file, 'utf8');
  const place = before.exec(text);
  if (place === null) throw new Error(`${name} holds no ${String(before)}`);
  fs.writeFileSync(
    file,
    text.replace(before, () => after),
  );
  return text.slice(0, place.index).split('\n').length;
}

describe('readiness check-data', () => {
  it('should find nothing wrong with this installation', () => {
    const { code, out, err } = runCli(['check-data']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toBe(
      'ai-site-readiness 1.0.0 (draft): 59 questions, 59 actions, 8 domains, 3 tool profiles. No problem found.\n',
    );
  });

  it('should list what each file says wrong by file and line, all of them at once', async () => {
    const folder = copyData();
    const questions = `${INSTRUMENT}/questions/gv.yaml`;
    const weight = change(folder, questions, /^( +)weight: \d/m, '    weight: 9');
    const tool = change(folder, 'tools/echogo-pro.yaml', /^name: .*/m, 'name: EchoGo Pro\ncolour: red');
    change(folder, 'tools/ambient-scribe.yaml', /^/, 'a: [\n');
    fs.rmSync(path.join(folder, INSTRUMENT, 'roles.yaml'));
    fs.renameSync(path.join(folder, 'tools/chest-xray-triage.yaml'), path.join(folder, 'tools/chest.yaml'));
    const { code, out, err } = await runHere(['check-data', folder]);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(new RegExp(`^${questions}:${weight}: /questions/0/weight: `, 'm'));
    expect(err).toMatch(
      new RegExp(`^tools/echogo-pro\\.yaml:${tool + 1}: the file: "colour" is not a field here$`, 'm'),
    );
    expect(err).toMatch(/^tools\/ambient-scribe\.yaml:\d+: /m);
    expect(err).toContain(`${INSTRUMENT}/roles.yaml: The file is missing or cannot be read.`);
    expect(err).toMatch(/^tools\/chest\.yaml:\d+: The file must be named after its id, chest-xray-triage\.yaml\.$/m);
    expect(err.trimEnd().split('\n').at(-1)).toMatch(/^\d+ problems found\./);
  });

  it('should hold files against each other once each is sound by itself', async () => {
    const folder = copyData();
    const file = `${INSTRUMENT}/questions/it.yaml`;
    const line = change(folder, file, /id: IT-01$/m, 'id: IT-77');
    const { code, err } = await runHere(['check-data', folder]);
    expect(code).toBe(1);
    expect(err).toMatch(new RegExp(`^${file}:\\d+: .*IT-77`, 'm'));
    expect(err).toMatch(/actions\/it\.yaml:\d+: .*IT-01/);
    expect(line).toBeGreaterThan(0);
  });

  it('should name keys that stand twice and schemas that are missing', async () => {
    const folder = copyData();
    const line = change(folder, 'tools/echogo-pro.yaml', /^name: .*/m, 'name: One\nname: Two');
    fs.rmSync(path.join(folder, 'schema/roles.schema.json'));
    const { code, err } = await runHere(['check-data', folder]);
    expect(code).toBe(1);
    expect(err).toContain(
      `tools/echogo-pro.yaml:${line + 1}: "name" stands a second time; the first is in line ${line}.`,
    );
    expect(err).toContain('schema/roles.schema.json: The schema is missing or cannot be used.');
  });

  it('should end with 1 for a folder that is not there', async () => {
    expect(await runHere(['check-data', '/no/such/folder'])).toMatchObject({
      code: 1,
      err: expect.stringMatching(/There is no tool profile/),
    });
  });
});

describe('readiness score-register', () => {
  const sites = path.join(ROOT, 'test/fixtures/dspt/sites-excerpt.csv');
  const dspt = path.join(ROOT, 'test/fixtures/dspt/dspt-excerpt-2023-11-16.csv');
  const args = ['score-register', '--sites', sites, '--dspt', dspt];

  it('should say how little a register alone says', () => {
    const { code, out, err } = runCli([...args, '--as-of', '2023-11-16']);
    expect(code).toBe(0);
    expect(err).toMatch(/sites-excerpt\.csv:7: left out, the row has no organisation code/);
    expect(out).toMatch(/What a public register alone says about readiness/);
    expect(out).toMatch(/conditional/);
    expect(out).not.toMatch(/undefined|NaN/);
  });

  it('should find every status lapsed three years later', async () => {
    const { code, out } = await runHere([...args, '--as-of', '2026-11-23', '--json']);
    expect(code).toBe(0);
    const { rows, results } = JSON.parse(out) as { rows: { gate: string }[]; results: unknown[] };
    expect(rows.length).toBe(4);
    expect(results).toHaveLength(4);
    for (const { gate } of rows) expect(gate).toBe('failed');
  });

  it.each([
    [2, ['score-register', '--sites', sites], /required option '--dspt <csv>' not specified/],
    [2, [...args, '--tool', 'x'], /'--tool' takes one of/],
    [2, ['score-register', '--sites', sites, '--dspt', sites], /the register's file name holds no date/],
    [1, ['score-register', '--sites', '/no/sites.csv', '--dspt', dspt], /The file cannot be read: ENOENT\./],
    [1, ['score-register', '--sites', dspt, '--dspt', dspt], /dspt-excerpt/],
  ])('should end with %i for %j', async (code, given, message) => {
    expect(await runHere(given)).toMatchObject({ code, out: '', err: expect.stringMatching(message) });
  });
});

describe('readiness calibrate', () => {
  it('should print its fit, close to the published points, and change no file', () => {
    const method = path.join(ROOT, 'data', INSTRUMENT, 'method.yaml');
    const before = fs.readFileSync(method, 'utf8');
    const result = runJson<{
      median: number;
      logSd: number;
      sites: number;
      points: { months: number; published: number; modelled: number; flagged: boolean }[];
      current: { median: number; logSd: number; points: { flagged: boolean }[] };
      sensitivity: unknown[];
    }>(['calibrate', '--as-of', '2026-11-23']);
    expect(result.points.length).toBeGreaterThanOrEqual(2);
    for (const { flagged } of [...result.points, ...result.current.points]) expect(flagged).toBe(false);
    expect(result.median).toBeGreaterThan(0);
    expect(result.logSd).toBeGreaterThanOrEqual(0);
    expect(result.sensitivity.length).toBeGreaterThan(0);
    expect(fs.readFileSync(method, 'utf8')).toBe(before);
  });
});

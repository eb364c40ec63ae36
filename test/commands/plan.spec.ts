import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { SupportPlan } from '../../src/core/contracts/plan.js';
import { listFolder, makeFolder, ROOT, runCli, runHere, runJson, writeFile } from '../support/cli.js';
import { readPdf } from '../support/pdf.js';

const text = expect.any(String);
const number = expect.any(Number);
const date = expect.stringMatching(/^\d{4}-\d\d-\d\d$/);
const fixture = (ending: string): string => path.join(ROOT, `test/fixtures/answers/all-answers.${ending}`);
let folder: string;
let site: string;

// a plan draws its forecast many times over, and a loaded machine is slow at it
jest.setTimeout(60_000);

beforeAll(() => {
  folder = makeFolder();
  site = path.join(folder, 'site.yaml');
  fs.copyFileSync(fixture('yaml'), site);
});

describe('readiness plan', () => {
  it('should print scorecard and plan in one text', async () => {
    const { code, out, err } = await runHere(['plan', site]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('Support plan: EchoGo Pro at Fictional Heart Unit');
    for (const heading of [
      'Dates, and why they differ',
      'Gates',
      'Scores by domain',
      'Actions and dates',
      'Every question and its answer',
    ]) {
      expect(out).toMatch(new RegExp(`^${heading}\n-+$`, 'm'));
    }
  });

  it('should print the contract as JSON, every field with its type', () => {
    const plan = runJson<SupportPlan>(['plan', site]);
    expect(plan).toMatchObject({
      tool: 'echogo-pro',
      asOf: '2026-11-23',
      seed: 7,
      draws: number,
      vendorHours: number,
      tier: text,
      vendorHoursPerWeek: number,
      factorRange: { low: number, high: number, median: number, logSd: number },
    });
    for (const stage of plan.dates) {
      expect(stage).toMatchObject({ stage: number, name: text, sentence: text });
      for (const kind of ['ifNothingSlips', 'p50', 'p90'] as const) {
        if (stage[kind] !== null) expect(stage[kind]).toEqual(date);
      }
    }
    const ids = plan.actions.map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(5);
    expect(plan.criticalPath.every((id) => ids.includes(id))).toBe(true);
    for (const action of plan.actions) {
      expect(action).toMatchObject({
        id: text,
        title: text,
        steps: text,
        ownerName: text,
        trustDays: number,
        vendorDays: number,
        leadWeeks: number,
        because: text,
        start: date,
        finish: date,
        floatWeeks: number,
        critical: expect.any(Boolean),
      });
    }
  });

  it('should write a PDF that holds every question, the same bytes each time', async () => {
    const [one, two] = [path.join(folder, 'out/one.pdf'), path.join(folder, 'out/two.pdf')];
    expect(runCli(['plan', site, '-o', one])).toEqual({ code: 0, out: '', err: `Wrote ${one}\n` });
    runCli(['plan', site, '-o', two]);
    const bytes = fs.readFileSync(one);
    expect(bytes.equals(fs.readFileSync(two))).toBe(true);
    const pdf = await readPdf(new Uint8Array(bytes));
    expect(pdf.tagged).toBe(true);
    const all = pdf.tree.text;
    expect(all).toContain('Support plan: EchoGo Pro at Fictional Heart Unit');
    const plan = JSON.parse((await runHere(['plan', site, '--json'])).out) as SupportPlan;
    for (const { questionId, title } of plan.actions) expect(all).toContain(`${questionId} ${title}`);
    expect(new Set(all.match(/\b[A-Z]{2}-\d\d\b/g)).size).toBeGreaterThanOrEqual(59);
    expect(listFolder(path.join(folder, 'out'))).toEqual(['one.pdf', 'two.pdf']);
  });

  it('should write JSON and text by the ending, the same as it prints', async () => {
    const [json, txt] = [path.join(folder, 'p.json'), path.join(folder, 'p.TXT')];
    await runHere(['plan', site, '-o', json, '--json']);
    await runHere(['plan', site, '-o', txt]);
    expect(fs.readFileSync(json, 'utf8')).toBe((await runHere(['plan', site, '--json'])).out);
    expect(fs.readFileSync(txt, 'utf8')).toBe((await runHere(['plan', site])).out);
  });

  it('should give the same plan for the same seed and another forecast for another', async () => {
    const print = async (...args: string[]): Promise<string> => (await runHere(['plan', site, '--json', ...args])).out;
    expect(await print('--seed', '42')).toBe(await print('--seed', '42'));
    expect(await print('--seed', '42')).not.toBe(await print('--seed', '43'));
    expect(await print('--seed', '7')).toBe(await print());
  });

  it('should plan with other hours of the vendor, and print another fingerprint', async () => {
    const plan = JSON.parse((await runHere(['plan', site, '--json', '--vendor-hours', '1.5'])).out) as SupportPlan;
    expect(plan.vendorHoursPerWeek).toBe(1.5);
    const print = async (...args: string[]): Promise<string | undefined> =>
      (await runHere(['plan', site, ...args])).out.trimEnd().split('\n').at(-1);
    const fingerprints = [await print(), await print('--vendor-hours', '1.5'), await print('--seed', '8')];
    expect(new Set(fingerprints).size).toBe(3);
    for (const fingerprint of fingerprints) expect(fingerprint).toMatch(/^[0-9a-f]{12}$/);
  });
});

describe('readiness plan --since', () => {
  const earlierText = (): string =>
    fs
      .readFileSync(site, 'utf8')
      .replace(/^asOf:.*$/m, 'asOf: 2026-08-01')
      .replace(/IT-05:\s*\{[^}]*\}/, 'IT-05: { value: 0 }');

  it('should tell what changed since earlier answers, which keep their own day', async () => {
    const earlier = writeFile(folder, 'earlier/august.yaml', earlierText());
    const plain = await runHere(['plan', site]);
    const { code, out, err } = await runHere(['plan', site, '--since', earlier, '--as-of', '2026-11-23']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const words = out.replace(/\s+/g, ' ');
    expect(words).toContain('What changed since the last plan');
    expect(words).toContain('Compared with the submission of 1 August 2026.');
    expect(words).toMatch(/The index (?:went from|is) [\d.]+/);
    expect(plain.out).not.toContain('What changed since');
    const reference = (text: string): string | undefined => /plan (SP-[0-9A-F]{10})/.exec(text)?.[1];
    expect(reference(out)).toMatch(/^SP-/);
    expect(reference(out)).not.toBe(reference(plain.out));
  });

  it('should tell that nothing changed since the same answers', async () => {
    const { code, out } = await runHere(['plan', site, '--since', site]);
    expect(code).toBe(0);
    expect(out.replace(/\s+/g, ' ')).toContain('The same actions are needed as before.');
  });

  it.each([
    [
      'later',
      (text: string) => text.replace('2026-08-01', '2026-12-24'),
      /of 2026-12-24, later than the plan's \(2026-11-23\)/,
    ],
    [
      'other-tool',
      (text: string) => text.replace(/^tool:.*$/m, 'tool: chest-xray-triage'),
      /about [a-z-]+, the plan about echogo-pro/,
    ],
    ['bad', (text: string) => text.replace('value: 0', 'value: 9'), /bad\.yaml:\d+: /],
  ])('should refuse answers that are %s', async (name, change, message) => {
    const earlier = writeFile(folder, `earlier/${name}.yaml`, change(earlierText()));
    expect(await runHere(['plan', site, '--since', earlier])).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringMatching(message),
    });
  });

  it('should go with one site and with a document only', async () => {
    expect(await runHere(['plan', folder, '--since', site, '-o', path.join(folder, 'no')])).toMatchObject({
      code: 2,
      err: expect.stringMatching(/'--since' goes with the answers of one site/),
    });
    expect(await runHere(['plan', site, '--since', site, '--json'])).toMatchObject({
      code: 2,
      err: expect.stringMatching(/'--since' goes with a plan as text or PDF/),
    });
  });
});

describe('plans of a folder', () => {
  it('should be written to a folder, named after the answers', async () => {
    const many = makeFolder();
    for (const [name, ending] of [
      ['a', 'yaml'],
      ['b', 'json'],
      ['c', 'csv'],
    ] as const) {
      fs.copyFileSync(fixture(ending), path.join(many, `${name}.${ending}`));
    }
    const out = path.join(many, 'plans/deeper');
    const { code, err } = runCli(['plan', many, '-o', out]);
    expect(code).toBe(0);
    expect(err.trimEnd().split('\n')).toHaveLength(3);
    expect(listFolder(out)).toEqual(['a.pdf', 'b.pdf', 'c.pdf']);
    expect(fs.readFileSync(path.join(out, 'a.pdf')).equals(fs.readFileSync(path.join(out, 'c.pdf')))).toBe(true);
    await runHere(['plan', many, '-o', out, '--format', 'txt']);
    expect(listFolder(out)).toHaveLength(6);
    fs.rmSync(path.join(many, 'c.csv'));
    const printed = JSON.parse((await runHere(['plan', many, '--json'])).out) as {
      file: string;
      site: string;
      plan: SupportPlan;
    }[];
    expect(printed.map(({ site: name }) => name)).toEqual(['Fictional Heart Unit', 'Fictional Heart Unit']);
  });

  it('should never take the place of answers or of each other', async () => {
    const many = makeFolder();
    fs.copyFileSync(fixture('yaml'), path.join(many, 'a.yaml'));
    fs.copyFileSync(fixture('json'), path.join(many, 'a.json'));
    const before = fs.readFileSync(path.join(many, 'a.json'), 'utf8');
    const both = await runHere(['plan', many, '-o', path.join(many, 'out')]);
    expect(both).toMatchObject({
      code: 1,
      err: expect.stringMatching(/a\.json and a\.yaml would both be written here/),
    });
    const onto = await runHere(['plan', many, '-o', many, '--format', 'json']);
    expect(onto).toMatchObject({ code: 1, err: expect.stringMatching(/would take the place of an answers file/) });
    const itself = await runHere(['plan', path.join(many, 'a.json'), '-o', path.join(many, 'a.json')]);
    expect(itself).toMatchObject({ code: 1, err: expect.stringMatching(/take the place/) });
    expect(listFolder(many)).toEqual(['a.json', 'a.yaml']);
    expect(fs.readFileSync(path.join(many, 'a.json'), 'utf8')).toBe(before);
  });
});

describe('nothing', () => {
  it('should be written when one file of a folder is bad', async () => {
    const many = makeFolder();
    fs.copyFileSync(fixture('yaml'), path.join(many, 'a.yaml'));
    writeFile(many, 'b.yaml', 'tool: echogo-pro\nanswers:\n  IT-01: { value: 9 }\n');
    const { code, out, err } = await runHere(['plan', many, '-o', path.join(many, 'out')]);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/b\.yaml:3: IT-01/);
    expect(listFolder(many)).toEqual(['a.yaml', 'b.yaml']);
  });

  it('should be left behind where a plan cannot be written', async () => {
    const place = makeFolder();
    fs.mkdirSync(path.join(place, 'taken.txt'));
    const taken = await runHere(['plan', site, '-o', path.join(place, 'taken.txt')]);
    expect(taken).toMatchObject({ code: 1, err: expect.stringMatching(/The plan cannot be written here: E\w+\./) });
    writeFile(place, 'file', '');
    const below = await runHere(['plan', site, '-o', path.join(place, 'file/plan.txt')]);
    expect(below).toMatchObject({ code: 1, err: expect.stringMatching(/cannot be written here/) });
    expect(listFolder(place)).toEqual(['file', 'taken.txt']);
  });

  it.each([
    [['-o', 'x.docx'], /'-o' takes a file ending in \.pdf, \.json, \.txt; got "x\.docx"/],
    [['--format', 'pdf'], /'--format' goes with '-o'/],
    [['-o', 'x.pdf', '--format', 'txt'], /the format is to be txt and pdf; choose one/],
    [['-o', 'x.pdf', '--json'], /the format is to be pdf and json; choose one/],
    [['--format', 'docx', '-o', 'x'], /Allowed choices are pdf, json, txt/],
    [['--vendor-hours', '0'], /It must be a number from 0\.5 to 200\./],
    [['--vendor-hours', '201'], /It must be a number from 0\.5 to 200\./],
    [['--vendor-hours', 'lots'], /It must be a number/],
  ])('should be written with %j', async (args, message) => {
    const result = await runHere(['plan', site, ...args]);
    expect(result).toMatchObject({ code: 2, out: '', err: expect.stringMatching(message) });
  });

  it('should be printed for a folder without -o or --json', async () => {
    const result = await runHere(['plan', folder]);
    expect(result).toMatchObject({ code: 2, err: expect.stringMatching(/need '-o <folder>', or '--json'/) });
  });
});

import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { makeFolder, runCli, runPiped, writeFile } from '../support/cli.js';

const HEAD = 'tool: echogo-pro\nasOf: "2026-11-23"\n';
const SOUND = `${HEAD}site: { name: Fenmere Infirmary }\nanswers: { IT-01: { value: 2 } }\n`;

function refused(text: string): string {
  const file = writeFile(makeFolder(), 'site.yaml', text);
  const { code, out, err } = runCli(['score', file]);
  expect({ code, out }).toEqual({ code: 1, out: '' });
  return err.replaceAll(file, 'site.yaml');
}

describe('hostile input', () => {
  it.each([
    [
      'an ordered map in place of the answers',
      `${HEAD}answers: !!omap [ { IT-01: { value: 3 } } ]`,
      'site.yaml:3: Tags',
    ],
    ['a set in place of the answers', `${HEAD}answers: !!set { IT-01, IT-04 }`, 'site.yaml:3: Tags'],
    ['a tag of its own', `${HEAD}answers: { IT-01: !x { value: 3 } }`, 'take !x out'],
    [
      'an alias as a key',
      `${HEAD}answers: { &k IT-01 : { value: 3 }, *k : { value: 0 } }`,
      'A key must be plain text.',
    ],
    ['a list as a key', `${HEAD}answers: { [IT-01]: { value: 3 } }`, 'A key must be plain text.'],
    ["another YAML version's rules", `%YAML 1.1\n---\n${HEAD}answers: { IT-02: { value: 1:20 } }`, 'Only YAML 1.2'],
    ['a date that leaves the calendar of reports', SOUND.replace('2026-11-23', '2150-01-01'), 'between 1900 and 2149'],
  ])('should refuse %s', (_what, text, message) => {
    expect(refused(text)).toContain(message);
  });

  it.each([
    '943\u200b476\u200b5919',
    '943\u00ad4765919',
    '943  476  5919',
    '943\u00a0476\u00a05919',
    '943\ufe0f4765919',
  ])('should refuse an NHS number that is hidden from the eye: %j', (number) => {
    const note = JSON.stringify(`seen as ${number}`);
    expect(refused(`${HEAD}answers: { IT-01: { value: 2, note: ${note} } }`)).toContain("a patient's NHS number");
  });

  it('should show no control characters of the input on the terminal', () => {
    expect(refused('tool: "\\e[2J\\e]0;x\\a"\nasOf: "2026-11-23"\nanswers: {}\n')).not.toContain('\u001b');
  });

  it('should say how many problems there are without printing all of very many', () => {
    const many = Array.from({ length: 1500 }, (_, i) => `XX-${String(i)}: { value: 1 }`).join(', ');
    const err = refused(`${HEAD}answers: { ${many} }`);
    expect(err).toContain('... and 500 more of them.');
    expect(err).toContain('1500 problems found. Nothing was computed.');
  });

  it.each([
    ['another answers file', 'other.yaml', ['--format', 'pdf'], SOUND],
    ['answers in JSON', 'other.json', [], JSON.stringify({ tool: 'echogo-pro', answers: {} })],
  ])('should not write a plan over %s', (_what, name, options, content) => {
    const folder = makeFolder();
    const answers = writeFile(folder, 'site.yaml', SOUND);
    const other = writeFile(folder, name, content);
    const { code, err } = runCli(['plan', answers, '-o', other, ...options]);
    expect(code).toBe(1);
    expect(err).toContain('would take the place of an answers file');
    expect(fs.readFileSync(other, 'utf8')).toBe(content);
  });

  it('should not write a plan over its own answers by way of a link', () => {
    const folder = makeFolder();
    const answers = writeFile(folder, 'site.json', JSON.stringify({ tool: 'echogo-pro', asOf: '2026-11-23' }));
    const link = path.join(folder, 'link.json');
    fs.symlinkSync(answers, link);
    expect(runCli(['plan', link, '-o', answers]).code).toBe(1);
    expect(runCli(['plan', answers, '-o', link]).code).toBe(1);
    expect(fs.readFileSync(answers, 'utf8')).toContain('"asOf"');
  });

  it('should write over a plan that it wrote before', () => {
    const folder = makeFolder();
    const answers = writeFile(folder, 'site.yaml', SOUND);
    const plan = path.join(folder, 'plan.json');
    expect(runCli(['plan', answers, '-o', plan]).code).toBe(0);
    expect(runCli(['plan', answers, '-o', plan]).code).toBe(0);
  });

  it('should say which plans were written when one of a folder cannot be', () => {
    const folder = makeFolder();
    for (const name of ['a.yaml', 'b.yaml', 'c.yaml']) writeFile(folder, name, SOUND);
    const out = makeFolder();
    fs.mkdirSync(path.join(out, 'b.json'));
    const { code, err } = runCli(['plan', folder, '-o', out, '--format', 'json']);
    expect(code).toBe(1);
    expect(err).toContain('b.json: The plan cannot be written here');
    expect(err).toContain(`Wrote ${path.join(out, 'a.json')}`);
    expect(err).toContain('Stopped. Plans written before: 1.');
    expect(fs.readdirSync(out).sort()).toEqual(['a.json', 'b.json']);
  });

  it('should refuse an empty name for the output', () => {
    const answers = writeFile(makeFolder(), 'site.yaml', SOUND);
    expect(runCli(['plan', answers, '-o', '']).code).toBe(2);
  });

  it('should end with a fault of its own, and no stack trace, when the output is full', () => {
    const answers = writeFile(makeFolder(), 'site.yaml', SOUND);
    const { code, err } = runPiped(['score', answers], '> /dev/full');
    expect(code).toBe(3);
    expect(err).not.toContain('    at ');
  });
});

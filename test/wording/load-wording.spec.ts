import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { LISTS, PHRASES } from '../../src/core/reporting/phrases.js';
import { loadWording, requireWording } from '../../src/wording/load-wording.js';
import { makeFolder, ROOT } from '../support/cli.js';

const FOLDER = path.join(ROOT, 'templates', 'plan');

/** The wording with one file changed; the defects as lines. */
function defectsWith(file: string, change: (text: string) => string): string[] {
  const folder = makeFolder();
  fs.cpSync(FOLDER, folder, { recursive: true });
  fs.writeFileSync(path.join(folder, file), change(fs.readFileSync(path.join(folder, file), 'utf8')));
  const loaded = loadWording(folder);
  return loaded.ok ? [] : loaded.defects.map(({ file: name, line, message }) => `${name}:${String(line)}: ${message}`);
}

describe('the wording of documents', () => {
  it('should hold a text for everything that a document says', () => {
    expect(loadWording()).toMatchObject({ ok: true });
    const { say, list, glossary } = requireWording();
    for (const [key, names] of Object.entries(PHRASES)) {
      const text = say(key, Object.fromEntries(names.map((name) => [name, 2])));
      expect(text).toMatch(/\S/);
      expect(text).not.toMatch(/[{}]| {2}/);
    }
    for (const [key, names] of Object.entries(LISTS)) {
      expect(list(key, Object.fromEntries(names.map((name) => [name, 2]))).length).toBeGreaterThan(1);
    }
    const terms = glossary.map(({ term }) => term);
    expect(terms).toEqual([...terms].sort((one, other) => one.localeCompare(other, 'en-GB')));
  });

  it('should show a value as it is, never as a part of the text', () => {
    const { say } = requireWording();
    const note = "{note} {count, plural, one {#} other {#}} <b>'bold'</b> #";
    expect(say('answers.note', { note })).toBe(`Note: ${note}`);
  });

  it('should know one from many', () => {
    const { say } = requireWording();
    const values = { trustDays: 0.5, vendorHours: 1200 };
    expect(say('actions.introduction', { ...values, actions: 1 })).toMatch(
      /^1 action, about 0\.5 days of the trust's staff and 1,200 hours of/,
    );
    expect(say('actions.introduction', { ...values, actions: 2 })).toMatch(/^2 actions, /);
  });

  it.each<[string, string, (text: string) => string, string]>([
    [
      'a missing text',
      'gates.yaml',
      (text) => text.replace(/^heading: .*$/m, ''),
      'templates/plan/gates.yaml:0: heading: The text is missing.',
    ],
    [
      'a text that nothing uses',
      'gates.yaml',
      (text) => `${text}extra: More\n`,
      'templates/plan/gates.yaml:16: extra: No document uses this text.',
    ],
    [
      'a value that is not given',
      'gates.yaml',
      (text) => text.replace('{date}', '{day}'),
      'templates/plan/gates.yaml:12: holds-until: There is no value {day} for this text; known are date.',
    ],
    [
      'a value where there is none',
      'gates.yaml',
      (text) => text.replace('heading: Gates', "heading: 'Gates of {site}'"),
      'templates/plan/gates.yaml:1: heading: There is no value {site} for this text; there are none.',
    ],
    [
      'an open brace',
      'gates.yaml',
      (text) => text.replace('heading: Gates', "heading: 'Gates {'"),
      'templates/plan/gates.yaml:1: heading: "Gates {" is not a sound message (EXPECT_ARGUMENT_CLOSING_BRACE).',
    ],
    [
      'a number for a text',
      'gates.yaml',
      (text) => text.replace('heading: Gates', 'heading: 5'),
      'templates/plan/gates.yaml:1: heading: is one text.',
    ],
    [
      'a text for a list',
      'method.yaml',
      (text) => text.replace(/^limits:\n(?: {2}.*\n)+/m, 'limits: None\n'),
      'templates/plan/method.yaml:2: limits: is a list of texts.',
    ],
    [
      'a word without a meaning',
      'glossary.yaml',
      (text) => `${text}  - term: Zebra\n`,
      'templates/plan/glossary.yaml:6: terms: is a list of a term and a meaning each.',
    ],
    [
      'a file that is no list of keys',
      'queries.yaml',
      () => '- one\n',
      'templates/plan/queries.yaml:1: The file holds keys with texts.',
    ],
  ])('should be refused with its line: %s', (_, file, change, expected) => {
    expect(defectsWith(file, change)).toEqual([expected]);
  });

  it('should be refused with the lines of what is no YAML', () => {
    const [first, ...rest] = defectsWith('gates.yaml', (text) => text.replace('heading: Gates', 'heading: "Gates'));
    expect(first).toMatch(/^templates\/plan\/gates\.yaml:\d+: /);
    expect(rest.every((line) => line.startsWith('templates/plan/gates.yaml:'))).toBe(true);
  });

  it('should be refused when it is not there at all', () => {
    const loaded = loadWording(path.join(makeFolder(), 'nowhere'));
    const files = new Set([...Object.keys(PHRASES), ...Object.keys(LISTS)].map((key) => key.split('.')[0]));
    expect(loaded.ok ? [] : loaded.defects.map(({ file, message }) => `${file}: ${message}`)).toEqual(
      [...files].map((file) => `templates/plan/${String(file)}.yaml: The file is missing.`),
    );
  });
});

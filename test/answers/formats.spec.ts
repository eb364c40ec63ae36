import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { readAnswersFile } from '../../src/answers/read-answers-file.js';
import { readCsv } from '../../src/answers/read-csv.js';
import { checkAssessment, type CheckedAssessment } from '../../src/core/scoring/check-assessment.js';
import { realCatalogue } from '../support/catalogue.js';
import { makeFolder, ROOT, writeFile } from '../support/cli.js';

const fixture = (ending: string): string => path.join(ROOT, `test/fixtures/answers/all-answers.${ending}`);

function checkedFile(file: string): CheckedAssessment {
  const { raw, defects } = readAnswersFile(file);
  expect(defects).toEqual([]);
  const result = checkAssessment(raw, realCatalogue());
  if (!result.ok) throw new Error(JSON.stringify(result.defects));
  return result.value;
}

describe('one site with an answer to every question', () => {
  const [yaml, json, csv] = ['yaml', 'json', 'csv'].map((ending) => checkedFile(fixture(ending)));

  it('should be the same assessment as YAML, JSON and CSV', () => {
    expect(json?.input).toEqual(yaml?.input);
    expect(csv?.input).toEqual(yaml?.input);
    expect([json?.seed, csv?.seed]).toEqual([yaml?.seed, yaml?.seed]);
  });

  it('should keep every answer, with kinds, notes and evidence of every sort', () => {
    const answers = [...(yaml as CheckedAssessment).input.answers.values()];
    expect(answers).toHaveLength(59);
    expect(new Set(answers.map(({ type }) => type))).toEqual(new Set(['value', 'not-known', 'not-applicable']));
    expect(answers.some(({ note }) => note?.includes('\n'))).toBe(true);
    expect(answers.some(({ evidence }) => evidence.length === 2)).toBe(true);
    const fields = new Set(
      answers.flatMap(({ evidence }) =>
        evidence.flatMap((item) => Object.entries(item).flatMap(([key, value]) => (value === undefined ? [] : [key]))),
      ),
    );
    expect([...fields].sort()).toEqual(
      [
        'title',
        'url',
        'date',
        'effectiveFrom',
        'expires',
        'owner',
        'productVersion',
        'source',
        'checkedBy',
        'checkedOn',
      ].sort(),
    );
  });
});

describe('any document', () => {
  // what a spreadsheet's cell can hold: the CSV reader trims
  const text = fc
    .string({ minLength: 1, maxLength: 30, unit: fc.constantFrom(...Array.from('aZ9 ,;"\'\n-:#é心&*!%@`{}[]|>')) })
    .map((own) => own.trim().replace(/\n+/g, '\n'))
    .filter((own) => own !== '' && !/^-?\d+(\.\d+)?$/.test(own));
  const evidence = fc.record(
    { title: text, date: fc.constantFrom('2026-10-01', '2024-02-29') },
    { requiredKeys: ['title'] },
  );
  const answer = fc.oneof(
    fc.record(
      { value: fc.nat(3), note: text, evidence: fc.array(evidence, { minLength: 1, maxLength: 3 }) },
      { requiredKeys: ['value'] },
    ),
    fc.record({ notKnown: fc.constant(true), note: text }, { requiredKeys: ['notKnown'] }),
    fc.record({ notApplicable: text }),
  );
  const document = fc.record({
    tool: fc.constant('echogo-pro'),
    site: fc.record({ name: text }),
    context: fc.record({ reporters: fc.nat(99) }),
    answers: fc.dictionary(fc.constantFrom('IT-01', 'IT-04', 'GV-01', 'GV-02', 'CO-01'), answer, {
      noNullPrototype: true,
    }),
  });
  const folder = makeFolder();

  it('should read the same from YAML, JSON and CSV', () => {
    fc.assert(
      fc.property(document, (raw) => {
        const yaml = readAnswersFile(writeFile(folder, 'a.yaml', stringify(raw)));
        const json = readAnswersFile(writeFile(folder, 'a.json', JSON.stringify(raw, undefined, '\t')));
        const csv = readCsv(asCsv(raw), 'a.csv');
        expect([yaml.defects, json.defects, csv.defects]).toEqual([[], [], []]);
        expect(yaml.raw).toEqual(raw);
        expect(json.raw).toEqual(raw);
        expect(csv.raw).toEqual(raw);
      }),
      { numRuns: 200 },
    );
  });

  function asCsv({ tool, site, context, answers }: typeof document extends fc.Arbitrary<infer T> ? T : never): string {
    const columns = ['question', 'value', 'notKnown', 'notApplicable', 'note', 'evidenceTitle', 'evidenceDate'];
    const rows: Record<string, unknown>[] = [
      { question: 'tool', value: tool },
      { question: 'site.name', value: site.name },
      { question: 'context.reporters', value: context.reporters },
    ];
    for (const [id, own] of Object.entries(answers)) {
      const items = 'evidence' in own ? (own.evidence ?? []) : [];
      const [first, ...others] = items.map(({ title, date }) => ({
        question: id,
        evidenceTitle: title,
        evidenceDate: date,
      }));
      rows.push({ question: id, ...own, ...first }, ...others);
    }
    const cell = (value: string): string => `"${value.replaceAll('"', '""')}"`;
    return [
      columns.join(','),
      ...rows.map((row) => columns.map((column) => cell([row[column]].join(''))).join(',')),
    ].join('\r\n');
  }
});

describe('the same text in another dress', () => {
  const folder = makeFolder();
  const dress = {
    'a byte order mark': (text: string) => `\ufeff${text}`,
    'line ends of Windows': (text: string) => text.replaceAll('\n', '\r\n'),
    'no line end at the end': (text: string) => text.trimEnd(),
    'empty lines at the end': (text: string) => `${text}\n\n\n`,
  };
  const cases = Object.keys(dress).flatMap((name) => ['yaml', 'json', 'csv'].map((ending) => [name, ending] as const));

  it.each(cases)('should read the same: %s, .%s', (name, ending) => {
    const text = fs.readFileSync(fixture(ending), 'utf8');
    const file = writeFile(folder, `x.${ending}`, dress[name as keyof typeof dress](text));
    const unix = JSON.stringify(readAnswersFile(file).raw).replaceAll('\\r\\n', '\\n');
    expect(JSON.parse(unix)).toEqual(readAnswersFile(fixture(ending)).raw);
  });

  it('should read endings in capitals', () => {
    const file = writeFile(folder, 'X.JSON', fs.readFileSync(fixture('json')));
    expect(readAnswersFile(file).defects).toEqual([]);
  });

  it('should read a few anchors and aliases', () => {
    const text = 'tool: echogo-pro\nanswers:\n  IT-01: &a { value: 1 }\n  IT-04: *a\n';
    expect(readAnswersFile(writeFile(folder, 'alias.yaml', text)).raw).toEqual({
      tool: 'echogo-pro',
      answers: { 'IT-01': { value: 1 }, 'IT-04': { value: 1 } },
    });
  });
});

import { describe, expect, it } from '@jest/globals';
import { readInputs, today, type SiteInput } from '../../src/commands/inputs.js';
import { CommandFailure } from '../../src/commands/failure.js';
import type { Console } from '../../src/commands/console.js';
import { isoDate } from '../../src/core/contracts/calendar.js';
import { realCatalogue } from '../support/catalogue.js';
import { makeFolder, writeFile } from '../support/cli.js';

const folder = makeFolder();
const silent = { progress: () => ({ done: () => undefined, stop: () => undefined }) } as unknown as Console;

function read(name: string, content: string | Uint8Array): SiteInput {
  return readInputs([writeFile(folder, name, content)], realCatalogue(), {}, silent)[0] as SiteInput;
}

/** What is wrong, each as `line: message` without the file's name, and 0 where no line is named. */
function defectsOf(name: string, content: string | Uint8Array): string[] {
  try {
    read(name, content);
    return [];
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error;
    expect(error.exitCode).toBe(1);
    expect(error.lines.at(-1)).toMatch(/^\d+ problems? found\. Nothing was computed\.$/);
    return error.lines.slice(0, -1).map((line) => {
      const match = /^.*?\.\w+(?::(\d+))?: ([^]*)$/.exec(line) as RegExpExecArray;
      return `${match[1] ?? '0'}: ${match[2] as string}`;
    });
  }
}

const HEAD = 'tool: echogo-pro\nasOf: "2026-11-23"\n';
const ALLOWED = 'allowed are value, notKnown, notApplicable, note, evidence.';
const DATE = 'must be a real date as text, YYYY-MM-DD, between 1900 and 2149, for example "2026-10-01"';
const EXACTLY = 'give exactly one of value, notKnown: true and notApplicable with a reason.';
const FIELDS = 'The file must hold named fields: tool, asOf, context and answers.';

describe('a file with everything wrong', () => {
  it('should name each problem of YAML with its line and what is allowed, all at once', () => {
    const text = `${HEAD}context: { reporters: -1 }
answers:
  IT-99: { value: 1 }
  IT-01: { value: 9 }
  IT-04: { value: "two" }
  IT-02: { value: 101 }
  IT-05: { value: true }
  IT-06: 3
  IT-07: { valu: 3 }
  IT-09: { value: 2, evidence: [ { title: "x", date: "2026-02-30" } ] }
  IT-03: { value: 1e999 }
  TM-01: { value: .nan }
  TM-02: { value: .inf }
  IT-08: { notApplicable: "" }
  GV-01: { notApplicable: "does not apply" }
  GV-02: { value: 1, notKnown: true }
  GV-03:
    value: 1
    note: "patient 943 476 5919"
  GV-05: { note: "only" }
  GV-06: { notKnown: false }
  GV-07:
    value: 1
    evidence:
      - { date: 2026-10-01, source: web, colour: red }
  __proto__: { value: 1 }
  constructor: { value: 1 }
extra: 1
`;
    expect(defectsOf('bad.yaml', text)).toEqual(
      [
        '3: The number of reporters must be a whole number from 0 to 10000; got -1.',
        '5: "IT-99" is not a question of ai-site-readiness 1.0.0; ids run from IT-01 to RD-05.',
        '6: IT-01 takes a level as a whole number from 0 to 3; got 9.',
        '7: IT-04 takes a level as a whole number from 0 to 3; got "two".',
        '8: IT-02 takes a number from 0 to 100 (% of a 20-study sample); got 101.',
        '9: IT-05 takes a level as a whole number from 0 to 3; got true.',
        expect.stringMatching(/^10: .*the answer to IT-06 must be an object with named fields/i),
        `11: "valu" is not a field of the answer to IT-07; ${ALLOWED}`,
        `11: IT-07 has no answer: ${EXACTLY}`,
        `12: IT-09: The date ${DATE}; got "2026-02-30".`,
        '13: IT-03 takes a number from 0 to 100 (% of the sample accepted); got Infinity.',
        '14: TM-01 takes a number from 0 to 50 (person-days a week); got NaN.',
        '15: TM-02 takes a level as a whole number from 0 to 2; got Infinity.',
        expect.stringMatching(/^16: IT-08: The reason why it does not apply must not be empty/),
        '17: GV-01 applies to every site: answer it, or say notKnown: true.',
        `18: GV-02 has 2 answers: ${EXACTLY}`,
        expect.stringMatching(/^21: GV-03: The note holds what looks like a patient's NHS number\./),
        `22: GV-05 has no answer: ${EXACTLY}`,
        '23: GV-06: notKnown must be true or be left out; got false.',
        expect.stringMatching(/^27: .*"colour" is not a field of an evidence item; allowed are id, title, url,/),
        '27: GV-07: An evidence item needs a title: the name of the document.',
        '27: GV-07: The source must be one of self, register; got "web".',
        expect.stringMatching(/^28: "__proto__" is not a question/),
        expect.stringMatching(/^29: "constructor" is not a question/),
        expect.stringMatching(/^30: "extra" is not a field of an answers document; allowed are tool,/),
      ].toSorted((a, b) => Number.parseInt(String(a)) - Number.parseInt(String(b))),
    );
  });

  it('should do so for JSON', () => {
    const text = `{
  "tool": "echogo",
  "asOf": "23/11/2026",
  "__proto__": { "x": 1 }
}`;
    expect(defectsOf('bad.json', text)).toEqual([
      '2: The tool must be one of ambient-scribe, chest-xray-triage, echogo-pro; got "echogo".',
      `3: asOf ${DATE}; got "23/11/2026".`,
      expect.stringMatching(/^4: "__proto__" is not a field of an answers document/),
    ]);
  });

  it('should do so for CSV, cells that hold several lines included', () => {
    const text = `question,value,notKnown,notApplicable,note,evidenceTitle,evidenceDate,evidenceSource
tool,echogo-pro,,,,,,
asOf,2026-02-30,,,,,,
context.use,play,,,aside,,,

IT-01,9,,,"first
second
third",,,
IT-02,NaN,,,,,,
IT-04,two,,,,,,
it-05,1,,,,,,
GV-01,1,yes,,,,,
GV-02,,maybe,,,,,
GV-03,1,,,,Doc,2026-13-01,web
GV-03,,,,,,2026-01-01,
GV-03,2,,,,,,
IT-07,1
tool,echogo-pro,,,,,,
IT-99,1,,,,,,
constructor,1,,,,,,
`;
    expect(defectsOf('bad.csv', text)).toEqual([
      `3: asOf ${DATE}; got "2026-02-30".`,
      '4: "context.use" takes a value only; note must be empty.',
      '4: The use must be one of routine, evaluation, research; got "play".',
      '6: IT-01 takes a level as a whole number from 0 to 3; got 9.',
      '9: IT-02 takes a number from 0 to 100 (% of a 20-study sample); got "NaN".',
      '10: IT-04 takes a level as a whole number from 0 to 3; got "two".',
      expect.stringMatching(/^11: "it-05" is neither a question's id, such as IT-01, nor tool/),
      `12: GV-01 has 2 answers: ${EXACTLY}`,
      '13: GV-02: notKnown must be true or be left out; got "maybe".',
      '14: GV-03: The source must be one of self, register; got "web".',
      `14: GV-03: The date ${DATE}; got "2026-13-01".`,
      '15: GV-03: An evidence item needs a title: the name of the document.',
      '16: GV-03 is answered a second time; the first is in line 14. A second row may only add evidence.',
      '17: The row has 2 cells, but there are 8 columns. Is a comma missing, or one too many?',
      '18: "tool" stands a second time; the first is in line 2.',
      '19: "IT-99" is not a question of ai-site-readiness 1.0.0; ids run from IT-01 to RD-05.',
      expect.stringMatching(/^20: "constructor" is neither/),
    ]);
  });
});

describe('keys that stand twice', () => {
  it('should be named with both lines in YAML, beside what else is wrong', () => {
    const text = `${HEAD}answers:\n  IT-01: { value: 1 }\n  IT-04: { value: 9 }\n  IT-01: { value: 2, value: 3 }\n`;
    expect(defectsOf('dup.yaml', text)).toEqual([
      '5: IT-04 takes a level as a whole number from 0 to 3; got 9.',
      '6: "IT-01" stands a second time; the first is in line 4.',
      '6: "value" stands a second time; the first is in line 6.',
    ]);
  });

  it('should be named in JSON', () => {
    const text = '{\n"tool": "echogo-pro",\n"answers": {\n"IT-01": { "value": 1 },\n"IT-01": { "value": 2 }\n}\n}';
    expect(defectsOf('dup.json', text)).toEqual(['5: "IT-01" stands a second time; the first is in line 4.']);
  });

  it('should be named as columns of CSV', () => {
    expect(defectsOf('dup.csv', 'question,value,value\ntool,echogo-pro,\n')).toEqual([
      '1: The column "value" stands a second time.',
    ]);
  });
});

describe('text that is not what its ending says', () => {
  it.each<[string, string, string | Uint8Array, (string | RegExp)[]]>([
    [
      'tabs in YAML',
      'tab.yaml',
      'tool: echogo-pro\nanswers:\n\tIT-01: { value: 1 }\n',
      ['3: Tabs are not allowed as indentation'],
    ],
    [
      'two documents',
      'two.yaml',
      `${HEAD}---\na: 1\n`,
      ['3: A second document starts here ("---"); a file holds one.'],
    ],
    [
      'an alias to nothing',
      'alias.yaml',
      `${HEAD}answers:\n  IT-01: { value: *no }\n  IT-04: { value: *nor }\n`,
      ['4: *no stands for nothing: no &no before it.', '5: *nor stands for nothing: no &nor before it.'],
    ],
    ['an alias to itself', 'self.yaml', 'tool: &a [*a]\n', [/^1: The tool must be one of .* got a list\.$/]],
    ['keys that are lists', 'key.yaml', `${HEAD}? [a]\n: 1\n`, ['3: A key must be plain text.']],
    ['a key to merge', 'merge.yaml', `${HEAD}<<: { seed: 1 }\n`, [/^3: "<<" is not a field/]],
    ['an empty YAML file', 'empty.yaml', '', [`1: ${FIELDS}`]],
    ['only comments', 'comments.yaml', '# one\n# two\n', [`1: ${FIELDS}`]],
    ['a list', 'list.yaml', '- a\n', [`1: ${FIELDS}`]],
    ['a sentence', 'text.yaml', 'hello\n', [`1: ${FIELDS}`]],
    ['a JSON list', 'list.json', '[1]', [`1: ${FIELDS}`]],
    ['JSON null', 'null.json', 'null', [`1: ${FIELDS}`]],
    ['an empty JSON file', 'empty.json', '', ['1: The file is not JSON: Unexpected end of JSON input.']],
    ['JSON cut off', 'cut.json', '{\n "tool": "echogo-pro",\n "answers": {\n', [/^4: The file is not JSON: .+\.$/]],
    [
      'a comma too many',
      'comma.json',
      '{\n "tool": "echogo-pro",\n}\n',
      [/^3: The file is not JSON: Expected double-quoted property name\.$/],
    ],
    [
      'NaN in JSON',
      'nan.json',
      '{\n"tool": "echogo-pro",\n"answers": { "IT-02":\n{ "value": NaN\n} } }',
      ["4: The file is not JSON: Unexpected token 'N'."],
    ],
    ['YAML in a JSON file', 'yaml.json', HEAD, [/^1: The file is not JSON: Unexpected token/]],
    [
      'a number too large for JSON',
      'inf.json',
      '{"tool":"echogo-pro",\n"answers":{"IT-02":{"value":1e999}}}',
      [/^2: IT-02 takes a number from 0 to 100 .* got Infinity\.$/],
    ],
    [
      'an empty CSV file',
      'empty.csv',
      '',
      [/^1: The file has no rows\. The first line names the columns: question, value,/],
    ],
    ['a CSV file of one line', 'head.csv', 'question,value\n', [/^1: The file has no rows\./]],
    [
      'CSV without a head',
      'none.csv',
      'tool,x\nIT-01,1\n',
      [/^1: "tool" is not a column; allowed are question,/, /^1: "x" is not/, '1: The column "question" is missing.'],
    ],
    [
      'semicolons',
      'semi.csv',
      'question;value\ntool;x\n',
      ['1: The columns are separated by semicolons; save the file with commas.'],
    ],
    [
      'an open quotation mark',
      'quote.csv',
      'question,value,note\ntool,echogo-pro,\n\nIT-01,1,"a\nIT-04,1,b\n',
      ['4: The file is not readable as CSV: a quotation mark is not closed.'],
    ],
    [
      'one in the first line',
      'quote1.csv',
      'question,"value\ntool,x\n',
      ['1: The file is not readable as CSV: a quotation mark is not closed.'],
    ],
    [
      'a stray quotation mark',
      'stray.csv',
      'question,value\ntool,echogo-pro\nIT-01,1"2\n',
      [/^3: The file is not readable as CSV: Invalid/],
    ],
    [
      'a column named __proto__',
      'proto.csv',
      'question,value,__proto__\ntool,echogo-pro,x\n',
      [/^1: "__proto__" is not a column/],
    ],
    [
      'bytes of Latin-1',
      'latin.yaml',
      Buffer.from(`${HEAD}site: { name: "Caf\u00e9" }`, 'latin1'),
      ['0: The file is not text in UTF-8. Save it as UTF-8 and try again.'],
    ],
    [
      'UTF-16',
      'wide.csv',
      Buffer.from('\ufeffquestion,value\n', 'utf16le'),
      ['0: The file is not text in UTF-8. Save it as UTF-8 and try again.'],
    ],
    ['6 MB', 'big.yaml', '#'.repeat(6_000_000), ['0: The file is larger than 5 MB.']],
    ['an unknown ending', 'a.xlsx', 'x', ['0: ".xlsx" files are not read; allowed are .yaml, .yml, .json, .csv.']],
  ])('should be refused: %s', (_, name, content, expected) => {
    const found = defectsOf(name, content);
    expect(found).toHaveLength(expected.length);
    found.forEach((line, index) => {
      const pattern = expected[index] as string | RegExp;
      if (typeof pattern === 'string') expect(line).toBe(pattern);
      else expect(line).toMatch(pattern);
    });
  });

  it('should list a slip that breaks every line once for each kind and line, and not for ever', () => {
    const lines = defectsOf('many.yaml', Array.from({ length: 5000 }, () => '\t- x').join('\n'));
    expect(lines.length).toBeLessThanOrEqual(20);
    expect(new Set(lines).size).toBe(lines.length);
  });
});

describe('text made to exhaust a reader', () => {
  const depth = 50_000;
  const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]'];
  for (const [name, before] of ['ba', 'cb', 'dc', 'ed', 'fe', 'gf'].map(
    (pair) => Array.from(pair) as [string, string],
  )) {
    bomb.push(`${name}: &${name} [${Array.from({ length: 9 }, () => `*${before}`).join(', ')}]`);
  }
  const stairs = Array.from({ length: 3000 }, (_, level) => `${' '.repeat(level)}a:`).join('\n');

  it.each([
    ['brackets in JSON', 'a.json', `{"tool":${'['.repeat(depth)}${']'.repeat(depth)}}`, 'nested deeper'],
    ['braces in JSON', 'b.json', `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`, 'nested deeper'],
    ['brackets in YAML', 'a.yaml', `tool: ${'['.repeat(depth)}`, 'nested deeper'],
    ['dashes', 'b.yaml', `${'- '.repeat(depth)}x`, 'nested deeper'],
    ['question marks', 'c.yaml', `${'? '.repeat(depth)}x`, 'nested deeper'],
    ['dashes and question marks', 'd.yaml', `a:\n  ${'- ? '.repeat(depth)}x`, 'nested deeper'],
    ['colons', 'e.yaml', ': '.repeat(depth), 'not allowed'],
    ['indentation', 'f.yaml', stairs, 'nested deeper'],
    ['tags', 'g.yaml', `a: ${'!x '.repeat(depth)}x`, 'at most one tag'],
    ['aliases that multiply', 'h.yaml', bomb.join('\n'), 'too many aliases'],
  ])('should be refused in a few seconds: %s', (_, name, content, message) => {
    const found = defectsOf(name, content);
    expect(found.join('\n')).toContain(message);
    expect(found.join('\n')).not.toMatch(/call stack|exhaustion/);
  });
});

describe('the day for which to score', () => {
  it('should be today in London when the file names none', () => {
    const { input } = read('today.yaml', 'tool: echogo-pro\n');
    expect(isoDate(input.asOf)).toBe(today());
    expect(isoDate(read('null.yaml', 'tool: echogo-pro\nasOf: null\n').input.asOf)).toBe(today());
  });
});

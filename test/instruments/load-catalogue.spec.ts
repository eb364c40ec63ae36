import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseLocated } from '../../src/instruments/located-document.js';
import { loadCatalogue } from '../../src/tools/load-catalogue.js';

const DATA = fileURLToPath(new URL('../../data/', import.meta.url));
const FOLDER = 'instruments/ai-site-readiness/1.0.0';

/** A copy of the data folder that a test may break. */
class DataFolder {
  readonly root = mkdtempSync(join(tmpdir(), 'readiness-data-'));

  constructor() {
    cpSync(DATA, this.root, { recursive: true });
  }

  change(name: string, from: string, to: string): number {
    const file = join(this.root, name);
    const text = readFileSync(file, 'utf8');
    const at = text.indexOf(from);
    if (at < 0) throw new Error(`${name} does not hold ${from}`);
    writeFileSync(file, text.slice(0, at) + to + text.slice(at + from.length));
    return text.slice(0, at).split('\n').length;
  }

  remove(name: string): void {
    rmSync(join(this.root, name), { recursive: true });
  }

  rename(from: string, to: string): void {
    renameSync(join(this.root, from), join(this.root, to));
  }

  defects(): string[] {
    const result = loadCatalogue(this.root);
    return result.ok ? [] : result.defects.map(({ file, line, message }) => `${file}:${String(line)} ${message}`);
  }
}

describe('loading the data folder', () => {
  let folder: DataFolder;
  beforeEach(() => {
    folder = new DataFolder();
  });
  afterEach(() => rmSync(folder.root, { recursive: true }));

  it('should load the data as it is', () => {
    expect(folder.defects()).toEqual([]);
    expect(loadCatalogue().ok).toBe(true);
  });

  it('should name a file that is missing', () => {
    folder.remove(`${FOLDER}/roles.yaml`);
    expect(folder.defects()).toEqual([`${FOLDER}/roles.yaml:0 The file is missing or cannot be read.`]);
  });

  it('should name the line of a syntax error', () => {
    const line = folder.change(`${FOLDER}/questions/rd.yaml`, 'kind: number', 'kind: [number');
    const [first] = folder.defects();
    expect(first).toMatch(new RegExp(`^${FOLDER}/questions/rd\\.yaml:(${String(line)}|${String(line + 1)}) `));
  });

  it('should name the line of a duplicate key', () => {
    const line = folder.change(`${FOLDER}/questions/rd.yaml`, '    weight: 3\n', '    weight: 3\n    weight: 2\n');
    expect(folder.defects()).toEqual([
      `${FOLDER}/questions/rd.yaml:${String(line + 1)} "weight" stands a second time; the first is in line ${String(line)}.`,
    ]);
  });

  it('should name the lines of an unknown field and of a value that is not allowed', () => {
    const unknown = folder.change(`${FOLDER}/questions/rd.yaml`, '    weight: 3\n', '    weight: 3\n    colour: red\n');
    const kind = folder.change(`${FOLDER}/questions/tm.yaml`, 'kind: number', 'kind: colour');
    expect(folder.defects()).toEqual([
      `${FOLDER}/questions/rd.yaml:${String(unknown + 1)} /questions/0: "colour" is not a field here`,
      `${FOLDER}/questions/tm.yaml:${String(kind)} /questions/0/kind: must be one of maturity, approval, choice, number`,
    ]);
  });

  it('should name what is missing in a file', () => {
    folder.change(`${FOLDER}/instrument.yaml`, 'status: ', 'state: ');
    const defects = folder.defects();
    expect(defects).toHaveLength(2);
    expect(defects.join('\n')).toMatch(/instrument\.yaml:\d the file: must have required property 'status'/);
    expect(defects.join('\n')).toMatch(/instrument\.yaml:\d the file: "state" is not a field here/);
  });

  it('should say so when a folder and its file disagree on the version', () => {
    const line = folder.change(`${FOLDER}/instrument.yaml`, 'version: 1.0.0', 'version: 1.0.1');
    expect(folder.defects()).toEqual([
      `${FOLDER}/instrument.yaml:${String(line)} The folder says ai-site-readiness 1.0.0, the file says ai-site-readiness 1.0.1.`,
    ]);
  });

  it('should say so when a profile is not named after its id', () => {
    folder.rename('tools/echogo-pro.yaml', 'tools/echogo.yaml');
    expect(folder.defects()).toEqual([
      expect.stringMatching(/^tools\/echogo\.yaml:\d The file must be named after its id, echogo-pro\.yaml\.$/),
    ]);
  });

  it('should say so when there is no profile at all', () => {
    folder.remove('tools');
    expect(folder.defects()).toEqual(['tools:0 There is no tool profile.']);
  });

  it('should give file and line for what files say about each other', () => {
    const theme = folder.change(`${FOLDER}/questions/it.yaml`, 'themes: [B2, B3]', 'themes: [B2, B6]');
    const need = folder.change(`${FOLDER}/actions/it.yaml`, 'needs: [IT-01]', 'needs: [IT-99]');
    const off = folder.change('tools/echogo-pro.yaml', 'switchedOff: []', 'switchedOff: [IT-99]');
    expect(folder.defects()).toEqual([
      `${FOLDER}/questions/it.yaml:${String(theme)} questions/IT-01/themes: B6 is not in themes.yaml.`,
      `${FOLDER}/actions/it.yaml:${String(need)} actions/IT-04/needs: IT-99 is not a question.`,
      `tools/echogo-pro.yaml:${String(off)} tools/echogo-pro/switchedOff/IT-99: IT-99 is not a question.`,
    ]);
  });

  it('should report defects of many files at once', () => {
    folder.remove(`${FOLDER}/themes.yaml`);
    folder.change(`${FOLDER}/domains.yaml`, 'code: TM', 'code: team');
    folder.change('tools/echogo-pro.yaml', 'id: echogo-pro', 'id: echogo');
    folder.change('tools/ambient-scribe.yaml', 'weights:', 'weight:');
    const files = new Set(folder.defects().map((defect) => defect.split(':')[0]));
    expect([...files].sort()).toEqual([
      `${FOLDER}/domains.yaml`,
      `${FOLDER}/themes.yaml`,
      'tools/ambient-scribe.yaml',
      'tools/echogo-pro.yaml',
    ]);
  });
});

describe('reading a document', () => {
  it('should give the line of a value, or of the nearest thing above it', () => {
    const document = parseLocated('a: 1\nb:\n  - c: 2\n  - "d/e": 3\n', 'x.yaml');
    expect(document.value).toEqual({ a: 1, b: [{ c: 2 }, { 'd/e': 3 }] });
    const lines = ['', '/a', '/b', '/b/0/c', '/b/1/d~1e', '/b/7', '/a/z', '/none'].map((pointer) =>
      document.lineAt(pointer),
    );
    expect(lines).toEqual([1, 1, 2, 3, 4, 2, 1, 1]);
    expect(parseLocated('', 'x.yaml').lineAt('/a')).toBe(1);
  });

  it('should take dates for text and keys of the prototype for keys', () => {
    expect(parseLocated('a: 2026-10-01', 'x.yaml').value).toEqual({ a: '2026-10-01' });
    expect(Object.keys(parseLocated('__proto__: { x: 1 }', 'x.yaml').value as object)).toEqual(['__proto__']);
  });

  it.each([
    ['brackets', '['.repeat(100_000)],
    ['dashes', `${'- '.repeat(50_000)}x`],
    ['indentation', Array.from({ length: 3_000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
    [
      'aliases',
      `a: &a [x, x]\n${Array.from({ length: 30 }, (_, i) => `b${String(i)}: &b${String(i)} [*a, *a]`).join('\n')}`,
    ],
    ['two documents', 'a: 1\n---\na: 2\n'],
  ])('should refuse %s beyond measure, and not fall over', (_, text) => {
    const { defects, value, lineAt } = parseLocated(text, 'x.yaml');
    expect(defects.length).toBeGreaterThan(0);
    expect(value).toBeUndefined();
    expect(lineAt('/a')).toBe(0);
  });
});

import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';

const ROOT = path.resolve(import.meta.dirname, '../..');
const read = (name: string): string => fs.readFileSync(path.join(ROOT, name), 'utf8');
const STATES = ['met', 'does not apply', '**open**'];
const SPEC = /`(test\/[\w./-]+\.spec\.ts)`/g;

interface Requirement {
  readonly id: string;
  readonly level: number;
}

/** Cells of the rows of all tables whose first cell looks like this. */
function rowsOf(text: string, first: RegExp): string[][] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => line.split('|').slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim()))
    .filter(([cell = '']) => first.test(cell));
}

function specsIn(text: string): string[] {
  return [...text.matchAll(SPEC)].map(([, name = '']) => name);
}

function missing(specs: readonly string[]): string[] {
  return specs.filter((name) => !fs.existsSync(path.join(ROOT, name)));
}

describe('the security document', () => {
  const text = read('docs/security.md');
  const rows = rowsOf(text, /^V\d+\.\d+\.\d+$/);
  const wanted = JSON.parse(read('test/fixtures/asvs-5.0-ids.json')) as Requirement[];
  const count = (state: string, level?: number): number =>
    rows.filter((row) => row[3] === state && (level === undefined || row[1] === String(level))).length;

  it('should have one row for each requirement of levels 1 and 2, in order, with its level', () => {
    expect(wanted).toHaveLength(253);
    expect(rows.map(([id, level]) => ({ id, level: Number(level) }))).toEqual(wanted);
  });

  it('should say of each what is asked, its state, how or why not, and the test', () => {
    const poor = rows.filter(
      (row) => row.length !== 6 || row.some((cell) => cell === '') || !STATES.includes(row[3] ?? ''),
    );
    expect(poor).toEqual([]);
  });

  it('should name a test of what is met, or say that it was read, and no test of what there is none of', () => {
    const wrong = rows.filter(([, , , state, , test = '']) => {
      if (state === 'does not apply') return test !== 'none';
      return !(test.startsWith('`test/') || test === (state === 'met' ? 'read' : 'none'));
    });
    expect(wrong).toEqual([]);
  });

  it('should name tests that are there', () => {
    expect(missing(specsIn(text))).toEqual([]);
  });

  it('should count its rows rightly', () => {
    expect(text.replace(/\s+/g, ' ')).toContain(
      `Of ${String(rows.length)} requirements ${String(count('met'))} are met, ` +
        `${String(count('does not apply'))} do not apply and ${String(count('**open**'))} are open: ` +
        `${String(count('**open**', 1))} of level 1 and ${String(count('**open**', 2))} of level 2.`,
    );
  });
});

describe('the threat model', () => {
  it('should name tests that are there', () => {
    const specs = specsIn(read('docs/threat-model.md'));
    expect(specs.length).toBeGreaterThan(20);
    expect(missing(specs)).toEqual([]);
  });
});

describe('the hazard log', () => {
  const text = read('docs/hazard-log.md');
  const hazards = text.split(/^### /m).slice(1);
  const RATING = /^(Initial|Residual) risk: (\w+) × ([\w ]+) = (\d)/gm;
  const [severities, likelihoods] = [
    rowsOf(text, /^(?:minor|significant|considerable|major|catastrophic)$/).map(([name = '']) => name),
    ['very low', 'low', 'medium', 'high', 'very high'],
  ];
  const matrix = rowsOf(text, /^(?:very low|low|medium|high|very high)$/).filter((row) => row.length === 6);

  it('should number its hazards', () => {
    expect(hazards.length).toBeGreaterThanOrEqual(12);
    expect(hazards.map((hazard) => hazard.slice(0, 3))).toEqual(
      hazards.map((_, index) => `H${String(index + 1).padStart(2, '0')}`),
    );
  });

  it('should give each its cause, effect, owner and status, and controls with tests that are there', () => {
    for (const hazard of hazards) {
      for (const part of ['Cause', 'Effect', 'Owner', 'Status'])
        expect(hazard).toMatch(new RegExp(`^${part}: \\S`, 'm'));
      const controls = hazard.split('\n').filter((line) => line.startsWith('- '));
      expect(controls.length).toBeGreaterThan(0);
      expect(controls.filter((control) => specsIn(control).length === 0)).toEqual([]);
      expect(missing(specsIn(hazard))).toEqual([]);
    }
  });

  it('should rate each before and after by the matrix that it states, and never worse after', () => {
    expect(severities).toEqual(['minor', 'significant', 'considerable', 'major', 'catastrophic']);
    expect(matrix.map(([likelihood]) => likelihood)).toEqual(likelihoods.toReversed());
    for (const hazard of hazards) {
      const ratings = [...hazard.matchAll(RATING)];
      expect(ratings.map(([, when]) => when)).toEqual(['Initial', 'Residual']);
      const scores = ratings.map(([, , severity = '', likelihood = '', score]) => {
        const row = matrix.find(([name]) => name === likelihood.trim()) ?? [];
        expect(row[1 + severities.indexOf(severity)]).toBe(score);
        return Number(score);
      });
      expect(scores[1]).toBeLessThanOrEqual(scores[0] ?? 0);
    }
  });
});

describe('the source', () => {
  const files = fs
    .readdirSync(path.join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'));

  it('should start no process but its own backup, and make no code out of text', () => {
    const using = (sign: RegExp): string[] =>
      files.filter((name) => sign.test(read(path.join('src', name)))).map((name) => name.replaceAll('\\', '/'));
    expect(files.length).toBeGreaterThan(300);
    expect(using(/child_process/)).toEqual(['platform/jobs/scheduled-backups.ts']);
    expect(using(/\beval\(|new Function\(|node:vm/)).toEqual([]);
  });
});

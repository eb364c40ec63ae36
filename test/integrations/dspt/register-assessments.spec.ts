import fs from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parseDay, type DayNumber } from '../../../src/core/contracts/calendar.js';
import type { Use } from '../../../src/core/contracts/instrument.js';
import { checkAssessment } from '../../../src/core/scoring/check-assessment.js';
import { scoreAssessment } from '../../../src/core/scoring/score.js';
import { readDspt, type Register } from '../../../src/integrations/dspt/read-dspt.js';
import { readSites, type Sites } from '../../../src/integrations/dspt/read-sites.js';
import { registerAssessments, snapshotDay } from '../../../src/integrations/dspt/register-assessments.js';
import { summariseRegister, type RegisterResult } from '../../../src/integrations/dspt/summarise-register.js';
import { loadCatalogue } from '../../../src/tools/load-catalogue.js';

const loaded = loadCatalogue();
if (!loaded.ok) throw new Error(JSON.stringify(loaded.defects, null, 2));
const { catalogue } = loaded;

const day = (text: string): DayNumber => parseDay(text) as DayNumber;
const SNAPSHOT = day('2023-11-16');
const fixture = (name: string): string => fs.readFileSync(`test/fixtures/dspt/${name}`, 'utf8');
const PROTEUS = readSites(fixture('sites-excerpt.csv'), 'sites.csv');
const EXCERPT = readDspt(fixture('dspt-excerpt-2023-11-16.csv'), 'register.csv');

/** Sites for codes that the excerpt of the trial's list does not hold. */
const sitesOf = (...codes: string[]): Sites =>
  readSites(
    [
      'siteNameAsRegistered,trustNameODS,odsTrustCode',
      ...codes.map((code) => `Site of ${code},TRUST ${code},${code}`),
    ].join('\n'),
    'sites.csv',
  );
const registerOf = (...rows: string[]): Register =>
  readDspt(['Code,Organisation Name,Status,Date Of Publication', ...rows].join('\n'), 'register.csv');

function run(sites: Sites, register: Register, asOf: string, use?: Use) {
  const made = registerAssessments(sites.trusts, register, day(asOf), { snapshotOn: SNAPSHOT, ...(use && { use }) });
  const results = made.assessments.map((assessment): RegisterResult => {
    const checked = checkAssessment(JSON.parse(JSON.stringify(assessment.document)), catalogue);
    if (!checked.ok) throw new Error(JSON.stringify(checked.defects, null, 2));
    return { assessment, scorecard: scoreAssessment(checked.value.compiled, checked.value.input) };
  });
  return { ...made, results, summary: summariseRegister(results, { sites, snapshotOn: SNAPSHOT }) };
}
/** What the instrument says of a trust that does not meet the toolkit and has no agreed plan. */
const NOT_MET = catalogue.compiled('echogo-pro', 'routine').byId.get('GV-09')?.question.levels?.[0]?.text;
const gatesOf = ({ summary }: ReturnType<typeof run>) =>
  summary.rows.map(({ code, gate, until, reason }) => [code, gate, until, reason]);

describe('registerAssessments', () => {
  it('answers GV-09 from the register, with dated evidence, and nothing else', () => {
    const { assessments, withoutAnswer } = run(PROTEUS, EXCERPT, '2023-11-16');
    expect(withoutAnswer).toEqual([]);
    expect(assessments[1]?.document).toEqual({
      tool: 'echogo-pro',
      asOf: '2023-11-16',
      site: {
        name: 'Mid and South Essex NHS Foundation Trust',
        organisation: 'MID AND SOUTH ESSEX NHS FOUNDATION TRUST',
        code: 'RAJ',
      },
      context: { use: 'routine' },
      answers: {
        'GV-09': {
          value: 1,
          note:
            'The register\'s snapshot of 16 November 2023 says "22/23 Approaching Standards", published on 29 June 2023. ' +
            'The end date of the improvement plan is not in the snapshot, so the status passes conditionally until the ' +
            'publication lapses on 30 June 2024.',
          evidence: [
            {
              title: 'DSPT public register snapshot, 16 November 2023',
              date: '2023-06-29',
              expires: '2024-06-30',
              source: 'register',
              owner: 'NHS England, Data Security and Protection Toolkit',
            },
          ],
        },
      },
    });
    expect(assessments[3]?.document.site.name).toBe('Royal Oldham Hospital and Salford Royal Hospital');
    for (const { document } of assessments) expect(Object.keys(document.answers)).toEqual(['GV-09']);
  });

  it('passes what was met and lets approaching standards through conditionally, on the day of the snapshot', () => {
    expect(gatesOf(run(PROTEUS, EXCERPT, '2023-11-16'))).toEqual([
      ['RN3', 'passed', '2024-06-30', null],
      ['RAJ', 'conditional', '2024-06-30', 'passes conditionally until 30 June 2024'],
      ['RRK', 'conditional', '2024-06-30', 'passes conditionally until 30 June 2024'],
      ['RM3', 'passed', '2024-06-30', null],
    ]);
  });

  it.each([
    ['2024-06-29', ['passed', 'conditional', 'conditional', 'passed']],
    ['2024-06-30', ['failed', 'failed', 'failed', 'failed']],
  ])('holds until the day before it lapses (%s)', (asOf, gates) => {
    expect(run(PROTEUS, EXCERPT, asOf).summary.rows.map(({ gate }) => gate)).toEqual(gates);
  });

  it('has lapsed everywhere three years on', () => {
    const later = run(PROTEUS, EXCERPT, '2026-11-23');
    expect(gatesOf(later)).toEqual(
      ['RN3', 'RAJ', 'RRK', 'RM3'].map((code) => [code, 'failed', null, 'lapsed on 30 June 2024']),
    );
    const outcomes = later.results.map(({ scorecard }) => scorecard.findings.find(({ id }) => id === 'GV-09')?.outcome);
    expect(outcomes).toEqual(['expired', 'partly-met', 'partly-met', 'expired']);
  });

  it('reads exceeded and not published, whose date belongs to an earlier publication', () => {
    const made = run(sitesOf('R0B', 'RA4'), EXCERPT, '2023-11-16');
    expect(gatesOf(made)).toEqual([
      ['R0B', 'passed', '2024-06-30', null],
      ['RA4', 'failed', null, NOT_MET],
    ]);
    expect(made.assessments[1]?.document.answers['GV-09']).toMatchObject({
      value: 0,
      note: expect.stringContaining('The date in its row, 28 June 2022, is of an earlier publication.'),
      evidence: [{ date: '2023-11-16', expires: '2024-06-30' }],
    });
  });

  it('does not take an old bad status for a current one', () => {
    const register = registerOf('ZZ1,TRUST,21/22 Standards Not Met,30/06/2022', 'ZZ2,TRUST,Not Published,');
    const made = run(sitesOf('ZZ1', 'ZZ2'), register, '2026-11-23');
    expect(made.summary.rows.map(({ gate, known, upper }) => [gate, known, Math.round(upper)])).toEqual([
      ['not-known', 0, 100],
      ['not-known', 0, 100],
    ]);
    expect(made.assessments[0]?.document.answers['GV-09']).toEqual({
      notKnown: true,
      note:
        'The register\'s snapshot of 16 November 2023 says "21/22 Standards Not Met", published on 30 June 2022. ' +
        'That was before 30 June 2023; what holds now is not known.',
    });
  });

  it('lets a status lapse by its own toolkit year, however late it was published', () => {
    const register = registerOf(
      'ZZ1,TRUST,21/22 Standards Met,28/06/2022',
      'ZZ2,TRUST,21/22 Standards Met,30/09/2022',
      'ZZ3,TRUST,23/24 Standards Met,10/11/2023',
    );
    const made = run(sitesOf('ZZ1', 'ZZ2', 'ZZ3'), register, '2023-11-16');
    expect(gatesOf(made)).toEqual([
      ['ZZ1', 'failed', null, 'lapsed on 30 June 2023'],
      ['ZZ2', 'failed', null, 'lapsed on 30 June 2023'],
      ['ZZ3', 'passed', '2025-06-30', null],
    ]);
  });

  it('leaves unanswered and reports what the register does not say', () => {
    const register = registerOf(
      'ZZ2,TRUST,Splendid,30/06/2023',
      'ZZ3,TRUST,23/24 Standards Met,17/11/2023',
      'ZZ4,TRUST,22/23 Standards Met,15/11/2023',
      'ZZ5,TRUST,Not Published,',
    );
    const made = run(sitesOf('ZZ1', 'ZZ2', 'ZZ3', 'ZZ4', 'ZZ5'), register, '2023-11-14');
    expect(made.withoutAnswer.map(({ message }) => message)).toEqual([
      'TRUST ZZ1 (ZZ1) is not in the snapshot of 16 November 2023.',
      'TRUST ZZ2 (ZZ2) has an entry on line 2 of the snapshot that cannot be used. The status "Splendid" is not one ' +
        'that is known here, so it says nothing about ZZ2.',
      'TRUST ZZ3 (ZZ3) has a status published on 17 November 2023, after the snapshot of 16 November 2023.',
      'TRUST ZZ4 (ZZ4) has a status that dates from 15 November 2023, later than 14 November 2023.',
      'TRUST ZZ5 (ZZ5) has a status that dates from 16 November 2023, later than 14 November 2023.',
    ]);
    expect(made.summary.rows.map(({ gate, reason }) => [gate, reason])).toEqual(
      Array.from({ length: 5 }, () => ['not-known', 'not answered']),
    );
    expect(made.summary.sentences).toContain(
      'The snapshot gives no status that can be used on that day for ZZ1, ZZ2, ZZ3, ZZ4 and ZZ5.',
    );
  });

  it('names a trust by its number of sites when their names are too long together', () => {
    const rows = Array.from({ length: 20 }, (_, i) => `Hospital number ${String(i)},TRUST,ZZ1`);
    const sites = readSites(`siteNameAsRegistered,trustNameODS,odsTrustCode\n${rows.join('\n')}`, 'sites.csv');
    expect(run(sites, EXCERPT, '2023-11-16').assessments[0]?.document.site.name).toBe('20 sites of ZZ1');
  });

  it('takes another tool, use and owner', () => {
    const options = { snapshotOn: SNAPSHOT, tool: 'chest-xray-triage', use: 'research' as const, owner: 'Somebody' };
    const [first] = registerAssessments(PROTEUS.trusts, EXCERPT, SNAPSHOT, options).assessments;
    expect(first?.document).toMatchObject({ tool: 'chest-xray-triage', context: { use: 'research' } });
    expect(first?.document.answers['GV-09']).toMatchObject({ evidence: [{ owner: 'Somebody' }] });
  });
});

describe('summariseRegister', () => {
  it('says how little is known', () => {
    const { summary } = run(PROTEUS, EXCERPT, '2023-11-16');
    expect(summary.sentences.slice(0, 5)).toEqual([
      '4 trusts from 5 rows with a trust code (RM3 has 2 rows).',
      'Line 7 has no trust code and is left out; none is guessed. It reads: (20th entry cut off in the stored registry excerpt)',
      "GV-09, the trust's DSPT status, on 16 November 2023: 2 passed, 2 conditional, 0 failed, 0 not known.",
      'Conditional means approaching standards, until 30 June 2024, when the publication lapses. The end date of each ' +
        'improvement plan is not in the snapshot and may be earlier.',
      'Of 59 questions one is known; 57 are not known and 1 does not apply (all 4 trusts).',
    ]);
    expect(summary.sentences.join('\n')).toContain('Nothing at all is known of IT (');
    for (const row of summary.rows) {
      expect(row.completeness).toBeLessThan(0.02);
      expect(row.upper - row.index).toBeGreaterThan(90);
    }
  });

  it('says that all has lapsed', () => {
    const { summary } = run(PROTEUS, EXCERPT, '2026-11-23');
    expect(summary.sentences).toContain(
      'On 23 November 2026 the status of all 4 trusts had lapsed, on 30 June 2024. A lapsed status counts as failed ' +
        'until somebody looks; what the register shows now is not in the snapshot.',
    );
    expect(summary.sentences.some((sentence) => sentence.startsWith('Conditional means'))).toBe(false);
  });

  it('counts the questions of research use', () => {
    const { summary } = run(sitesOf('RN3'), EXCERPT, '2023-11-16', 'research');
    expect(summary.sentences.find((sentence) => sentence.startsWith('Of 59'))).toMatch(
      /one is known; .*\(the one trust\)/,
    );
  });

  it('has rows for trusts that are not in the register', () => {
    const { summary } = run(sitesOf('RN3', 'ZZ1'), EXCERPT, '2023-11-16');
    expect(summary.rows[1]).toMatchObject({
      code: 'ZZ1',
      status: null,
      publishedOn: null,
      gate: 'not-known',
      known: 0,
    });
    expect(summary.sentences.filter((sentence) => sentence.startsWith('Of 59'))).toEqual([
      'Of 59 questions one is known; 57 are not known and 1 does not apply (1 of 2 trusts).',
      'Of 59 questions none is known; 58 are not known and 1 does not apply (1 of 2 trusts).',
    ]);
  });

  it('has little to say about no trusts', () => {
    expect(run(sitesOf(), EXCERPT, '2023-11-16').summary).toEqual({
      rows: [],
      sentences: ['0 trusts from 0 rows with a trust code.'],
    });
  });
});

describe('snapshotDay', () => {
  it('finds the one day in a file name', () => {
    expect(snapshotDay('cases/dspt-trusts-2023-11-16.csv')).toBe(SNAPSHOT);
    for (const name of ['dspt.csv', 'dspt-2023-13-16.csv', '2023-11-16-to-2023-11-17.csv', '12023-11-16.csv']) {
      expect(snapshotDay(name)).toBeUndefined();
    }
  });
});

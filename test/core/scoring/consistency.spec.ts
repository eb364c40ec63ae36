import type { ConsistencyCheck } from '../../../src/core/contracts/scorecard.js';
import { bestAnswers, compiledFor, scored, type RawDocument } from '../../support/catalogue.js';

function raised(document: RawDocument): Record<string, ConsistencyCheck> {
  return Object.fromEntries(scored(document).checks.map((check) => [check.id, check]));
}

const dated = (item: Record<string, unknown>): RawDocument => ({
  answers: { 'GV-01': { value: 1, evidence: [{ title: 'D', ...item }] } },
});

describe('consistency checks', () => {
  it.each([
    ['C01', { 'IT-07': { value: 3 }, 'IT-05': { value: 0 } }, ['IT-07', 'IT-05'], 'warning'],
    ['C01', { 'IT-07': { value: 2 }, 'IT-05': { value: 0 } }, ['IT-07', 'IT-05'], 'warning'],
    ['C02', { 'TR-01': { value: 95 }, 'TM-05': { value: 0 } }, ['TR-01', 'TM-05'], 'query'],
    ['C03', { 'GV-04': { value: 3 }, 'GV-05': { value: 0 } }, ['GV-04', 'GV-05'], 'warning'],
    ['C04', { 'CO-05': { value: 2 }, 'IT-07': { value: 0 } }, ['CO-05', 'IT-07'], 'warning'],
    ['C05', { 'GV-03': { value: 3 }, 'GV-01': { value: 0 } }, ['GV-03', 'GV-01'], 'query'],
  ])('should raise %s', (id, answers, questions, severity) => {
    expect(raised({ answers })[id]).toMatchObject({ questions, severity });
  });

  it.each([
    ['IT-05 is not known', { 'IT-07': { value: 3 }, 'IT-05': { notKnown: true } }],
    ['IT-07 is not answered', { 'IT-05': { value: 0 } }],
    ['IT-05 is planned', { 'IT-07': { value: 3 }, 'IT-05': { value: 1 } }],
    ['IT-07 is only planned', { 'IT-07': { value: 1 }, 'IT-05': { value: 0 } }],
  ])('should raise no contradiction when %s', (_, answers) => {
    expect(raised({ answers })).not.toHaveProperty('C01');
  });

  it('should hold answers against each other and not what they are worth: 90% trained is full value, 95% nearly all', () => {
    const trained = (value: number): RawDocument => ({
      answers: { 'TR-01': { value, evidence: [{ title: 'D', date: '2026-11-01' }] }, 'TM-05': { value: 0 } },
    });
    expect(scored(trained(90)).findings.find(({ id }) => id === 'TR-01')?.value).toBe(1);
    expect(raised(trained(94.9))).not.toHaveProperty('C02');
    expect(raised(trained(95))).toHaveProperty('C02');
  });

  it('should ask until when a gate passes conditionally, where no evidence says so', () => {
    const status = (value: number, ...items: Record<string, unknown>[]): RawDocument => ({
      answers: { 'GV-09': { value, evidence: items.map((item) => ({ title: 'D', date: '2026-07-01', ...item })) } },
    });
    expect(raised(status(1, {})).G05).toEqual({
      id: 'G05',
      severity: 'warning',
      questions: ['GV-09'],
      text: 'The gate passes conditionally, but no evidence item states until when: give the agreed end as its expiry.',
    });
    expect(raised(status(1, {}, { expires: '2027-03-31' }))).not.toHaveProperty('G05');
    expect(raised(status(2, {}))).not.toHaveProperty('G05');
    expect(raised(status(1))).not.toHaveProperty('G05');
    expect(raised({ answers: { 'IT-04': { value: 1, evidence: [{ title: 'D', date: '2026-07-01' }] } } })).toEqual({});
  });

  it('should raise no contradiction about a question that the tool switches off', () => {
    const { compiled } = { compiled: compiledFor('ambient-scribe') };
    expect(compiled.byId.has('IT-01')).toBe(false);
    expect(raised({ tool: 'ambient-scribe', answers: {} })).toEqual({});
  });

  it('should ask when ten or more answers are all alike', () => {
    const ids = Object.keys(bestAnswers());
    const alike = (n: number): RawDocument => ({
      answers: Object.fromEntries(ids.slice(0, n).map((id) => [id, bestAnswers()[id] ?? {}])),
    });
    expect(raised(alike(9))).not.toHaveProperty('G01');
    expect(raised(alike(10)).G01?.text).toBe(
      'All 10 answers have the same value. Was each question looked at on its own?',
    );
    const document = alike(10);
    expect(raised({ answers: { ...document.answers, 'IT-01': { value: 1 } } })).not.toHaveProperty('G01');
  });

  it('should ask about answers that are met without evidence', () => {
    expect(raised({ answers: { 'IT-01': { value: 3 } } }).G02).toMatchObject({
      questions: ['IT-01'],
      severity: 'query',
      text: '1 answer is said to be in place with no evidence named.',
    });
    expect(
      raised({ answers: { 'IT-01': { value: 3 }, 'IT-04': { value: 2 }, 'IT-05': { value: 2 } } }).G02?.text,
    ).toMatch(/^2 answers are/);
    expect(raised({ answers: { 'IT-01': { value: 3, evidence: [{ title: 'D' }] } } })).not.toHaveProperty('G02');
  });

  it.each([
    ['dated after the day of the assessment', { date: '2026-11-24' }],
    ['checked after the day of the assessment', { date: '2026-11-01', checkedOn: '2026-11-24' }],
    ['expired before its date', { date: '2026-11-01', expires: '2026-10-31' }],
    ['in effect before its date', { date: '2026-11-01', effectiveFrom: '2026-10-31' }],
    ['expired before it takes effect', { date: '2026-10-01', effectiveFrom: '2026-11-10', expires: '2026-11-05' }],
    ['expired before it takes effect, undated', { effectiveFrom: '2026-11-10', expires: '2026-11-05' }],
    ['checked before its date', { date: '2026-11-01', checkedOn: '2026-10-31' }],
  ])('should ask about evidence %s', (_, item) => {
    expect(raised(dated(item)).G03).toMatchObject({ severity: 'warning', questions: ['GV-01'] });
  });

  it.each([
    ['without dates', {}],
    ['with one date', { date: '2026-11-01' }],
    [
      'with dates in order',
      { date: '2026-10-01', effectiveFrom: '2026-10-01', checkedOn: '2026-10-02', expires: '2027-01-01' },
    ],
  ])('should not ask about evidence %s', (_, item) => {
    expect(raised(dated(item))).not.toHaveProperty('G03');
  });

  it('should say that a change ahead is not counted yet', () => {
    const changes = (on: string): RawDocument => ({ context: { changes: [{ kind: 'pacs', on }] } });
    expect(raised(changes('2026-11-24')).G04).toMatchObject({ severity: 'query', questions: [] });
    expect(raised(changes('2026-11-23'))).not.toHaveProperty('G04');
  });

  it('should never change a score', () => {
    const plain = scored({ answers: { 'IT-01': { value: 3, evidence: [{ title: 'D', date: '2026-11-01' }] } } });
    const odd = scored({
      answers: { 'IT-01': { value: 3, evidence: [{ title: 'D', date: '2026-11-01', expires: '2026-10-31' }] } },
    });
    expect(odd.checks).not.toEqual(plain.checks);
    expect(odd.index).toEqual(plain.index);
  });
});

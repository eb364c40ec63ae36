import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Comparison } from '../../../src/core/contracts/comparison.js';
import { compareAssessments } from '../../../src/core/scoring/compare.js';
import { scoreAssessment } from '../../../src/core/scoring/score.js';
import type { Submission } from '../../../src/core/scoring/submission.js';
import type { Answer } from '../../../src/core/contracts/answers.js';
import { anyCase, lawRuns, madeUp, type Case } from '../../support/arbitraries.js';
import { bestAnswers, checked, TOOLS, type RawDocument } from '../../support/catalogue.js';

const EVIDENCE = [{ title: 'Document', date: '2026-10-01', owner: 'IT lead' }];

function side(document: RawDocument): Submission {
  const { compiled, input } = checked(document);
  return { compiled, input, scorecard: scoreAssessment(compiled, input) };
}

function compared(before: RawDocument, after: RawDocument): Comparison {
  return compareAssessments(side(before), side(after));
}

type Pair = [Submission, Submission];

/** Two random sites with one tool; their use may differ. */
const anyPair = fc
  .oneof(...TOOLS.map((tool) => fc.tuple(anyCase([tool]), anyCase([tool]))))
  .map((cases) =>
    cases.map(({ compiled, input }: Case) => ({ compiled, input, scorecard: scoreAssessment(compiled, input) })),
  ) as fc.Arbitrary<Pair>;

function holds(law: (pair: Pair) => void): void {
  fc.assert(fc.property(anyPair, law), lawRuns() as fc.Parameters<[Pair]>);
}

function mustBeClose(a: number, b: number): void {
  if (!(Math.abs(a - b) <= 1e-9)) throw new Error(`${String(a)} is not ${String(b)}`);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

describe('what moved the index', () => {
  it('should add up to the change, line by line and domain by domain', () => {
    holds(([before, after]) => {
      const { index, domains } = compareAssessments(before, after);
      mustBeClose(index.change, after.scorecard.index.value - before.scorecard.index.value);
      mustBeClose(sum(index.lines.map(({ points }) => points)), index.change);
      mustBeClose(sum(domains.map(({ points }) => points)), index.change);
    });
  });

  it('should be the opposite the other way round', () => {
    holds(([before, after]) => {
      const key = ({ domain, question }: { domain: string; question: string | null }): string =>
        `${domain} ${question ?? ''}`;
      const back = new Map(compareAssessments(after, before).index.lines.map((line) => [key(line), line.points]));
      for (const line of compareAssessments(before, after).index.lines)
        mustBeClose(line.points, -(back.get(key(line)) ?? 0));
    });
  });

  it('should be nothing between a submission and itself', () => {
    holds(([one]) => {
      const { index, answers, gates, checks } = compareAssessments(one, one);
      expect([index.change, index.lines, answers, gates, checks]).toEqual([0, [], [], [], []]);
    });
  });

  it('should be the one question that changed', () => {
    const before = { answers: { ...bestAnswers(), 'IT-04': { value: 1 } } };
    const { index } = compared(before, { answers: bestAnswers() });
    expect(index.lines).toMatchObject([{ kind: 'answer', domain: 'IT', question: 'IT-04' }]);
    expect(index.lines[0]?.points).toBeCloseTo(index.change, 9);
    expect(index.lines[0]?.sentence).toMatch(/^IT-04 .+: from level 1 to 3, \+[\d.]+ points\.$/);
  });

  it('should share out what two questions did that cancel each other out', () => {
    const at = (first: number, second: number): RawDocument => ({
      answers: {
        ...bestAnswers(),
        'IT-09': { value: first, evidence: EVIDENCE },
        'IT-10': { value: second, evidence: EVIDENCE },
      },
    });
    const ids = compared(at(1, 2), at(2, 1)).index.lines.map(({ question }) => question);
    expect(ids).toEqual(expect.arrayContaining(['IT-09', 'IT-10']));
  });

  it('should leave out what lies under the floor', () => {
    const { index } = compared({ answers: { 'PT-01': { value: 0 } } }, { answers: { 'PT-02': { value: 0 } } });
    expect(index.lines).toEqual([]);
  });

  it('should give a domain that is scored now, or not any more, a line of its own', () => {
    const compiled = madeUp([
      { weight: 0.5, questions: [1, 1] },
      { weight: 0.5, questions: [1, 1] },
      { weight: 0, questions: [1] },
    ]);
    const site = (second: readonly (number | 'not-applicable')[]): Submission => {
      const given = { 'D0-0': 2, 'D0-1': 3, 'D1-0': second[0], 'D1-1': second[1], 'D2-0': 'not-applicable' as const };
      const answers = Object.entries(given).map(([id, answer]): [string, Answer] => [
        id,
        answer === 'not-applicable' || answer === undefined
          ? { type: 'not-applicable', reason: 'Not here', evidence: [] }
          : { type: 'value', value: answer, evidence: [] },
      ]);
      const { input } = checked({});
      const changed = { ...input, answers: new Map(answers) };
      return { compiled, input: changed, scorecard: scoreAssessment(compiled, changed) };
    };
    const [there, gone] = [site([1, 1]), site(['not-applicable', 'not-applicable'])];
    const [left, came] = [compareAssessments(there, gone), compareAssessments(gone, there)];
    const kinds = ({ index }: Comparison): string[] => index.lines.map(({ kind, domain }) => `${kind} ${domain}`);
    expect(kinds(left)).toContain('domain-not-assessed D1');
    expect(kinds(came)).toContain('domain-assessed D1');
    for (const { index } of [left, came]) mustBeClose(sum(index.lines.map(({ points }) => points)), index.change);
    expect(left.domains[1]?.sentence).toContain('to not assessable');
  });

  it('should refuse to compare different tools', () => {
    const other = side({ tool: 'ambient-scribe' });
    expect(() => compareAssessments(side({}), other)).toThrow(RangeError);
  });
});

describe('answers that changed', () => {
  const cause = (before: RawDocument, after: RawDocument): string[] =>
    compared(before, after).answers.map(({ id, cause: found }) => `${id} ${found}`);

  it('should tell a new answer from new evidence and from time alone', () => {
    const dated = (date: string) => ({ value: 3, evidence: [{ title: 'Certificate', date, owner: 'IG lead' }] });
    const answers = { 'GV-01': dated('2025-12-01'), 'GV-10': dated('2025-12-01'), 'IT-05': { value: 0 } };
    const later = { ...answers, 'GV-10': dated('2026-11-01'), 'IT-05': { value: 3 }, 'IT-04': { notKnown: true } };
    const result = compared({ asOf: '2026-06-01', answers }, { asOf: '2026-12-24', answers: later });
    expect(result.answers.map(({ id, cause: found }) => `${id} ${found}`)).toEqual([
      'IT-04 answer',
      'IT-05 answer',
      'GV-01 time',
      'GV-10 evidence',
    ]);
    expect(result.answers[0]).toMatchObject({ before: { answer: 'Not answered.' }, after: { answer: 'Not known.' } });
    expect(result.gates.map(({ id, movement }) => `${id} ${movement}`)).toContain('GV-01 lost');
  });

  it('should not take the new ids of copied evidence for a change', () => {
    const at = (id: string): RawDocument => ({
      answers: { 'GV-01': { value: 3, evidence: [{ ...EVIDENCE[0], id }] } },
    });
    expect(cause(at('one'), at('two'))).toEqual([]);
  });

  it('should say when the deployment and not the site changed', () => {
    const answers = { 'GV-05': { value: 2, evidence: [{ ...EVIDENCE[0], productVersion: '2.1' }] } };
    const changed = cause(
      { context: { productVersion: '2.1' }, answers },
      { context: { productVersion: '2.2' }, answers },
    );
    expect(changed).toEqual(['GV-05 context']);
  });

  it('should show a reason why a question does not apply, and take another reason for another answer', () => {
    const at = (reason: string): RawDocument => ({
      context: { use: 'evaluation' },
      answers: { 'IT-08': { notApplicable: reason } },
    });
    const { answers } = compared({ context: { use: 'evaluation' } }, at('Silent mode only'));
    expect(answers[0]?.after).toMatchObject({
      outcome: 'not-applicable',
      value: null,
      answer: 'Does not apply: Silent mode only.',
    });
    expect(answers[0]?.sentence).toContain('from not answered to "does not apply"');
    expect(cause(at('Silent mode only'), at('No route in silent mode'))).toEqual(['IT-08 answer']);
  });

  it('should show numbers with their unit', () => {
    const { answers } = compared({ answers: { 'TR-02': { value: 30 } } }, { answers: { 'TR-02': { value: 60 } } });
    expect(answers[0]?.sentence).toMatch(/from 30% of .+ to 60% of /);
  });
});

describe('gates, stage, verdicts and queries', () => {
  it('should name the gates that opened and the stage that was reached', () => {
    const closed = { answers: { ...bestAnswers(), 'GV-01': { value: 0 } } };
    const { gates, summary, stage, verdicts } = compared(closed, { answers: bestAnswers() });
    expect(gates).toMatchObject([
      { id: 'GV-01', movement: 'opened', before: { state: 'failed' }, after: { state: 'passed' } },
    ]);
    expect(stage).toMatchObject({ before: 1, after: 3 });
    expect(verdicts.deploy).toMatchObject({ before: 'no', after: 'yes' });
    expect(summary).toContain('1 question changed, 1 gate opened and none was lost.');
  });

  it('should say that a site went back', () => {
    const { stage, summary } = compared({ answers: bestAnswers() }, { answers: {} });
    expect(stage).toMatchObject({ before: 3, after: 0 });
    expect(stage.sentence).toContain('went back');
    expect(summary).toContain('What moved it most');
  });

  it('should name a gate that is closed for another reason than before', () => {
    const { gates } = compared({ answers: {} }, { answers: { 'GV-01': { value: 0 } } });
    expect(gates).toMatchObject([
      { id: 'GV-01', movement: 'changed', before: { state: 'not-known' }, after: { state: 'failed' } },
    ]);
  });

  it('should name gates that a new use brings or takes away', () => {
    const [routine, research] = [{ answers: {} }, { context: { use: 'research' }, answers: {} }];
    const there = compared(routine, research).gates.find(({ id }) => id === 'GV-08');
    const back = compared(research, routine).gates.find(({ id }) => id === 'GV-08');
    expect([there?.movement, back?.movement]).toEqual(['added', 'removed']);
  });

  it('should tell a conditional gate with its end', () => {
    const evidence = [{ title: 'Register', date: '2026-06-29', expires: '2027-03-31', source: 'register' }];
    const { gates } = compared({ answers: {} }, { answers: { 'GV-09': { value: 1, evidence } } });
    expect(gates[0]?.sentence).toContain('31 March 2027');
  });

  it('should name consistency queries that came and went', () => {
    const odd = { answers: { 'GV-12': { value: 3 } } };
    const ids = side(odd).scorecard.checks.map(({ id }) => id);
    expect(ids).not.toEqual([]);
    const moved = (before: RawDocument, after: RawDocument): string[] =>
      compared(before, after).checks.map(({ id, movement }) => `${id} ${movement}`);
    expect(moved({ answers: {} }, odd)).toEqual(ids.map((id) => `${id} came`));
    expect(moved(odd, { answers: {} })).toEqual(ids.map((id) => `${id} went`));
    const more = { answers: { 'GV-12': { value: 3 }, 'GV-01': { value: 3 } } };
    expect(moved(odd, more).filter((line) => line.endsWith('changed'))).not.toEqual([]);
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Comparison } from '../../../src/core/contracts/comparison.js';
import { compareAssessments, type ComparableAssessment } from '../../../src/core/scoring/compare.js';
import { scoreAssessment } from '../../../src/core/scoring/score.js';
import { anyCase, lawRuns, type Case } from '../../support/arbitraries.js';
import { bestAnswers, checked, TOOLS, type RawDocument } from '../../support/catalogue.js';

const EVIDENCE = [{ title: 'Document', date: '2026-10-01', owner: 'IT lead' }];

function side(document: RawDocument): ComparableAssessment {
  const { compiled, input } = checked(document);
  return { compiled, input, scorecard: scoreAssessment(compiled, input) };
}

function compared(before: RawDocument, after: RawDocument): Comparison {
  return compareAssessments(side(before), side(after));
}

/** Two random sites with one tool; their use may differ. */
const anyPair = fc
  .constantFrom(...TOOLS)
  .chain((tool) => fc.tuple(anyCase([tool]), anyCase([tool])))
  .map((cases) =>
    cases.map(({ compiled, input }: Case) => ({ compiled, input, scorecard: scoreAssessment(compiled, input) })),
  ) as fc.Arbitrary<[ComparableAssessment, ComparableAssessment]>;

function holds(law: (pair: [ComparableAssessment, ComparableAssessment]) => void): void {
  fc.assert(fc.property(anyPair, law), lawRuns() as fc.Parameters<[[ComparableAssessment, ComparableAssessment]]>);
}

function close(a: number, b: number): void {
  if (Math.abs(a - b) > 1e-8) throw new Error(`${String(a)} is not ${String(b)}`);
}

describe('what moved the index', () => {
  it('should add up to the change', () => {
    holds(([before, after]) => {
      const { lines, indexChange } = compareAssessments(before, after);
      close(indexChange, after.scorecard.index.value - before.scorecard.index.value);
      close(
        lines.reduce((sum, { points }) => sum + points, 0),
        indexChange,
      );
    });
  });

  it('should be the opposite the other way round', () => {
    holds(([before, after]) => {
      const key = ({ domain, questionId }: { domain: string; questionId: string | null }): string =>
        `${domain} ${questionId ?? ''}`;
      const back = new Map(compareAssessments(after, before).lines.map((line) => [key(line), line.points]));
      for (const line of compareAssessments(before, after).lines) close(line.points, -(back.get(key(line)) ?? 0));
    });
  });

  it('should be nothing between a submission and itself', () => {
    holds(([one]) => {
      const { lines, answers, gates, checksRaised, checksSettled, indexChange } = compareAssessments(one, one);
      expect({ lines, answers, gates, checksRaised, checksSettled, indexChange }).toEqual({
        lines: [],
        answers: [],
        gates: [],
        checksRaised: [],
        checksSettled: [],
        indexChange: 0,
      });
    });
  });

  it('should be the one question that changed', () => {
    const before = { answers: { ...bestAnswers(), 'IT-04': { value: 1 } } };
    const { lines, indexChange } = compared(before, { answers: bestAnswers() });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ domain: 'IT', questionId: 'IT-04' });
    expect(lines[0]?.points).toBeCloseTo(indexChange, 9);
    expect(lines[0]?.sentence).toMatch(/^IT-04 .+: \+[\d.]+ points\.$/);
  });

  it('should share out what two questions did that cancel out', () => {
    const at = (first: number, second: number): RawDocument => ({
      answers: {
        ...bestAnswers(),
        'IT-09': { value: first, evidence: EVIDENCE },
        'IT-10': { value: second, evidence: EVIDENCE },
      },
    });
    const ids = compared(at(1, 2), at(2, 1)).lines.map(({ questionId }) => questionId);
    expect(ids).toEqual(expect.arrayContaining(['IT-09', 'IT-10']));
  });

  it('should say when a domain counts for more because another is not scored any more', () => {
    const { lines } = compared(
      { answers: bestAnswers() },
      { context: { use: 'research' }, answers: bestAnswers('echogo-pro', 'research') },
    );
    expect(lines.every(({ sentence }) => sentence.endsWith('.'))).toBe(true);
  });
});

describe('answers that changed', () => {
  it('should tell a new answer from new evidence and from time alone', () => {
    const answers = {
      'GV-01': { value: 3, evidence: [{ title: 'DPIA', date: '2025-12-01', owner: 'IG lead' }] },
      'GV-10': { value: 3, evidence: [{ title: 'Certificate', date: '2025-12-01', owner: 'IG lead' }] },
      'IT-05': { value: 0 },
    };
    const later = {
      ...answers,
      'GV-10': { value: 3, evidence: [{ title: 'Certificate', date: '2026-11-01', owner: 'IG lead' }] },
      'IT-05': { value: 3 },
      'IT-04': { notKnown: true },
    };
    const { answers: changes, sentence } = compared(
      { asOf: '2026-06-01', answers },
      { asOf: '2026-12-24', answers: later },
    );
    expect(changes.map(({ questionId, cause }) => `${questionId} ${cause}`)).toEqual([
      'IT-04 answer',
      'IT-05 answer',
      'GV-01 time',
      'GV-10 evidence',
    ]);
    expect(changes[0]).toMatchObject({
      before: { text: 'Not answered' },
      after: { text: 'Not known yet', outcome: 'not-known' },
    });
    expect(changes[1]?.after.value).toBe(1);
    expect(sentence).toContain('Gates lost: GV-01.');
  });

  it('should not take the new ids of copied evidence for a change', () => {
    const at = (id: string): RawDocument => ({
      answers: { 'GV-01': { value: 2, evidence: [{ ...EVIDENCE[0], id }] } },
    });
    expect(compared(at('one'), at('two')).answers).toEqual([]);
  });

  it('should say when the deployment and not the site changed', () => {
    const answers = { 'GV-05': { value: 2, evidence: [{ ...EVIDENCE[0], productVersion: '2.1' }] } };
    const { answers: changes } = compared(
      { context: { productVersion: '2.1' }, answers },
      { context: { productVersion: '2.2' }, answers },
    );
    expect(changes).toMatchObject([{ questionId: 'GV-05', cause: 'context' }]);
  });

  it('should show a reason why a question does not apply', () => {
    const { answers: changes } = compared(
      { context: { use: 'evaluation' } },
      { context: { use: 'evaluation' }, answers: { 'IT-08': { notApplicable: 'Silent mode only' } } },
    );
    expect(changes[0]?.after).toEqual({
      outcome: 'not-applicable',
      value: null,
      text: 'Does not apply here: Silent mode only',
    });
  });
});

describe('gates, stage and checks', () => {
  it('should name the gates that opened and the stage that was reached', () => {
    const closed = { answers: { ...bestAnswers(), 'GV-01': { value: 0 } } };
    const { gates, sentence, before, after } = compared(closed, { answers: bestAnswers() });
    expect(gates).toMatchObject([{ id: 'GV-01', change: 'opened', before: 'failed', after: 'passed' }]);
    expect(sentence).toBe(
      'The stage went from Preparing to Cleared for go-live. Index ' +
        `${String(Math.round(before.index * 10) / 10)} to 100. Most of it: GV-01 DPIA: +${String(Math.round((after.index - before.index) * 10) / 10)} points. Gates opened: GV-01.`,
    );
  });

  it('should name a gate that is closed for another reason than before', () => {
    const { gates } = compared({ answers: {} }, { answers: { 'GV-01': { value: 0 } } });
    expect(gates).toMatchObject([{ id: 'GV-01', change: 'other', before: 'not-known', after: 'failed' }]);
  });

  it('should take a gate that did not arise before as one that did not apply', () => {
    const { gates } = compared({ answers: {} }, { context: { use: 'research' }, answers: {} });
    expect(gates).toMatchObject([{ id: 'GV-08', before: 'not-applicable', change: 'lost' }]);
  });

  it('should name consistency queries that came and went', () => {
    const odd = { answers: { 'GV-12': { value: 3 } } };
    const raised = side(odd).scorecard.checks.map(({ id }) => id);
    expect(raised).not.toEqual([]);
    expect(compared({ answers: {} }, odd)).toMatchObject({ checksRaised: raised, checksSettled: [] });
    expect(compared(odd, { answers: {} })).toMatchObject({ checksRaised: [], checksSettled: raised });
  });
});

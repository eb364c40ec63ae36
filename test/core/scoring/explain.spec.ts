import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Explanation } from '../../../src/core/contracts/explanation.js';
import { explainScorecard } from '../../../src/core/scoring/explain.js';
import { scoreAssessment } from '../../../src/core/scoring/score.js';
import type { Answer } from '../../../src/core/contracts/answers.js';
import { anyCase, lawRuns, madeUp, type Case } from '../../support/arbitraries.js';
import { bestAnswers, checked, type RawDocument } from '../../support/catalogue.js';

const TOLERANCE = 1e-9;

function explained(document: RawDocument): Explanation {
  const { compiled, input } = checked(document);
  return explainScorecard(compiled, input);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function mustBeClose(a: number, b: number): void {
  if (!(Math.abs(a - b) <= TOLERANCE)) throw new Error(`${String(a)} is not ${String(b)}`);
}

function holds(law: (site: Case) => void): void {
  fc.assert(fc.property(anyCase(), law), lawRuns() as fc.Parameters<[Case]>);
}

describe('the explanation of a scorecard', () => {
  it('should add up, domain by domain, to the index, its bound and the verified index', () => {
    holds(({ compiled, input }) => {
      const card = scoreAssessment(compiled, input);
      const { index, domains } = explainScorecard(compiled, input);
      for (const [key, value] of [
        ['counted', card.index.value],
        ['upper', card.index.upper],
        ['verified', card.index.verified],
      ] as const) {
        const terms = domains.map((domain) => domain[key]);
        mustBeClose(index[key].value, value);
        mustBeClose(100 * Math.exp(-sum(terms.map((term) => term?.logTerm ?? 0))), value);
        mustBeClose(sum(terms.map((term) => term?.pointsLost ?? 0)), index[key].pointsLost);
        mustBeClose(index[key].pointsLost, 100 - value);
      }
      mustBeClose(index.average.value, card.index.arithmetic);
      mustBeClose(index.average.imbalance, card.index.imbalance);
      mustBeClose(sum(domains.map(({ weight }) => weight)), 1);
    });
  });

  it('should add up, question by question, to each domain', () => {
    holds(({ compiled, input }) => {
      const card = scoreAssessment(compiled, input);
      explainScorecard(compiled, input).domains.forEach((domain, i) => {
        const { questions, counted, upper, verified } = domain;
        expect(counted?.score ?? null).toBe(card.domains[i]?.score);
        if (counted === null || upper === null || verified === null) return;
        mustBeClose(sum(questions.map(({ points }) => points)), counted.score);
        mustBeClose(sum(questions.map(({ pointsIfKnown }) => pointsIfKnown)), upper.score);
        mustBeClose(sum(questions.map(({ pointsVerified }) => pointsVerified)), verified.score);
        mustBeClose(sum(questions.map(({ pointsLeft }) => pointsLeft)), 100 - counted.score);
        mustBeClose(sum(questions.map(({ share }) => share)), 1);
      });
    });
  });

  it('should add up to completeness and confidence', () => {
    holds(({ compiled, input }) => {
      const card = scoreAssessment(compiled, input);
      const { completeness, confidence, domains } = explainScorecard(compiled, input);
      const questions = domains.flatMap((domain) => domain.questions);
      mustBeClose(completeness.numerator / completeness.denominator, card.completeness);
      mustBeClose(confidence.numerator / confidence.denominator, card.confidence);
      mustBeClose(sum(questions.map(({ knownWeight }) => knownWeight)), completeness.numerator);
      mustBeClose(sum(questions.map(({ strengthWeight }) => strengthWeight)), confidence.numerator);
    });
  });

  it('should put a site at the stage before the first one of which a condition is missed', () => {
    holds(({ compiled, input }) => {
      const { stage } = explainScorecard(compiled, input);
      const missed = stage.conditions.filter(({ met }) => !met).map((condition) => condition.stage);
      expect(stage.number).toBe(missed.length === 0 ? 4 : Math.min(...missed) - 1);
      expect(stage.next).toBe(stage.number === 4 ? null : stage.number + 1);
    });
  });

  it('should say what a question gives and what an unknown one could give', () => {
    const { domains } = explained({ answers: { 'PT-01': { value: 2 }, 'PT-02': { notKnown: true } } });
    const questions = domains.find(({ code }) => code === 'PT')?.questions ?? [];
    const [first, second] = ['PT-01', 'PT-02'].map((id) => questions.find((question) => question.id === id));
    expect(first?.points).toBeCloseTo(100 * (first?.share ?? NaN) * (first?.value ?? NaN), 9);
    expect(first?.pointsIfKnown).toBe(first?.points);
    expect(second).toMatchObject({
      value: null,
      points: 0,
      pointsIfKnown: 100 * (second?.share ?? NaN),
      answer: 'Not known.',
    });
    expect(first?.sentence).toMatch(/^PT-01 /);
  });

  it('should leave a domain of which too little applies out of every sum', () => {
    const compiled = madeUp([
      { weight: 0.5, questions: [1, 1] },
      { weight: 0.5, questions: [1] },
    ]);
    const answers = new Map<string, Answer>([
      ['D0-0', { type: 'value', value: 3, evidence: [] }],
      ['D0-1', { type: 'value', value: 3, evidence: [] }],
      ['D1-0', { type: 'not-applicable', reason: 'Not here', evidence: [] }],
    ]);
    const { domains, stage, index } = explainScorecard(compiled, { ...checked({}).input, answers });
    expect(domains[1]).toMatchObject({ assessed: false, counted: null, upper: null, weight: 0 });
    expect(domains[1]?.sentence).toContain('too little of it applies to be scored');
    expect(index.counted.value).toBe(100);
    expect(stage.conditions.find(({ id }) => id === 'domain-scores')?.sentence).toMatch(/ or more\.$/);
  });

  it.each<[string, RawDocument]>([
    ['a site without answers', {}],
    ['a site in use without answers', { context: { goLiveDate: '2026-01-05' } }],
    ['a site with the best answers', { answers: bestAnswers() }],
    ['the same in use', { context: { goLiveDate: '2026-10-01' }, answers: bestAnswers() }],
    [
      'a site that is half known',
      {
        context: { use: 'research' },
        answers: { ...bestAnswers('echogo-pro', 'research'), 'GV-01': { value: 0 }, 'IT-04': { value: 1 } },
      },
    ],
    [
      'a site where most of a domain does not apply',
      {
        context: { use: 'evaluation' },
        answers: { 'IT-08': { notApplicable: 'Silent mode only' }, 'RD-01': { value: 3 } },
      },
    ],
    ['claims without evidence', { answers: { 'GV-01': { value: 3 }, 'IT-01': { value: 3 } } }],
    [
      'a conditional gate',
      {
        answers: {
          'GV-09': {
            value: 1,
            evidence: [{ title: 'Register', date: '2026-06-29', expires: '2027-03-31', source: 'register' }],
          },
        },
      },
    ],
  ])('should explain %s in words as they stand', (_, document) => {
    const { index, domains, stage, completeness, confidence, gates } = explained(document);
    expect({
      index: [
        index.method,
        index.counted.sentence,
        index.upper.sentence,
        index.verified.sentence,
        index.average.sentence,
      ],
      domains: domains.map(({ sentence }) => sentence),
      stage: [stage.sentence, ...stage.conditions.map(({ sentence }) => sentence)],
      others: [completeness.sentence, confidence.sentence],
      gates: gates.map(({ sentence }) => sentence),
    }).toMatchSnapshot();
  });
});

describe('what clears a gate', () => {
  const current = [{ title: 'Document', date: '2026-10-01', owner: 'A. Person' }];
  const old = [{ title: 'Document', date: '2024-10-01', owner: 'A. Person' }];

  it.each<[string, string, Record<string, unknown> | undefined, string | null]>([
    ['nothing when it passed', 'GV-01', { value: 3, evidence: current }, null],
    ['finding out when nobody answered', 'GV-01', undefined, 'answer'],
    ['finding out when it is answered as not known', 'GV-01', { notKnown: true }, 'answer'],
    ['the work when it is below its mark', 'GV-01', { value: 2, evidence: current }, 'gap'],
    ['a document when it is only claimed', 'GV-01', { value: 3 }, 'evidence'],
    ['a new document when that lapsed', 'GV-01', { value: 3, evidence: old }, 'renewal'],
    ['meeting the conditions while it is conditional', 'GV-09', { value: 1, evidence: current }, 'completion'],
  ])('should be %s', (_, id, answer, missing) => {
    const { gates } = explained({ answers: answer === undefined ? {} : { [id]: answer } });
    expect(gates.find((gate) => gate.id === id)?.clearing?.missing ?? null).toBe(missing);
  });

  it('should say at what answer it passes, by which documents and whose job it is', () => {
    const { gates } = explained({ answers: { 'TR-01': { value: 10, evidence: current } } });
    const clearing = (id: string): unknown => gates.find((gate) => gate.id === id)?.clearing;
    expect(clearing('TR-01')).toMatchObject({ passesAt: '80% of reporters', missing: 'gap' });
    expect(clearing('GV-01')).toMatchObject({
      passesAt: expect.stringMatching(/approved and signed/),
      documents: expect.arrayContaining([expect.any(String)]),
      owner: 'information governance lead',
      sentence: 'Nobody has said how it stands. Find out, and record the answer with a dated document.',
    });
  });

  it('should name the day on which a conditional gate closes by itself, where there is one', () => {
    const item = { title: 'Register', date: '2026-06-29', source: 'register' };
    const words = (evidence: object): string | undefined =>
      explained({ answers: { 'GV-09': { value: 1, evidence: [evidence] } } }).gates.find(({ id }) => id === 'GV-09')
        ?.clearing?.sentence;
    expect(words({ ...item, expires: '2027-03-31' })).toBe(
      'It is open on conditions and closes by itself on 31 March 2027. Meet them before then.',
    );
  });

  it('should say so when a conditional gate has no end', () => {
    const { compiled, input } = checked({ answers: { 'GV-02': { value: 2, evidence: current } } });
    const questions = compiled.questions.map((asked) =>
      asked.id === 'GV-02' ? { ...asked, conditionalMark: 0.5 } : asked,
    );
    const { gates } = explainScorecard({ ...compiled, questions }, input);
    expect(gates.find(({ id }) => id === 'GV-02')?.clearing?.sentence).toBe(
      'It is open on conditions. Meet them, and record the document that shows it.',
    );
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Explanation } from '../../../src/core/contracts/explanation.js';
import { explainScorecard } from '../../../src/core/scoring/explain.js';
import { scoreAssessment } from '../../../src/core/scoring/score.js';
import { anyCase, lawRuns, type Case } from '../../support/arbitraries.js';
import { bestAnswers, checked, type RawDocument } from '../../support/catalogue.js';

const TOLERANCE = 1e-9;

function explained(document: RawDocument): Explanation {
  const { compiled, input } = checked(document);
  return explainScorecard(compiled, input);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

describe('the explanation of a scorecard', () => {
  it('should add up, line by line, to every number of the scorecard', () => {
    const law = ({ compiled, input }: Case): void => {
      const scorecard = scoreAssessment(compiled, input);
      const { index, domains, completeness, confidence } = explainScorecard(compiled, input);
      const close = (a: number, b: number): void => {
        if (Math.abs(a - b) > TOLERANCE) throw new Error(`${String(a)} is not ${String(b)}`);
      };
      close(100 * Math.exp(-sum(domains.map(({ logGap }) => logGap))), scorecard.index.value);
      close(sum(domains.map(({ points }) => points)), index.missing);
      close(index.missing, 100 - scorecard.index.value);
      close(completeness.numerator / completeness.denominator, scorecard.completeness);
      close(confidence.numerator / confidence.denominator, scorecard.confidence);
      domains.forEach(({ score, upper, questions }, i) => {
        expect(score).toBe(scorecard.domains[i]?.score);
        const points = sum(questions.map((question) => question.points));
        close(points, score ?? 0);
        close(points + sum(questions.map(({ couldAdd }) => couldAdd)), upper ?? 0);
        close(sum(questions.map(({ share }) => share)), score === null ? 0 : 1);
        close(sum(questions.map(({ missing }) => missing)), score === null ? 0 : 100 - score);
      });
    };
    fc.assert(fc.property(anyCase(), law), lawRuns() as fc.Parameters<[Case]>);
  });

  it('should meet every condition of the stage that a site is in, and not the next', () => {
    const law = ({ compiled, input }: Case): void => {
      const { stage } = explainScorecard(compiled, input);
      const unmet = stage.conditions.filter(({ met }) => !met).map(({ neededFor }) => neededFor);
      const reached = unmet.length === 0 ? 4 : Math.min(...unmet) - 1;
      expect(stage.number).toBe(reached);
    };
    fc.assert(fc.property(anyCase(), law), lawRuns() as fc.Parameters<[Case]>);
  });

  it('should say what a question gives, and what an unknown one could add', () => {
    const { domains } = explained({ answers: { 'PT-01': { value: 2 }, 'PT-02': { notKnown: true } } });
    const patients = domains.find(({ code }) => code === 'PT');
    const line = (id: string) => patients?.questions.find((question) => question.id === id);
    const { share, points, missing, value } = line('PT-01') ?? { share: 0, points: 0, missing: 0, value: null };
    expect(points).toBeCloseTo(100 * share * (value ?? NaN), 9);
    expect(points + missing).toBeCloseTo(100 * share, 9);
    expect(line('PT-01')?.sentence).toContain(' points.');
    expect(line('PT-02')).toMatchObject({ value: null, points: 0, couldAdd: 100 * (line('PT-02')?.share ?? NaN) });
    expect(patients?.sentence).toMatch(/^Patient .+ scores .+ of 100, and could be /);
  });

  it('should say in words why a site with the best answers is cleared and not live', () => {
    const { stage, index, domains } = explained({ answers: bestAnswers() });
    expect(stage).toMatchObject({ number: 3, name: 'Cleared for go-live' });
    expect(stage.conditions.filter(({ met }) => !met)).toEqual([
      { id: 'in-use', neededFor: 4, met: false, sentence: 'The go-live date has not come.' },
    ]);
    expect(index.sentence).toContain('The index is 100 of 100');
    expect(domains[0]?.sentence).not.toContain('could be');
  });

  it('should list what closes the stages of a site without answers', () => {
    const { stage, domains } = explained({ context: { goLiveDate: '2026-01-05' } });
    expect(stage.conditions.map(({ id, met }) => `${id} ${String(met)}`)).toEqual([
      'started false',
      'data-gates false',
      'live-gates false',
      'essentials false',
      'domains false',
      'index false',
      'in-use true',
    ]);
    expect(stage.conditions[1]?.sentence).toMatch(/^Closed gates for data: .*GV-01/);
    expect(domains[0]).toMatchObject({ score: 0, counted: 1 });
    expect(domains[0]?.sentence).toContain('the index counts it as 1');
  });

  it('should say that a domain of which too little applies is not scored', () => {
    const law = ({ compiled, input }: Case): boolean => {
      const { domains } = explainScorecard(compiled, input);
      return domains
        .filter(({ score }) => score === null)
        .every(
          ({ sentence, counted, logGap, points }) =>
            sentence.endsWith('too little of it applies here.') && counted === null && logGap + points === 0,
        );
    };
    fc.assert(fc.property(anyCase(), law), lawRuns() as fc.Parameters<[Case]>);
  });
});

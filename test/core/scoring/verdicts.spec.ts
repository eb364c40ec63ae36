import type { Scorecard } from '../../../src/core/contracts/scorecard.js';
import { bestAnswers, bestBut, compiledFor, scored } from '../../support/catalogue.js';

type Raw = Record<string, unknown>;

describe('verdicts', () => {
  it.each<[string, Record<string, Raw | undefined>, Raw, Scorecard['verdicts']]>([
    ['all is met', {}, {}, { decide: 'yes', deploy: 'yes' }],
    ['a decide gate is not answered', { 'GV-05': undefined }, {}, { decide: 'not-known', deploy: 'not-known' }],
    [
      'a decide gate is claimed without evidence',
      { 'GV-05': { value: 3 } },
      {},
      { decide: 'not-known', deploy: 'not-known' },
    ],
    ['a decide gate is below its mark', { 'GV-05': { value: 2 } }, {}, { decide: 'no', deploy: 'no' }],
    [
      'a decide gate does not apply',
      { 'GV-06': { notApplicable: 'Written rationale by the maker.' } },
      {},
      { decide: 'yes', deploy: 'yes' },
    ],
    ['an essential to decide is below its mark', { 'TM-04': { value: 0.1 } }, {}, { decide: 'no', deploy: 'no' }],
    [
      'an essential to decide is not known',
      { 'TM-04': { notKnown: true } },
      {},
      { decide: 'not-known', deploy: 'not-known' },
    ],
    ['only a later gate is below its mark', { 'GV-01': { value: 0 } }, {}, { decide: 'yes', deploy: 'no' }],
    ['only a later gate is not known', { 'GV-01': undefined }, {}, { decide: 'yes', deploy: 'not-known' }],
    [
      'a domain is too low for good',
      { 'RD-01': { value: 0 }, 'RD-02': { value: 0 }, 'RD-04': { value: 0 } },
      {},
      { decide: 'yes', deploy: 'no' },
    ],
    [
      'a domain is low, but not known',
      { 'RD-01': undefined, 'RD-02': undefined, 'RD-04': undefined },
      {},
      { decide: 'yes', deploy: 'not-known' },
    ],
    ['it is live', {}, { goLiveDate: '2026-01-01' }, { decide: 'yes', deploy: 'yes' }],
  ])('should be right when %s', (_, changes, context, expected) => {
    expect(bestBut(changes, context).verdicts).toEqual(expected);
  });

  it('should not decide on less than 80% of the phase, though every gate and essential of it passes', () => {
    const rest = compiledFor().questions.filter(
      ({ question, gate, essential, ruledOut }) =>
        question.phase === 'decide' && gate === null && !essential && !ruledOut,
    );
    const unknown = Object.fromEntries(rest.map(({ id }) => [id, undefined]));
    expect(bestBut(unknown).verdicts.decide).toBe('not-known');
    const [first] = rest;
    expect(bestBut({ [first?.id ?? '']: undefined }).verdicts.decide).toBe('yes');
  });

  it('should not be known while nothing is', () => {
    expect(scored({}).verdicts).toEqual({ decide: 'not-known', deploy: 'not-known' });
  });

  it('should say no to going live when the index cannot reach the mark any more', () => {
    const findings = bestBut({}).findings.filter(
      ({ gate, essential, outcome }) => gate === null && !essential && outcome === 'met',
    );
    const worst = Object.fromEntries(
      findings.map(({ id }) => [id, { value: { 'VS-05': 90, 'CO-04': 1, 'TM-06': 12 }[id] ?? 0 }]),
    );
    const card = scored({ answers: { ...bestAnswers(), ...worst } });
    expect(card.index.upper).toBeLessThan(70);
    expect(card.verdicts).toEqual({ decide: 'yes', deploy: 'no' });
    expect(card.stage.number).toBe(2);
  });
});

describe('confidence', () => {
  const named = (evidence: Raw[]): Record<string, Raw> =>
    Object.fromEntries(Object.entries(bestAnswers()).map(([id, answer]) => [id, { ...answer, evidence }]));

  it.each<[string, Record<string, Raw>, number, string]>([
    ['nothing is known', {}, 0, 'Low'],
    ['all is said so', named([]), 0, 'Low'],
    ['documents are named', named([{ title: 'D' }]), 0.5, 'Medium'],
    ['documents are in date with an owner', named([{ title: 'D', date: '2026-11-01', owner: 'A' }]), 0.8, 'High'],
    ['all was checked by a second person', bestAnswers(), 1, 'High'],
  ])('should be right when %s', (_, answers, confidence, band) => {
    const card = scored({ answers });
    expect(card.confidence).toBeCloseTo(confidence, 10);
    expect(card.confidenceBand).toBe(band);
  });

  it('should be completeness times the weighted mean strength', () => {
    const card = scored({ answers: { 'GV-01': { value: 0, evidence: [{ title: 'D' }] }, 'RD-03': { value: 100 } } });
    expect(card.confidence).toBeCloseTo((card.completeness * 0.5 * 3) / 4, 10);
  });

  it('should leave answers weaker than "in date with an owner" out of the verified index', () => {
    expect(scored({ answers: bestAnswers() }).index.verified).toBe(100);
    const weak = scored({ answers: named([{ title: 'D', date: '2026-11-01' }]) });
    expect(weak.index.value).toBe(100);
    expect(weak.index.verified).toBeCloseTo(1, 10);
  });

  it('should make the capacity of the three team questions that are known, and flag it when none is', () => {
    expect(scored({})).toMatchObject({ capacity: 0.5, capacityKnown: false });
    expect(scored({ answers: { 'TM-01': { value: 3 }, 'TM-02': { value: 0 } } })).toMatchObject({
      capacity: 0.6,
      capacityKnown: true,
    });
    expect(scored({ answers: { 'TM-08': { value: 3 } } })).toMatchObject({ capacity: 0.5, capacityKnown: true });
  });
});

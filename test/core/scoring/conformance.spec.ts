import { readFileSync } from 'node:fs';
import { scored, type RawDocument } from '../../support/catalogue.js';

/** Results of an independent implementation of the method's sections 1 to 4, to six decimals. */
interface ScoringCase extends RawDocument {
  expect: {
    index: number;
    upper: number;
    arithmetic: number;
    completeness: number;
    capacity: number;
    stage: number;
    gates: Record<string, string>;
    domains: Record<string, { score: number; upper: number; completeness: number; essentialsMet: boolean }>;
  };
}

const file = new URL('../../fixtures/conformance/scoring-cases.json', import.meta.url);
const cases = JSON.parse(readFileSync(file, 'utf8')) as ScoringCase[];

/** As close as six decimals can say. */
const HALF_A_DIGIT = 5.1e-7;

function expectClose(actual: number | null | undefined, expected: number, what: string): void {
  const difference = Math.abs((actual ?? NaN) - expected);
  expect({ what, actual, close: difference <= HALF_A_DIGIT }).toEqual({ what, actual, close: true });
}

describe('the cases of an independent implementation', () => {
  it('should be sixty', () => {
    expect(cases).toHaveLength(60);
  });

  it.each(cases.map((one, number) => [number, one] as const))(
    'should agree on case %i',
    (_, { expect: wanted, ...document }) => {
      const card = scored(document);
      expectClose(card.index.value, wanted.index, 'index');
      expectClose(card.index.upper, wanted.upper, 'upper');
      expectClose(card.index.arithmetic, wanted.arithmetic, 'arithmetic');
      expectClose(card.completeness, wanted.completeness, 'completeness');
      expectClose(card.capacity, wanted.capacity, 'capacity');
      expect(card.stage.number).toBe(wanted.stage);
      const sorted = card.gates.map(({ id, state }) => [id, state] as const).sort(([a], [b]) => (a < b ? -1 : 1));
      expect(Object.fromEntries(sorted)).toEqual(wanted.gates);
      expect(card.domains.map(({ code }) => code)).toEqual(Object.keys(wanted.domains));
      for (const { code, score, upper, completeness, essentialsMet } of card.domains) {
        const domain = wanted.domains[code];
        expectClose(score, domain?.score ?? NaN, `${code} score`);
        expectClose(upper, domain?.upper ?? NaN, `${code} upper`);
        expectClose(completeness, domain?.completeness ?? NaN, `${code} completeness`);
        expect({ code, essentialsMet }).toEqual({ code, essentialsMet: domain?.essentialsMet });
      }
    },
  );
});

import fc from 'fast-check';
import type { Answer, AssessmentInput } from '../../../src/core/contracts/answers.js';
import type { GateResult, Scorecard } from '../../../src/core/contracts/scorecard.js';
import { answerValue, levelValues } from '../../../src/core/instrument/answer-value.js';
import type { CompiledInstrument, CompiledQuestion } from '../../../src/core/instrument/compile.js';
import { checkAssessment } from '../../../src/core/scoring/check-assessment.js';
import { indexOf } from '../../../src/core/scoring/domains.js';
import { scoreAssessment } from '../../../src/core/scoring/score.js';
import {
  anyCase,
  anyReweightedCase,
  anyValue,
  lawRuns,
  madeUp,
  onDay,
  reweigh,
  type Case,
} from '../../support/arbitraries.js';
import { realCatalogue, withAnswers } from '../../support/catalogue.js';

const TOLERANCE = 1e-9;

/** Runs one law on random sites; a broken one is shrunk and printed with the seed that repeats it. */
function holds<T>(arbitrary: fc.Arbitrary<T>, law: (value: T) => void): void {
  fc.assert(fc.property(arbitrary, law), lawRuns() as fc.Parameters<[T]>);
}

/** A site and one question of it. */
function anyCaseAndQuestion(
  cases: fc.Arbitrary<Case>,
): fc.Arbitrary<Case & { question: CompiledQuestion; values: readonly number[]; pick: number }> {
  return cases.chain((own) =>
    fc.constantFrom(...own.compiled.questions).chain((question) =>
      fc
        .tuple(anyValue(question, own.compiled.instrument), anyValue(question, own.compiled.instrument), fc.nat(9))
        .map(([one, two, pick]) => ({ ...own, question, values: [one, two], pick })),
    ),
  );
}

function withAnswer(input: AssessmentInput, id: string, answer: Answer | undefined): AssessmentInput {
  const answers = new Map(input.answers);
  if (answer === undefined) answers.delete(id);
  else answers.set(id, answer);
  return withAnswers(input, answers);
}

/** How far a gate lets a site through; a gate that is not known and one that failed are both closed. */
function openness({ state }: GateResult): number {
  return { passed: 2, conditional: 1, 'not-applicable': 2, failed: 0, 'not-known': 0 }[state];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Numbers agree; everything else is the same. */
function expectSameNumbers(a: Scorecard, b: Scorecard): void {
  expect(b.index.value).toBeCloseTo(a.index.value, 8);
  expect(b.index.upper).toBeCloseTo(a.index.upper, 8);
  expect(b.index.arithmetic).toBeCloseTo(a.index.arithmetic, 8);
  expect(b.index.verified).toBeCloseTo(a.index.verified, 8);
  expect(b.domains.map(({ band, score }) => [band, score === null])).toEqual(
    a.domains.map(({ band, score }) => [band, score === null]),
  );
  a.domains.forEach((domain, i) => {
    expect(b.domains[i]?.score ?? 0).toBeCloseTo(domain.score ?? 0, 8);
    expect(b.domains[i]?.shareOfGap).toBeCloseTo(domain.shareOfGap, 8);
  });
  a.findings.forEach(({ shareOfDomainGap }, i) => {
    expect(b.findings[i]?.shareOfDomainGap).toBeCloseTo(shareOfDomainGap, 8);
  });
}

describe('the laws of scoring', () => {
  const sites = anyCase();
  const reweighted = anyReweightedCase();

  it('should reach every stage and every state of a gate with its random sites, or the laws say little', () => {
    const stages = new Set<number>();
    const states = new Set<string>();
    const outcomes = new Set<string>();
    for (const { compiled, input } of fc.sample(sites, { numRuns: 2000, seed: 1 })) {
      const card = scoreAssessment(compiled, input);
      stages.add(card.stage.number);
      card.gates.forEach(({ state }) => states.add(state));
      card.findings.forEach(({ outcome, notKnownReason }) => outcomes.add(notKnownReason ?? outcome));
    }
    expect([...stages].sort()).toEqual([0, 1, 2, 3, 4]);
    expect(states.size).toBe(5);
    expect([...outcomes].sort()).toEqual([
      'answered-not-known',
      'claimed-without-evidence',
      'expired',
      'met',
      'not-applicable',
      'not-met',
      'partly-met',
      'unanswered',
    ]);
  });

  it('should never lower a domain score, the index, a stage or a gate when an answer improves', () => {
    holds(anyCaseAndQuestion(sites), ({ compiled, input, question, values }) => {
      const { method } = compiled.instrument;
      const [worse, better] = [...values].sort(
        (a, b) => answerValue(question.question, method, a) - answerValue(question.question, method, b),
      ) as [number, number];
      const evidence = input.answers.get(question.id)?.evidence ?? [];
      const cards = [worse, better].map((value) =>
        scoreAssessment(compiled, withAnswer(input, question.id, { type: 'value', value, evidence })),
      ) as [Scorecard, Scorecard];
      const [before, after] = cards;
      before.domains.forEach(({ score, upper }, i) => {
        expect(after.domains[i]?.score ?? 0).toBeGreaterThanOrEqual(score ?? 0);
        expect(after.domains[i]?.upper ?? 0).toBeGreaterThanOrEqual(upper ?? 0);
      });
      expect(after.index.value).toBeGreaterThanOrEqual(before.index.value - TOLERANCE);
      expect(after.index.verified).toBeGreaterThanOrEqual(before.index.verified - TOLERANCE);
      expect(after.stage.number).toBeGreaterThanOrEqual(before.stage.number);
      before.gates.forEach((gate, i) => {
        expect(openness(after.gates[i] as GateResult)).toBeGreaterThanOrEqual(openness(gate));
      });
    });
  });

  it('should never lower a score, the index or a stage when an unknown is answered with the same evidence', () => {
    holds(anyCaseAndQuestion(sites), ({ compiled, input, question, values }) => {
      const [value] = values as [number];
      const before = scoreAssessment(compiled, withAnswer(input, question.id, undefined));
      const after = scoreAssessment(compiled, withAnswer(input, question.id, { type: 'value', value, evidence: [] }));
      before.domains.forEach(({ score }, i) => {
        expect(after.domains[i]?.score ?? 0).toBeGreaterThanOrEqual(score ?? 0);
      });
      expect(after.index.value).toBeGreaterThanOrEqual(before.index.value - TOLERANCE);
      expect(after.stage.number).toBeGreaterThanOrEqual(before.stage.number);
    });
  });

  it('should never improve a gate or the stage when evidence is removed', () => {
    holds(anyCaseAndQuestion(sites), ({ compiled, input, question, pick }) => {
      const withEvidence = [...input.answers].filter(([, { evidence }]) => evidence.length > 0);
      const gates = withEvidence.filter(([id]) => compiled.byId.get(id)?.gate !== null);
      const [id, answer] = gates[(question.position + pick) % Math.max(1, gates.length)] ?? [];
      if (id === undefined || answer === undefined) return;
      const evidence = answer.evidence.filter((_, i) => i !== pick % answer.evidence.length);
      const before = scoreAssessment(compiled, input);
      const after = scoreAssessment(compiled, withAnswer(input, id, { ...answer, evidence }));
      before.gates.forEach((gate, i) => {
        const later = after.gates[i] as GateResult;
        expect(openness(later)).toBeLessThanOrEqual(openness(gate));
        if (openness(later) > 0) expect(later.until ?? '9999').toBe(gate.id === id ? (later.until ?? '9999') : (gate.until ?? '9999'));
        if (openness(later) > 0) expect((later.until ?? '9999') <= (gate.until ?? '9999')).toBe(true);
      });
      expect(after.stage.number).toBeLessThanOrEqual(before.stage.number);
      expect(after.index.value).toBe(before.index.value);
      expect(after.index.verified).toBeLessThanOrEqual(before.index.verified + TOLERANCE);
    });
  });

  it('should never widen the range from score to upper bound when an unknown is answered', () => {
    holds(anyCaseAndQuestion(sites), ({ compiled, input, question, values, pick }) => {
      const [value] = values as [number];
      const evidence = input.answers.get(question.id)?.evidence ?? [];
      const notKnown: Answer = { type: 'not-known', evidence: [] };
      const before = scoreAssessment(compiled, withAnswer(input, question.id, pick > 4 ? undefined : notKnown));
      const after = scoreAssessment(compiled, withAnswer(input, question.id, { type: 'value', value, evidence }));
      before.domains.forEach(({ score, upper }, i) => {
        expect(after.domains[i]?.score ?? 0).toBeGreaterThanOrEqual(score ?? 0);
        expect(after.domains[i]?.upper ?? 0).toBeLessThanOrEqual(upper ?? 0);
      });
      expect(after.index.value).toBeGreaterThanOrEqual(before.index.value - TOLERANCE);
      expect(after.index.upper).toBeLessThanOrEqual(before.index.upper + TOLERANCE);
    });
  });

  it('should give the same scorecard whatever the order of the answers and of their evidence', () => {
    holds(fc.tuple(sites, fc.infiniteStream(fc.nat(1_000_000))), ([{ compiled, input }, stream]) => {
      const shuffled = [...input.answers]
        .map(([id, answer]) => ({ id, answer, key: stream.next().value }))
        .sort((a, b) => a.key - b.key)
        .map(({ id, answer }): [string, Answer] => [id, { ...answer, evidence: [...answer.evidence].reverse() }]);
      expect(scoreAssessment(compiled, withAnswers(input, new Map(shuffled)))).toEqual(
        scoreAssessment(compiled, input),
      );
    });
  });

  it('should change nothing when all weights of a domain, or all domain weights, are scaled', () => {
    const factor = fc.double({ min: -3, max: 3, noNaN: true }).map((power) => 10 ** power);
    holds(fc.tuple(reweighted, fc.nat(7), factor, factor), ([{ compiled, input }, at, one, all]) => {
      const scaledDomain = compiled.domains[at]?.domain.code ?? '';
      const scaled = reweigh(compiled, (weight, id) => {
        if (!id.includes('-')) return weight * all;
        return id.startsWith(`${scaledDomain}-`) ? weight * one : weight;
      });
      const [before, after] = [compiled, scaled].map((own) => scoreAssessment(own, input)) as [Scorecard, Scorecard];
      expectSameNumbers(before, after);
      expect(after.gates).toEqual(before.gates);
    });
  });

  it('should change nothing at all, stage and verdicts included, when every weight is scaled alike', () => {
    const factor = fc.double({ min: -3, max: 3, noNaN: true }).map((power) => 10 ** power);
    holds(fc.tuple(sites, factor), ([{ compiled, input }, by]) => {
      const scaled = reweigh(compiled, (weight) => weight * by);
      const [before, after] = [compiled, scaled].map((own) => scoreAssessment(own, input)) as [Scorecard, Scorecard];
      expectSameNumbers(before, after);
      expect(after.stage).toEqual(before.stage);
      expect(after.headline).toBe(before.headline);
      expect(after.verdicts).toEqual(before.verdicts);
      expect(after.completeness).toBeCloseTo(before.completeness, 10);
      expect(after.confidence).toBeCloseTo(before.confidence, 10);
    });
  });

  it('should score 75 for the heavy one alone, 25 for the light one alone and 100 for both, at weights 3 and 1', () => {
    const factor = fc.double({ min: -6, max: 6, noNaN: true }).map((power) => 10 ** power);
    holds(factor, (by) => {
      const compiled = madeUp([{ weight: 1, questions: [3 * by, by] }]);
      expect(indexOf(compiled, [1, 0]).domains[0]?.score).toBeCloseTo(75, 9);
      expect(indexOf(compiled, [0, 1]).domains[0]?.score).toBeCloseTo(25, 9);
      expect(indexOf(compiled, [1, 1]).domains[0]?.score).toBeCloseTo(100, 9);
      expect(indexOf(compiled, [1, 'unknown']).index).toBeCloseTo(75, 9);
    });
  });

  it('should lift no site with a failed data gate above stage 1, whatever the positive weights', () => {
    holds(reweighted, ({ compiled, input }) => {
      const card = scoreAssessment(compiled, input);
      const closed = card.gates.filter((gate) => gate.kind === 'data' && openness(gate) === 0);
      if (closed.length > 0) expect(card.stage.number).toBeLessThanOrEqual(1);
      if (card.stage.number >= 3) expect(card.gates.every((gate) => openness(gate) > 0)).toBe(true);
    });
  });

  it('should keep unanswered, not known and the worst value apart in the finding and alike in the score', () => {
    holds(anyCaseAndQuestion(sites), ({ compiled, input, question }) => {
      if (question.ruledOut) return;
      const { number } = question.question;
      const worst: Answer = { type: 'value', value: number?.floor ?? 0, evidence: [] };
      const cards = [undefined, { type: 'not-known', evidence: [] } as Answer, worst].map((answer) =>
        scoreAssessment(compiled, withAnswer(input, question.id, answer)),
      ) as [Scorecard, Scorecard, Scorecard];
      const findings = cards.map(({ findings: all }) => all[question.position]);
      expect(findings.map((finding) => finding?.notKnownReason ?? finding?.outcome)).toEqual([
        'unanswered',
        'answered-not-known',
        'not-met',
      ]);
      expect(new Set(findings.map((finding) => finding?.sentence)).size).toBe(3);
      for (const card of cards) {
        expect(card.index.value).toBe(cards[0].index.value);
        expect(card.index.arithmetic).toBe(cards[0].index.arithmetic);
        expect(card.domains.map(({ score }) => score)).toEqual(cards[0].domains.map(({ score }) => score));
        expect(card.domains.map(({ shareOfGap }) => shareOfGap)).toEqual(
          cards[0].domains.map(({ shareOfGap }) => shareOfGap),
        );
      }
    });
  });

  it('should explain the index exactly: shares sum to 1 and rebuild the gap in the log scale', () => {
    holds(reweighted, ({ compiled, input }) => {
      const { index, domains, findings } = scoreAssessment(compiled, input);
      const gap = Math.log(100) - Math.log(index.value);
      const floor = compiled.instrument.method.scoreFloor;
      const terms = domains.map(({ score, weight }) =>
        score === null ? 0 : weight * (Math.log(100) - Math.log(Math.max(score, floor))),
      );
      expect(sum(domains.map(({ weight }) => weight))).toBeCloseTo(1, 12);
      expect(sum(terms)).toBeCloseTo(gap, 10);
      if (gap > TOLERANCE) {
        expect(sum(domains.map(({ shareOfGap }) => shareOfGap))).toBeCloseTo(1, 10);
        domains.forEach(({ shareOfGap }, i) => expect(shareOfGap * gap).toBeCloseTo(terms[i] as number, 10));
      }
      for (const { code, score } of domains) {
        const shares = findings.filter(({ domain }) => domain === code).map((finding) => finding.shareOfDomainGap);
        expect(shares.every((share) => share >= 0 && share <= 1 + TOLERANCE)).toBe(true);
        if (score !== null) expect(sum(shares)).toBeCloseTo(score > 100 - TOLERANCE ? Math.round(sum(shares)) : 1, 10);
      }
    });
  });

  it('should keep verified ≤ value ≤ upper, value ≤ arithmetic and every number in its range', () => {
    holds(reweighted, ({ compiled, input }) => {
      const card = scoreAssessment(compiled, input);
      const { value, upper, verified, arithmetic, imbalance } = card.index;
      expect(upper).toBeGreaterThanOrEqual(value);
      expect(verified).toBeLessThanOrEqual(value);
      expect(arithmetic).toBeGreaterThanOrEqual(value - TOLERANCE);
      expect(imbalance).toBeCloseTo(arithmetic - value, 12);
      for (const own of [value, upper, verified]) {
        expect(own).toBeGreaterThanOrEqual(1 - TOLERANCE);
        expect(own).toBeLessThanOrEqual(100 + TOLERANCE);
      }
      for (const share of [card.completeness, card.confidence, card.capacity]) {
        expect(share).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThanOrEqual(1 + TOLERANCE);
      }
      expect(card.confidence).toBeLessThanOrEqual(card.completeness + TOLERANCE);
      for (const { score, upper: bound } of card.domains) expect(bound ?? 0).toBeGreaterThanOrEqual(score ?? 0);
      expect(card.answered.known + card.answered.unknown).toBe(card.answered.applicable);
      if (card.answered.unknown === 0) expect(upper).toBe(value);
      expect(card.inUseWithoutClearance).toBe(card.headline.startsWith('In use without clearance: '));
      if (card.verdicts.deploy === 'yes') expect(card.stage.number).toBeGreaterThanOrEqual(3);
    });
  });

  it('should give the same scorecard twice, and from the document that says the same', () => {
    holds(sites, ({ compiled, input }) => {
      const card = scoreAssessment(compiled, input);
      expect(scoreAssessment(compiled, input)).toEqual(card);
      const result = checkAssessment(JSON.parse(JSON.stringify(documentOf(compiled, input))), realCatalogue());
      expect(result.ok ? [] : result.defects).toEqual([]);
      if (result.ok) expect(scoreAssessment(result.value.compiled, result.value.input)).toEqual(card);
    });
  });

  it('should have room for a level at every value that a level question can take', () => {
    for (const { question } of realCatalogue().compiled('echogo-pro', 'routine').questions) {
      if (question.kind !== 'number') expect(levelValues(question, realCatalogue().instrument.method).length).toBeGreaterThan(1);
    }
    expect(onDay({ title: 'Document', source: 'self', date: -1 }, 10).date).toBe(9);
  });
});

function documentOf(compiled: CompiledInstrument, input: AssessmentInput): object {
  return { compiled, input };
}

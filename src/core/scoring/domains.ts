import { EPSILON } from '../instrument/answer-value.js';
import type { CompiledInstrument, CompiledQuestion } from '../instrument/compile.js';

/** What the arithmetic needs of one answer: a value, not known, or not applicable. */
export type Mark = number | 'unknown' | 'not-applicable';

export interface DomainArithmetic {
  /** 0 to 100; undefined when too little of the domain applies */
  readonly score: number | undefined;
  readonly upper: number | undefined;
  readonly completeness: number;
  readonly applicableWeight: number;
  readonly knownWeight: number;
  /** Σ w·(1 − v), an unknown answer counting as 0 */
  readonly gap: number;
  /** Share of the index; 0 when not assessable */
  weight: number;
}

export interface IndexArithmetic {
  readonly domains: readonly DomainArithmetic[];
  readonly index: number;
  readonly upper: number;
  readonly arithmetic: number;
  readonly completeness: number;
  /** Σ W·(ln 100 − ln score): the whole gap in the log scale of the index */
  readonly logGap: number;
}

const LN_100 = Math.log(100);

/**
 * Domain scores and the readiness index (method, sections 2 and 3). An unknown answer counts as the worst value in
 * the score and as the best in the upper bound; a not-applicable one leaves both sums. The index is the weighted
 * geometric mean of the domain scores, each at least `scoreFloor`.
 *
 * @param marks one for each compiled question, by position
 * @throws RangeError when no domain at all can be assessed, which `validateCatalogue` rules out
 */
export function indexOf(compiled: CompiledInstrument, marks: readonly Mark[]): IndexArithmetic {
  const { assessableShare, scoreFloor } = compiled.instrument.method;
  const domains = compiled.domains.map((domain) =>
    domainOf(domain.questions, marks, assessableShare * domain.fullWeight),
  );
  let assessable = 0;
  compiled.domains.forEach((domain, i) => {
    if (domains[i]?.score !== undefined) assessable += domain.weight;
  });
  if (assessable === 0) throw new RangeError('No domain can be assessed: every question is not applicable');

  let [logGap, logGapUpper, arithmetic, known, applicable] = [0, 0, 0, 0, 0];
  domains.forEach((domain, i) => {
    known += domain.knownWeight;
    applicable += domain.applicableWeight;
    if (domain.score === undefined) return;
    domain.weight = (compiled.domains[i]?.weight as number) / assessable;
    logGap += logGapTerm(domain.weight, domain.score, scoreFloor);
    logGapUpper += logGapTerm(domain.weight, domain.upper as number, scoreFloor);
    arithmetic += domain.weight * Math.max(domain.score, scoreFloor);
  });
  return {
    domains,
    index: 100 * Math.exp(-logGap),
    upper: 100 * Math.exp(-logGapUpper),
    arithmetic,
    completeness: known / applicable,
    logGap,
  };
}

/** A domain's share of the gap: its term of the log gap over the sum; 0 when there is no gap. */
export function shareOfGap(domain: DomainArithmetic, all: IndexArithmetic, scoreFloor: number): number {
  if (domain.score === undefined || all.logGap <= 0) return 0;
  return logGapTerm(domain.weight, domain.score, scoreFloor) / all.logGap;
}

/** What a domain adds to the log gap of the index: W·(ln 100 − ln score), the score being at least `scoreFloor`. */
export function logGapTerm(weight: number, score: number, scoreFloor: number): number {
  return weight * (LN_100 - Math.log(Math.max(score, scoreFloor)));
}

function domainOf(
  questions: readonly CompiledQuestion[],
  marks: readonly Mark[],
  leastWeight: number,
): DomainArithmetic {
  let [applicable, known, gap, gapAtBest] = [0, 0, 0, 0];
  for (const { position, weight } of questions) {
    const mark = marks[position] as Mark;
    if (mark === 'not-applicable') continue;
    applicable += weight;
    if (mark === 'unknown') {
      gap += weight;
      continue;
    }
    known += weight;
    gap += weight * (1 - mark);
    gapAtBest += weight * (1 - mark);
  }
  // The tolerance is relative, so that scaling all weights changes nothing.
  const assessable = applicable > 0 && applicable >= leastWeight * (1 - EPSILON);
  return {
    // By way of the gap, so that the best answers give exactly 100 and leave no rounding to explain.
    score: assessable ? 100 * (1 - gap / applicable) : undefined,
    upper: assessable ? 100 * (1 - gapAtBest / applicable) : undefined,
    completeness: applicable > 0 ? known / applicable : 1,
    applicableWeight: applicable,
    knownWeight: known,
    gap,
    weight: 0,
  };
}

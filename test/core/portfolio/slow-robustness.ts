import type { Method } from '../../../src/core/contracts/instrument.js';
import type { UncertaintySource } from '../../../src/core/contracts/robustness.js';
import { SOURCES } from '../../../src/core/portfolio/drivers.js';
import type { PortfolioSite } from '../../../src/core/portfolio/layout.js';
import {
  domainKey,
  drawsGeometric,
  gammaDraw,
  questionFactor,
  questionKey,
  unknownKey,
} from '../../../src/core/portfolio/weight-draws.js';
import { uniform } from '../../../src/core/planning/random.js';
import { indexOf } from '../../../src/core/scoring/domains.js';
import { judgeAnswers } from '../../../src/core/scoring/findings.js';

/** The index of one site in one draw, as the method says it in words: no layout, nothing shared between sites. */
export function slowIndex(
  method: Method,
  { id, compiled, input }: PortfolioSite,
  draw: number,
  sources: readonly UncertaintySource[] = SOURCES.map(({ source }) => source),
  seed = method.forecast.seed,
): number {
  const { robustness } = method.portfolio;
  const marks = judgeAnswers(compiled, input).map(({ mark }) => mark);
  const published = indexOf(compiled, marks).domains;
  const parts = compiled.domains.flatMap((domain, d) => {
    if (published[d]?.score === undefined) return [];
    const weight = sources.includes('domain-weights')
      ? gammaDraw(robustness.concentration * domain.weight, seed, domainKey(domain.domain.code), draw)
      : domain.weight;
    const terms = domain.questions.flatMap((question) => {
      const mark = marks[question.position];
      if (mark === 'not-applicable') return [];
      const factor = sources.includes('question-weights')
        ? questionFactor(seed, questionKey(question.id), draw, robustness.questionFactor)
        : 1;
      const unknown = sources.includes('unknown-answers') ? uniform(seed, unknownKey(id, question.id), draw) : 0;
      return [{ weight: question.weight * factor, value: typeof mark === 'number' ? mark : unknown }];
    });
    const top = terms.reduce((sum, term) => sum + term.weight * term.value, 0);
    const bottom = terms.reduce((sum, term) => sum + term.weight, 0);
    return [{ weight, score: Math.max((100 * top) / bottom, compiled.instrument.method.scoreFloor) }];
  });
  const total = parts.reduce((sum, { weight }) => sum + weight, 0);
  const geometric = !sources.includes('aggregation') || drawsGeometric(seed, draw, robustness);
  return geometric
    ? parts.reduce((product, { weight, score }) => product * score ** (weight / total), 1)
    : parts.reduce((sum, { weight, score }) => sum + (weight / total) * score, 0);
}

/** Ranks from the highest; numbers that differ by rounding only are equal. */
export function slowRanks(values: readonly number[]): number[] {
  const rounded = values.map(Math.fround);
  return rounded.map((value) => 1 + rounded.filter((other) => other > value).length);
}

/** The value at a share of the numbers by nearest rank. */
export function slowPercentile(values: readonly number[], share: number): number {
  return [...values].sort((a, b) => a - b)[Math.ceil(share * values.length - 1e-9) - 1] as number;
}

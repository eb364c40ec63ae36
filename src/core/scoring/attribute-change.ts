import type { IndexChangeLine } from '../contracts/comparison.js';
import type { DomainResult, Finding, Scorecard } from '../contracts/scorecard.js';
import { EPSILON } from '../instrument/answer-value.js';

/** Smaller shares of a change are rounding. Index points. */
const NO_POINTS = 1e-12;

/**
 * Splits the change of the index into lines that add up to it: one for each question that moved its domain's score, one
 * for each domain whose share of the index changed.
 *
 * The index is 100·e^(−Σ W·a) with a = ln(100 ÷ score), so by the logarithmic mean L of the two indices its change is
 * L·Σ (W₀a₀ − W₁a₁), exactly. A domain's term falls apart into the change of its score at its mean weight and the
 * change of its weight at its mean gap; the first is shared out by what each question's gap moved.
 */
export function attributeIndexChange(before: Scorecard, after: Scorecard, floor: number): IndexChangeLine[] {
  const scale = logarithmicMean(before.index.value, after.index.value);
  return after.domains
    .flatMap((to) => {
      const from = before.domains.find(({ code }) => code === to.code) as DomainResult;
      return domainLines(before.findings, after.findings, from, to, scale, floor);
    })
    .filter(({ points }) => Math.abs(points) > NO_POINTS)
    .sort((a, b) => Math.abs(b.points) - Math.abs(a.points));
}

function domainLines(
  before: readonly Finding[],
  after: readonly Finding[],
  from: DomainResult,
  to: DomainResult,
  scale: number,
  floor: number,
): IndexChangeLine[] {
  if (from.score === null || to.score === null) {
    return [weightLine(from, to, scale * (from.weight * logGap(from, floor) - to.weight * logGap(to, floor)))];
  }
  const [gap0, gap1] = [logGap(from, floor), logGap(to, floor)];
  const perPoint = slope(from.score, to.score, gap0 - gap1, floor);
  const earlier = gapShares(before, to.code);
  const factor = 100 * scale * ((from.weight + to.weight) / 2) * perPoint;
  const questions = [...gapShares(after, to.code)].map(([id, { share, subject }]) =>
    questionLine(to.code, id, subject, factor * ((earlier.get(id)?.share as number) - share)),
  );
  return [...questions, weightLine(from, to, (scale * (from.weight - to.weight) * (gap0 + gap1)) / 2)];
}

/** ln(100 ÷ score), the score at least the floor; 0 for a domain that is not scored. */
function logGap({ score }: DomainResult, floor: number): number {
  return score === null ? 0 : Math.log(100 / Math.max(score, floor));
}

/** How much of the log gap one point of the score closes; at its limit where the score stayed the same. */
function slope(score0: number, score1: number, closed: number, floor: number): number {
  if (Math.abs(score1 - score0) > EPSILON) return closed / (score1 - score0);
  return score1 > floor ? 1 / score1 : 0;
}

/** For each question of a domain, its part of the domain's gap: w·(1 − v) over the weight that applies. */
function gapShares(
  findings: readonly Finding[],
  code: string,
): ReadonlyMap<string, { readonly share: number; readonly subject: string }> {
  const own = findings.filter(({ domain }) => domain === code);
  let applicable = 0;
  for (const { outcome, weight } of own) if (outcome !== 'not-applicable') applicable += weight;
  return new Map(
    own.map(({ id, subject, outcome, weight, value }) => {
      const share = outcome === 'not-applicable' ? 0 : (weight * (1 - (value ?? 0))) / applicable;
      return [id, { share, subject }];
    }),
  );
}

/** (b − a) ÷ (ln b − ln a), and a itself where they are the same. */
function logarithmicMean(a: number, b: number): number {
  return Math.abs(b - a) < EPSILON ? a : (b - a) / Math.log(b / a);
}

function questionLine(domain: string, id: string, subject: string, points: number): IndexChangeLine {
  return { domain, questionId: id, points, sentence: `${id} ${subject}: ${signed(points)}.` };
}

function weightLine(from: DomainResult, to: DomainResult, points: number): IndexChangeLine {
  const percent = (weight: number): string => `${String(Math.round(1000 * weight) / 10)}%`;
  return {
    domain: to.code,
    questionId: null,
    points,
    sentence: `${to.name} counts for ${percent(to.weight)} of the index instead of ${percent(from.weight)}: ${signed(points)}.`,
  };
}

function signed(points: number): string {
  const rounded = Math.round(Math.abs(points) * 10) / 10;
  const shown = rounded === 0 ? 'less than 0.1' : String(rounded);
  return `${points < 0 ? '−' : '+'}${shown} ${rounded === 1 ? 'point' : 'points'}`;
}

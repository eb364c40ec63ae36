import type { MovementKind, MovementLine } from '../contracts/comparison.js';
import type { DomainResult, Finding } from '../contracts/scorecard.js';
import { logGapTerm } from './domains.js';
import { percentage, signedPoints } from './figures.js';
import { answerMove, questionPairs, type QuestionPair, type Submission } from './submission.js';

/** Points under which a line is rounding and not a movement; all of them together stay far under a billionth. */
const NOISE = 1e-12;

/**
 * What moved the index, as lines whose points add up to the whole difference exactly.
 *
 * The index is 100·exp(−Σ W·ln(100/s)), so a domain moves it by L(I₀, I₁)·(W₀·ln(100/s₀) − W₁·ln(100/s₁)), where L is
 * the logarithmic mean: these add up without a remainder, whatever else moved. A domain's part is split the same way
 * into what its score did, at the mean of its two weights, and what its weight did, at the mean of its two gaps. The
 * former belongs to its questions, in proportion to the change of each one's share of the gap, w·(1 − v)/Σw; the latter
 * belongs to none of them and is a line of its own. Exchanging the two sides turns every sign round.
 */
export function movementLines(before: Submission, after: Submission): MovementLine[] {
  const level = logarithmicMean(before.scorecard.index.value, after.scorecard.index.value);
  const pairs = questionPairs(before, after);
  const lines = after.scorecard.domains.flatMap((domain, i) => {
    const old = before.scorecard.domains[i] as DomainResult;
    const own = pairs.filter((pair) => pair.after.finding.domain === domain.code);
    return domainLines({ before, after, level, old, domain, pairs: own });
  });
  return lines.filter(({ points }) => Math.abs(points) > NOISE).sort((a, b) => Math.abs(b.points) - Math.abs(a.points));
}

/**
 * (a − b)/(ln a − ln b) of two positive numbers, and a where they are equal. By way of atanh, which keeps its precision
 * where the two lie close together.
 */
export function logarithmicMean(a: number, b: number): number {
  return a === b ? a : (a - b) / (2 * Math.atanh((a - b) / (a + b)));
}

interface DomainMove {
  readonly before: Submission;
  readonly after: Submission;
  /** Points of the index for one unit of its logarithm */
  readonly level: number;
  readonly old: DomainResult;
  readonly domain: DomainResult;
  readonly pairs: readonly QuestionPair[];
}

function domainLines(move: DomainMove): MovementLine[] {
  const { old, domain, level, after } = move;
  const { scoreFloor } = after.compiled.instrument.method;
  if (old.score === null && domain.score === null) return [];
  if (old.score === null || domain.score === null) {
    const [kind, term, words] =
      old.score === null
        ? (['domain-assessed', -gapTerm(domain, scoreFloor), 'enough of it applies now to be scored'] as const)
        : (['domain-not-assessed', gapTerm(old, scoreFloor), 'too little of it applies now to be scored'] as const);
    return [domainLine(domain, kind, level * term, words)];
  }
  const meanGap = (logGapTerm(1, old.score, scoreFloor) + logGapTerm(1, domain.score, scoreFloor)) / 2;
  const weights = `its weight in the index went from ${percentage(old.weight)} to ${percentage(domain.weight)}`;
  return [
    ...questionLines(move, old.score, domain.score, scoreFloor),
    domainLine(domain, 'domain-weight', level * (old.weight - domain.weight) * meanGap, weights),
  ];
}

function gapTerm({ weight, score }: DomainResult, scoreFloor: number): number {
  return logGapTerm(weight, score as number, scoreFloor);
}

function domainLine({ code, name }: DomainResult, kind: MovementKind, points: number, words: string): MovementLine {
  const sentence = `${name}: ${words}, ${signedPoints(points)}.`;
  return { kind, domain: code, question: null, subject: name, points, sentence };
}

function questionLines(move: DomainMove, score0: number, score1: number, scoreFloor: number): MovementLine[] {
  const { before, after, level, old, domain, pairs } = move;
  const [used0, used1] = [Math.max(score0, scoreFloor), Math.max(score1, scoreFloor)];
  // Points of the index for a point of the domain's score. Under the floor nothing counts, so that part is left out.
  const rate =
    ((level * (old.weight + domain.weight)) / 2 / logarithmicMean(used0, used1)) *
    countedShare(score0, score1, used0, used1);
  const [applicable0, applicable1] = [applicableWeight(pairs, 'before'), applicableWeight(pairs, 'after')];
  return pairs.map((pair): MovementLine => {
    const { id, subject, value, outcome } = pair.after.finding;
    const [share0, share1] = [shareOf(pair.before.finding, applicable0), shareOf(pair.after.finding, applicable1)];
    const points = rate * 100 * (share0 * (1 - (pair.before.finding.value ?? 0)) - share1 * (1 - (value ?? 0)));
    const moved = value !== pair.before.finding.value || outcome !== pair.before.finding.outcome;
    const answer = moved ? answerMove(pair, before.input, after.input) : undefined;
    const words = answer ?? `the same answer, but it counts for ${share1 > share0 ? 'more' : 'less'} of its domain`;
    return {
      kind: answer === undefined ? 'share' : 'answer',
      domain: domain.code,
      question: id,
      subject,
      points,
      sentence: `${id} ${subject}: ${words}, ${signedPoints(points)}.`,
    };
  });
}

/** How much of a domain's movement the floor lets through, 0 to 1; of a domain that stood still, all or nothing. */
function countedShare(score0: number, score1: number, used0: number, used1: number): number {
  if (score0 !== score1) return (used1 - used0) / (score1 - score0);
  return used0 > score0 ? 0 : 1;
}

function applicableWeight(pairs: readonly QuestionPair[], side: keyof QuestionPair): number {
  return pairs.reduce((sum, pair) => {
    const { outcome, weight } = pair[side].finding;
    return outcome === 'not-applicable' ? sum : sum + weight;
  }, 0);
}

/** What the question counts for in its domain, 0 to 1; nothing when it does not apply. */
function shareOf({ outcome, weight }: Finding, applicable: number): number {
  return outcome === 'not-applicable' ? 0 : weight / applicable;
}

import type { PortfolioMethod } from '../contracts/portfolio-method.js';
import type { UncertaintySource } from '../contracts/robustness.js';
import type { CompiledInstrument } from '../instrument/compile.js';
import { domainKey, gammaDraw, questionFactor, questionKey } from './weight-draws.js';

/** Domain weights in place of the profile's, by code; codes that are left out keep theirs, and all are normalised. */
export type MovedWeights = Readonly<Record<string, number>>;

/** Which sources of uncertainty are drawn; the others are held as they stand. */
export type ActiveSources = ReadonlySet<UncertaintySource>;

/** Some domains or questions of one compiled instrument that sites have in common. */
interface Selection {
  /** Positions in the instrument */
  readonly members: readonly number[];
  /** Where their weights start among those of all selections */
  readonly at: number;
}

/** Where the weights of the next selection may start. */
export interface Room {
  shares: number;
  questions: number;
}

/** A compiled instrument's domain weights, or the moved ones in their place; they sum to 1. */
export function domainWeights({ domains }: CompiledInstrument, moved: MovedWeights = {}): number[] {
  const own = domains.map(({ domain, weight }) => ({ code: domain.code, weight: moved[domain.code] ?? weight }));
  for (const { code, weight } of own) {
    if (!(weight >= 0 && weight < Infinity)) throw new RangeError(`The weight of ${code} must be 0 or more`);
  }
  const total = own.reduce((sum, { weight }) => sum + weight, 0);
  // Those of a profile sum to 1 within rounding: dividing them again would move the last digit.
  return own.map(({ weight }) => (Object.keys(moved).length === 0 ? weight : weight / total));
}

/**
 * One compiled instrument's weights: as they stand, and what they are drawn by. Sites differ in the domains that can be
 * assessed and in the questions that apply, but few combinations of these occur: weights are summed once for each.
 */
export class WeightTable {
  private readonly domainBase: Float64Array;
  private readonly domainKeys: Uint32Array;
  private readonly domainDrawn: Float64Array;
  private readonly questionBase: Float64Array;
  private readonly questionKeys: Uint32Array;
  private readonly questionDrawn: Float64Array;
  private readonly domainSelections = new Map<string, Selection>();
  private readonly questionSelections = new Map<string, Selection>();

  constructor(compiled: CompiledInstrument, moved: MovedWeights | undefined) {
    this.domainBase = Float64Array.from(domainWeights(compiled, moved));
    this.domainKeys = Uint32Array.from(compiled.domains, ({ domain }) => domainKey(domain.code));
    this.domainDrawn = new Float64Array(this.domainBase.length);
    this.questionBase = Float64Array.from(compiled.questions, ({ weight }) => weight);
    this.questionKeys = Uint32Array.from(compiled.questions, ({ id }) => questionKey(id));
    this.questionDrawn = new Float64Array(this.questionBase.length);
  }

  /**
   * Where the shares of these domains stand among all shares: each one's weight over the sum of theirs.
   *
   * @throws RangeError when none of them has any weight
   */
  sharesOf(domains: readonly number[], room: Room): number {
    if (!domains.some((d) => (this.domainBase[d] as number) > 0)) {
      throw new RangeError('No domain that can be assessed has any weight');
    }
    const { at, next } = placeOf(this.domainSelections, domains, room.shares, domains.length);
    room.shares = next;
    return at;
  }

  /** Where the weights of these questions stand among all questions' weights: first their sum, then each of them. */
  questionsOf(questions: readonly number[], room: Room): number {
    const { at, next } = placeOf(this.questionSelections, questions, room.questions, questions.length + 1);
    room.questions = next;
    return at;
  }

  /** Draws all weights of one draw, or takes them as they stand where their source is not active. */
  draw(
    seed: number,
    draw: number,
    active: ActiveSources,
    { concentration, questionFactor: factors }: PortfolioMethod['robustness'],
  ): void {
    const { domainBase, domainKeys, domainDrawn, questionBase, questionKeys, questionDrawn } = this;
    const [drawsDomains, drawsQuestions] = [active.has('domain-weights'), active.has('question-weights')];
    for (let d = 0; d < domainDrawn.length; d += 1) {
      const base = domainBase[d] as number;
      domainDrawn[d] = drawsDomains ? gammaDraw(concentration * base, seed, domainKeys[d] as number, draw) : base;
    }
    for (let q = 0; q < questionDrawn.length; q += 1) {
      const factor = drawsQuestions ? questionFactor(seed, questionKeys[q] as number, draw, factors) : 1;
      questionDrawn[q] = (questionBase[q] as number) * factor;
    }
  }

  /** Writes what was drawn to where `sharesOf` and `questionsOf` said that it stands. */
  write(shares: Float64Array, questions: Float64Array): void {
    const { domainDrawn, questionDrawn } = this;
    for (const { members, at } of this.domainSelections.values()) {
      let sum = 0;
      for (const d of members) sum += domainDrawn[d] as number;
      for (let k = 0; k < members.length; k += 1) {
        shares[at + k] = (domainDrawn[members[k] as number] as number) / sum;
      }
    }
    for (const { members, at } of this.questionSelections.values()) {
      let sum = 0;
      for (let k = 0; k < members.length; k += 1) {
        const weight = questionDrawn[members[k] as number] as number;
        questions[at + 1 + k] = weight;
        sum += weight;
      }
      questions[at] = sum;
    }
  }
}

/** Finds a selection, or gives it the next place. */
function placeOf(
  selections: Map<string, Selection>,
  members: readonly number[],
  next: number,
  length: number,
): { at: number; next: number } {
  const name = members.join(' ');
  const known = selections.get(name);
  if (known !== undefined) return { at: known.at, next };
  selections.set(name, { members, at: next });
  return { at: next, next: next + length };
}

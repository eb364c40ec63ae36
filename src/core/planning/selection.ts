/** A question that could be closed to bring scores over their thresholds. */
export interface Candidate {
  readonly id: string;
  /** Position of its domain in `Goal.scores` */
  readonly domain: number;
  /** Points that it adds to its domain's score */
  readonly gain: number;
  /** Trust days + vendor days */
  readonly cost: number;
  readonly leadWeeks: number;
  /** Positions of the other candidates that it needs, all of them */
  readonly needs: readonly number[];
}

/** Where the scores stand and where they have to be. */
export interface Goal {
  /** Domain scores, 0 to 100, before any candidate */
  readonly scores: readonly number[];
  /** Shares of the index, sum 1 */
  readonly weights: readonly number[];
  /** Least score of each domain; 0 where none is asked */
  readonly leastScores: readonly number[];
  /** Least index */
  readonly leastIndex: number;
  readonly scoreFloor: number;
}

export interface Selection {
  /** Positions of the chosen candidates, ascending */
  readonly chosen: readonly number[];
  readonly cost: number;
  /** True when no cheaper choice exists */
  readonly exact: boolean;
  /** Days by which a cheaper choice could at most be cheaper; 0 when exact */
  readonly gapDays: number;
  readonly reachesThresholds: boolean;
}

const TOLERANCE = 1e-9;
/**
 * One objective for days, then total lead, then ids, in whole numbers so that ties are ties: days in 6000ths (all that
 * the levels' thirds, fifths and halves make of an effort), leads in tenths of a week, ranks.
 */
const PARTS_OF_A_DAY = 6000;
const PARTS_OF_A_WEEK = 10;
const DAY_PART = 1e8;
const WEEK_PART = 1e3;
/** Rounding of a bound on the objective, as a share of it. */
const BOUND_ROUNDING = 1e-13;

/**
 * The cheapest candidates, with all that they need, that bring every domain and the index to their thresholds; ties
 * by shorter total lead, then by id. Exact branch and bound up to `exactUpTo` candidates, else greedy by gain a day.
 * When even all of them do not reach the thresholds, all of them are chosen.
 */
export function selectCheapest(candidates: readonly Candidate[], goal: Goal, exactUpTo: number): Selection {
  const search = new Search(candidates, goal);
  if (search.isMet([])) return { chosen: [], cost: 0, exact: true, gapDays: 0, reachesThresholds: true };
  const everything = candidates.map((_, index) => index);
  if (!search.isMet(everything)) {
    return { chosen: everything, cost: search.days(everything), exact: true, gapDays: 0, reachesThresholds: false };
  }
  const greedy = search.greedy();
  if (candidates.length > exactUpTo) {
    const gapDays = Math.max(0, search.days(greedy) - search.lowestDays());
    return { chosen: greedy, cost: search.days(greedy), exact: false, gapDays, reachesThresholds: true };
  }
  const chosen = search.exact(greedy);
  return { chosen, cost: search.days(chosen), exact: true, gapDays: 0, reachesThresholds: true };
}

/** The objective that choices are compared by: the sum over the chosen ones. */
export function objectiveOf(candidates: readonly Candidate[]): readonly number[] {
  const ranks = [...candidates.keys()].sort((a, b) =>
    compareIds(candidates[a] as Candidate, candidates[b] as Candidate),
  );
  const objective = candidates.map(
    ({ cost, leadWeeks }) =>
      Math.round(cost * PARTS_OF_A_DAY) * DAY_PART + Math.round(leadWeeks * PARTS_OF_A_WEEK) * WEEK_PART,
  );
  ranks.forEach((index, rank) => {
    objective[index] = (objective[index] as number) + rank + 1;
  });
  return objective;
}

/** Whether the scores with the chosen candidates reach every threshold. */
export function meetsGoal(candidates: readonly Candidate[], goal: Goal, chosen: readonly number[]): boolean {
  const scores = [...goal.scores];
  for (const index of chosen) {
    const { domain, gain } = candidates[index] as Candidate;
    scores[domain] = (scores[domain] as number) + gain;
  }
  return (
    scores.every((score, d) => score >= (goal.leastScores[d] as number) - TOLERANCE) &&
    logIndex(scores, goal) >= Math.log(goal.leastIndex) - TOLERANCE
  );
}

function logIndex(scores: readonly number[], { weights, scoreFloor }: Goal): number {
  return scores.reduce((sum, score, d) => sum + (weights[d] as number) * Math.log(Math.max(score, scoreFloor)), 0);
}

function compareIds(a: Candidate, b: Candidate): number {
  return a.id < b.id ? -1 : 1;
}

/** Branch and bound. Candidates are in, out or free; a candidate goes in together with all that it needs. */
class Search {
  private readonly objective: readonly number[];
  private readonly order: readonly number[];
  private readonly state: Uint8Array;
  private readonly scores: number[];
  private cost = 0;
  private bestCost = Infinity;
  private best: readonly number[] = [];

  constructor(
    private readonly candidates: readonly Candidate[],
    private readonly goal: Goal,
  ) {
    this.objective = objectiveOf(candidates);
    this.state = new Uint8Array(candidates.length);
    this.scores = [...goal.scores];
    this.order = [...candidates.keys()].sort((a, b) => this.density(b) - this.density(a));
  }

  isMet(chosen: readonly number[]): boolean {
    return meetsGoal(this.candidates, this.goal, chosen);
  }

  days(chosen: readonly number[]): number {
    return chosen.reduce((sum, index) => sum + (this.candidates[index] as Candidate).cost, 0);
  }

  /** No choice can cost less than this many days. */
  lowestDays(): number {
    return this.lowerBound(this.candidates.map(({ cost }) => cost));
  }

  exact(start: readonly number[]): readonly number[] {
    this.best = start;
    this.bestCost = start.reduce((sum, index) => sum + (this.objective[index] as number), 0);
    this.branch();
    return this.best;
  }

  /** Best gain a day first, until every threshold is reached; then whatever is not needed after all is dropped. */
  greedy(): readonly number[] {
    const chosen = new Set<number>();
    while (!this.isMet([...chosen])) {
      let [bestIndex, bestRate] = [-1, -1];
      for (const index of this.order) {
        if (chosen.has(index)) continue;
        const rate = this.rate([index, ...(this.candidates[index] as Candidate).needs].filter((i) => !chosen.has(i)));
        if (rate > bestRate) [bestIndex, bestRate] = [index, rate];
      }
      this.take(bestIndex, chosen);
    }
    for (const index of [...chosen].sort((a, b) => (this.objective[b] as number) - (this.objective[a] as number))) {
      const needed = [...chosen].some((other) => (this.candidates[other] as Candidate).needs.includes(index));
      const without = [...chosen].filter((other) => other !== index);
      if (!needed && this.isMet(without)) {
        chosen.delete(index);
        this.add(index, -1);
      }
    }
    for (const index of chosen) this.add(index, -1);
    return [...chosen].sort((a, b) => a - b);
  }

  private take(index: number, chosen: Set<number>): void {
    for (const i of [index, ...(this.candidates[index] as Candidate).needs]) {
      if (chosen.has(i)) continue;
      chosen.add(i);
      this.add(i, 1);
    }
  }

  /** Progress towards the thresholds, in hundredths of the index and of missing domain points, for each day. */
  private rate(added: readonly number[]): number {
    let [gain, days] = [0, 0];
    for (const index of added) {
      const { domain, gain: points, cost } = this.candidates[index] as Candidate;
      const missing = Math.max(0, (this.goal.leastScores[domain] as number) - (this.scores[domain] as number));
      gain += 100 * this.logGain(index) + Math.min(points, missing);
      days += cost;
    }
    return gain / Math.max(days, TOLERANCE);
  }

  private branch(): void {
    const bound = this.lowerBound(this.objective);
    if (this.cost + bound * (1 - BOUND_ROUNDING) >= this.bestCost) return;
    // Nothing more is needed: every threshold is reached.
    if (bound === 0) {
      this.best = this.order.filter((index) => this.state[index] === 1).sort((a, b) => a - b);
      this.bestCost = this.cost;
      return;
    }
    // One is free: with none the bound would have been endless.
    const index = this.order.find((i) => this.state[i] === 0) as number;
    const added = [index, ...(this.candidates[index] as Candidate).needs].filter((i) => this.state[i] !== 1);
    if (added.every((i) => this.state[i] === 0)) {
      for (const i of added) this.set(i, 1);
      this.branch();
      for (const i of added) this.set(i, 0);
    }
    this.state[index] = 2;
    this.branch();
    this.state[index] = 0;
  }

  private set(index: number, state: 0 | 1): void {
    this.state[index] = state;
    this.cost += state === 1 ? (this.objective[index] as number) : -(this.objective[index] as number);
    this.add(index, state === 1 ? 1 : -1);
  }

  private add(index: number, sign: 1 | -1): void {
    const { domain, gain } = this.candidates[index] as Candidate;
    this.scores[domain] = (this.scores[domain] as number) + sign * gain;
  }

  /**
   * Cost that is still needed at least. Needs are left out and the last item may be taken in part; a later gain in a
   * domain is never larger than the first (the logarithm is concave), so this never exceeds the true cost. Domains
   * hold different candidates, so their bounds add up.
   *
   * @param costs of each candidate, in any unit
   */
  private lowerBound(costs: readonly number[]): number {
    const free = this.order.filter((index) => this.state[index] === 0);
    const missingLog = Math.log(this.goal.leastIndex) - logIndex(this.scores, this.goal);
    const forIndex = this.cover(missingLog, free, costs, (index) => this.logGain(index));
    const forDomains = this.scores.reduce((sum, score, domain) => {
      const own = free.filter((index) => this.candidates[index]?.domain === domain);
      const missing = (this.goal.leastScores[domain] as number) - score;
      return sum + this.cover(missing, own, costs, (index) => (this.candidates[index] as Candidate).gain);
    }, 0);
    return Math.max(forIndex, forDomains);
  }

  private cover(
    missing: number,
    free: readonly number[],
    costs: readonly number[],
    gainOf: (index: number) => number,
  ): number {
    if (missing <= TOLERANCE) return 0;
    const items = free
      .map((index) => ({ gain: gainOf(index), cost: costs[index] as number }))
      .filter(({ gain }) => gain > 0)
      .sort((a, b) => b.gain * a.cost - a.gain * b.cost);
    let [left, cost] = [missing - TOLERANCE, 0];
    for (const item of items) {
      if (item.gain >= left) return cost + (item.cost * left) / item.gain;
      left -= item.gain;
      cost += item.cost;
    }
    return Infinity;
  }

  /** What it adds to the logarithm of the index at most. Counted from the floor, two gains below it would bring more than each. */
  private logGain(index: number): number {
    const { domain, gain } = this.candidates[index] as Candidate;
    const { weights, scoreFloor } = this.goal;
    return (weights[domain] as number) * Math.log1p(gain / Math.max(this.scores[domain] as number, scoreFloor));
  }

  private density(index: number): number {
    return this.logGain(index) / (this.objective[index] as number);
  }
}

/**
 * How firm the order of a portfolio's sites is: ranks by the readiness index, with what is left of them when weights, the
 * way to aggregate and unknown answers are drawn at random. Step 7 of the OECD/JRC *Handbook on Constructing Composite
 * Indicators* (2008), "Uncertainty and sensitivity analysis". Numbers are exact; in the sentences they are rounded.
 */
export interface RankRobustness {
  /** What has to stand beside every list of ranks */
  readonly label: string;
  /** Draws that the ranges and shares rest on */
  readonly draws: number;
  /** Seed of the draws: the same seed and the same sites give the same result */
  readonly seed: number;
  /** The k of "probability of being among the first k", from 1 */
  readonly top: number;
  /** Sites by median rank; those that share it by nominal rank, then by id */
  readonly sites: readonly RankedSite[];
  /** Sites that cannot be told apart, first places first */
  readonly groups: readonly TieGroup[];
  /** Sources of uncertainty, the one that moves ranks most first */
  readonly drivers: readonly RankDriver[];
  /** Which source moves ranks most, in plain English */
  readonly driverSentence: string;
  /** What the drawn domain weights mean, for each tool of the portfolio by id */
  readonly weights: readonly DrawnWeights[];
}

/** Where one site stands among the others, and how firm that is. */
export interface RankedSite {
  /** Id of the site, as it was given */
  readonly id: string;
  /** The index with the weights as they stand and unknown answers at their worst, 1 to 100 */
  readonly index: number;
  /** Its rank by that index; 1 is the highest index, and equal ones share the better rank */
  readonly rank: number;
  /** The index over the draws */
  readonly indexRange: DrawnRange;
  /** The rank over the draws */
  readonly rankRange: DrawnRange;
  /** Share of draws in which it is among the first k, 0 to 1 */
  readonly topProbability: number;
  /** Number of its tie group, from 1 */
  readonly group: number;
  /** Places that the sites of its tie group hold together: which of them it holds cannot be told */
  readonly places: Places;
}

/** The middle of the draws and what nine in ten of them lie between. */
export interface DrawnRange {
  /** 5th percentile */
  readonly low: number;
  /** 50th percentile */
  readonly median: number;
  /** 95th percentile */
  readonly high: number;
}

/** Consecutive places in the order of median ranks. */
export interface Places {
  /** The first of them, from 1 */
  readonly from: number;
  /** The last of them */
  readonly to: number;
}

/** Sites of which none can be told apart from the group's first. */
export interface TieGroup {
  /** From 1 */
  readonly number: number;
  /** Places that its sites hold together */
  readonly places: Places;
  /** Ids of its sites, by median rank */
  readonly sites: readonly string[];
}

/**
 * - `domain-weights`: how much each domain counts
 * - `question-weights`: how much each question counts inside its domain
 * - `aggregation`: whether a strong domain can make up for a weak one
 * - `unknown-answers`: what the answers that nobody knows turn out to be
 */
export type UncertaintySource = 'domain-weights' | 'question-weights' | 'aggregation' | 'unknown-answers';

/** What one source of uncertainty does to ranks, all others held as they stand. */
export interface RankDriver {
  /** Which one */
  readonly source: UncertaintySource;
  /** What it is, in plain English */
  readonly name: string;
  /** Places by which a site moves from its nominal rank, the mean over sites and draws: the handbook's average shift in rank */
  readonly averageShift: number;
}

/** What the drawn domain weights of one tool mean. */
export interface DrawnWeights {
  /** Id of the tool */
  readonly tool: string;
  /** Version of the instrument */
  readonly instrument: string;
  /** Its domains, in the instrument's order */
  readonly domains: readonly DrawnWeight[];
}

/** How far one domain's weight is moved by the draws. */
export interface DrawnWeight {
  /** The domain's short code */
  readonly code: string;
  /** The domain's name */
  readonly name: string;
  /** Its weight in the index as it stands, the mean of the draws, 0 to 1 */
  readonly weight: number;
  /** Standard deviation of the draws as a share of the weight: 0.26 is "±26%"; 0 for a weight of 0 */
  readonly relativeSd: number;
}

/** Two sites held against each other. */
export interface PairComparison {
  /** Id of a site of the page */
  readonly site: string;
  /** Id of the other one */
  readonly other: string;
  /** Share of draws in which the first has the higher index, equal ones counted half, 0 to 1 */
  readonly above: number;
  /** False when their order is one that a good share of the draws turns round */
  readonly distinguishable: boolean;
}

/** Stands beside every list of ranks. */
export const NOT_AN_ORDER_OF_HELP =
  'Not an order of help. The ranks compare how ready sites are, and a rank says nothing about whom to help first.';

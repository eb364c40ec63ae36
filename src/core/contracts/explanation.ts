import type { FindingOutcome, GateResult, Stage } from './scorecard.js';

/** Every number of a scorecard line by line. Lines add up to what they explain. */
export interface Explanation {
  readonly instrument: { readonly id: string; readonly version: string };
  /** Id of the tool's profile */
  readonly tool: string;
  /** The day for which it was scored, ISO */
  readonly asOf: string;
  readonly index: IndexExplanation;
  /** Domains in the instrument's order; on pages they are called sections */
  readonly domains: readonly DomainExplanation[];
  /** How much of the assessment is known */
  readonly completeness: RatioExplanation;
  /** How well the known answers are evidenced: completeness times the mean evidence strength */
  readonly confidence: RatioExplanation;
  readonly stage: StageExplanation;
  readonly gates: readonly GateResult[];
}

export interface IndexExplanation {
  /** 1 to 100 */
  readonly value: number;
  /** The same with every unknown answer at its best */
  readonly upper: number;
  /** Weighted arithmetic mean of the same scores, 1 to 100 */
  readonly arithmetic: number;
  /** arithmetic − value: how uneven the domains are */
  readonly imbalance: number;
  /** The index with answers whose evidence is weaker than "in date with an owner" treated as not known */
  readonly verified: number;
  /** 100 − value; the domains' `points` add up to it */
  readonly missing: number;
  readonly sentence: string;
}

export interface DomainExplanation {
  /** Code of the domain, such as `IT` */
  readonly code: string;
  readonly name: string;
  /** Share of the index, 0 to 1; 0 when too little of the domain applies */
  readonly weight: number;
  /** 0 to 100; null when too little of the domain applies. The questions' `points` add up to it. */
  readonly score: number | null;
  /** The score with every unknown answer at its best; null as above. `score` and the questions' `couldAdd` add up to it. */
  readonly upper: number | null;
  /** What the index counts: the score, but at least the method's floor; null as above */
  readonly counted: number | null;
  /** weight × ln(100 ÷ counted); the index is 100 × e to the minus sum of these */
  readonly logGap: number;
  /** Index points that are missing because of this domain */
  readonly points: number;
  readonly questions: readonly QuestionExplanation[];
  readonly sentence: string;
}

export interface QuestionExplanation {
  readonly id: string;
  /** Short name */
  readonly subject: string;
  readonly outcome: FindingOutcome;
  /** 0 to 1; null when not known or not applicable */
  readonly value: number | null;
  readonly weight: number;
  /** Share of its domain's score, 0 to 1; 0 when it does not apply or its domain is not assessable */
  readonly share: number;
  /** Points that it gives to its domain's score: 100 × share × value */
  readonly points: number;
  /** Points of the domain's score that are missing because of it */
  readonly missing: number;
  /** Points that it would give if it were not known and turned out at its best; 0 for a known answer */
  readonly couldAdd: number;
  /** Strength of its evidence, 0 to 1 */
  readonly strength: number;
  readonly sentence: string;
}

/** A share that is one sum over another. */
export interface RatioExplanation {
  /** numerator ÷ denominator, 0 to 1 */
  readonly value: number;
  readonly numerator: number;
  readonly denominator: number;
  readonly sentence: string;
}

export interface StageExplanation {
  readonly number: Stage;
  readonly name: string;
  /** In the order in which they are asked; the first that is not met decides the stage */
  readonly conditions: readonly StageCondition[];
}

export interface StageCondition {
  readonly id: 'started' | 'data-gates' | 'live-gates' | 'essentials' | 'domains' | 'index' | 'in-use';
  /** The stage that it is needed for */
  readonly neededFor: Stage;
  readonly met: boolean;
  readonly sentence: string;
}

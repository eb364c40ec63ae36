import type { GateKind, InstrumentPin } from './instrument.js';
import type { NotKnownReason, Stage } from './scorecard.js';

/**
 * How far an index rests on judgement, and on what nobody knows or has shown yet: the same answers under other weights,
 * and what each open answer could move. A weight opens no gate. Numbers are exact; in the sentences they are rounded.
 */
export interface Sensitivity {
  /** The instrument that was answered */
  readonly instrument: InstrumentPin;
  /** Id of the tool */
  readonly tool: string;
  /** The day, ISO, for which the answers are scored */
  readonly asOf: string;
  /** The index as it stands, 1 to 100 */
  readonly index: number;
  /** The same with every unknown answer at its best */
  readonly upper: number;
  /** How much a domain's weight is multiplied by: less, and more */
  readonly factors: {
    /** Under 1 */
    readonly less: number;
    /** Over 1 */
    readonly more: number;
  };
  /** One domain's weight moved at a time, the others keeping their proportions; in the instrument's order */
  readonly domains: readonly DomainSensitivity[];
  /** Other ways to weigh everything at once */
  readonly variants: readonly WeightVariant[];
  /** The index over all of these, the one that stands included */
  readonly tried: IndexRange;
  /** What no weights of the domains can go beyond: the lowest and the highest score of a domain */
  readonly limits: IndexRange;
  /** Stages that the site would be at under any of these, lowest first. A closed data gate keeps all of them at 1 or under. */
  readonly stages: readonly Stage[];
  /** Answers that are not known, the one that moves index and upper bound most first */
  readonly unknown: readonly UnknownAnswer[];
  /** Known answers that nobody has checked, the one that raises confidence most first */
  readonly unchecked: readonly UncheckedAnswer[];
  /** What the weights come to, in plain English */
  readonly sentence: string;
}

/** Two numbers of 1 to 100 with everything between them. */
export interface IndexRange {
  /** The lower one */
  readonly lowest: number;
  /** The higher one */
  readonly highest: number;
}

/** The index when the same answers are weighed in another way. */
export interface WeighedIndex {
  /** 1 to 100 */
  readonly index: number;
  /** The same with every unknown answer at its best */
  readonly upper: number;
  /** Points from the index that stands, with sign */
  readonly change: number;
  /** The stage that the site would be at: the index is one of its conditions, and gates are others */
  readonly stage: Stage;
}

/** What happens when one domain weighs less or more. */
export interface DomainSensitivity {
  /** The domain's short code */
  readonly code: string;
  /** The domain's name */
  readonly name: string;
  /** Its weight in the index, 0 to 1; 0 when too little of it applies to be scored */
  readonly weight: number;
  /** With its weight multiplied by the smaller factor */
  readonly less: WeighedIndex;
  /** With its weight multiplied by the larger factor */
  readonly more: WeighedIndex;
}

/**
 * - `equal-domains`: every domain that is scored weighs the same
 * - `equal-questions`: every question of a domain weighs the same
 * - `plain-average`: the weights as they are, and an average in which a strong domain makes up for a weak one
 */
export type WeightVariantId = 'equal-domains' | 'equal-questions' | 'plain-average';

/** Another way to weigh everything at once. */
export interface WeightVariant extends WeighedIndex {
  /** Which one */
  readonly id: WeightVariantId;
  /** What it is, in plain English */
  readonly name: string;
}

/** What finding out one answer can do. */
export interface UnknownAnswer {
  /** The question's id */
  readonly id: string;
  /** The question's short name */
  readonly subject: string;
  /** Code of its domain */
  readonly domain: string;
  /** Why it is not known */
  readonly reason: NotKnownReason;
  /** The gate that it is; null when it is none */
  readonly gate: GateKind | null;
  /** Whether it is an essential question */
  readonly essential: boolean;
  /** Points that the index rises by when the answer turns out to be the best one */
  readonly ifBest: number;
  /** Points that the upper bound falls by when it turns out to be the worst one */
  readonly ifWorst: number;
}

/** What better evidence of one answer can do. */
export interface UncheckedAnswer {
  /** The question's id */
  readonly id: string;
  /** The question's short name */
  readonly subject: string;
  /** Code of its domain */
  readonly domain: string;
  /** The gate that it is; null when it is none */
  readonly gate: GateKind | null;
  /** Strength of its evidence as it stands, 0 to 1 */
  readonly strength: number;
  /** What confidence rises by when a second person has checked its evidence, 0 to 1 */
  readonly confidence: number;
  /** Points that the verified index rises by then */
  readonly verified: number;
}

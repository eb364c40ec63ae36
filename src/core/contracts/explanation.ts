import type { InstrumentPin, GateKind, Use } from './instrument.js';
import type { FindingOutcome, GateState, NotKnownReason, Stage } from './scorecard.js';

/**
 * Every number of a scorecard, line by line. Numbers are exact; in the sentences they are rounded for people. What the
 * lines hold adds up to the scorecard's own numbers.
 */
export interface Explanation {
  /** The instrument that was answered */
  readonly instrument: InstrumentPin;
  /** Id of the tool */
  readonly tool: string;
  /** What the deployment is for */
  readonly use: Use;
  /** The day, ISO, for which the answers are scored */
  readonly asOf: string;
  /** The scorecard's headline */
  readonly headline: string;
  /** How the index and what goes with it come about */
  readonly index: IndexExplanation;
  /** One line for each domain, in the instrument's order, each with its questions */
  readonly domains: readonly DomainExplanation[];
  /** Known weight over applicable weight, all questions */
  readonly completeness: Ratio;
  /** Weight times evidence strength of the known answers, over applicable weight: completeness × mean strength */
  readonly confidence: Ratio;
  /** The stage, and every condition on the way to the last one */
  readonly stage: StageExplanation;
  /** Every gate, in the instrument's order */
  readonly gates: readonly GateExplanation[];
}

/** The index, its upper bound, the verified index and the plain average of the same domain scores. */
export interface IndexExplanation {
  /** The arithmetic in words */
  readonly method: string;
  /** The least that a domain counts as in the index, 0 to 100 */
  readonly scoreFloor: number;
  /** The index as it stands */
  readonly counted: IndexSum;
  /** The same sum with every unknown answer at its best */
  readonly upper: IndexSum;
  /** The same sum with answers whose evidence is too weak treated as not known */
  readonly verified: IndexSum;
  /** Least evidence strength that counts in the verified index, 0 to 1 */
  readonly verifiedAt: number;
  /** Ids of the known answers whose evidence is weaker than that */
  readonly notVerified: readonly string[];
  /** The weighted plain average, and how far it is from the index */
  readonly average: Average;
  /** Name of the band of the index */
  readonly band: string;
  /** True while too little is known to call the index more than provisional */
  readonly provisional: boolean;
}

/** value = 100 × exp(−logGap), and logGap is the sum of the domains' log terms. */
export interface IndexSum {
  /** 1 to 100 */
  readonly value: number;
  /** Σ W·(ln 100 − ln score) over the domains that are assessed; 0 at an index of 100 */
  readonly logGap: number;
  /** 100 − value: what the domains lose between them, in points of the index */
  readonly pointsLost: number;
  /** The line in plain English */
  readonly sentence: string;
}

/** The weighted arithmetic mean of the domain scores: what the index would be if strong domains made up for weak ones. */
export interface Average {
  /** Σ W·score, each score at least the floor, 0 to 100 */
  readonly value: number;
  /** value − index: how uneven the domains are, in points */
  readonly imbalance: number;
  /** The line in plain English */
  readonly sentence: string;
}

/** One domain: what it brings to the index, and the questions that its score is made of. */
export interface DomainExplanation {
  /** The domain's short code */
  readonly code: string;
  /** The domain's name */
  readonly name: string;
  /** Its band: never above the cap while an essential question is open */
  readonly band: string;
  /** False when too little of the domain applies; it then has no score and its weight is shared out */
  readonly assessed: boolean;
  /** Its base weight among all domains, 0 to 1 */
  readonly baseWeight: number;
  /** Its weight in the index, 0 to 1, after sharing out domains that are not assessed; 0 for those */
  readonly weight: number;
  /** Sum of its questions' weights */
  readonly fullWeight: number;
  /** Sum of the weights of its questions that apply */
  readonly applicableWeight: number;
  /** Sum of the weights of its questions with a known answer */
  readonly knownWeight: number;
  /** knownWeight over applicableWeight, 0 to 1; 1 when nothing applies */
  readonly completeness: number;
  /** As it stands; null when not assessed */
  readonly counted: DomainTerm | null;
  /** With every unknown answer at its best; null when not assessed */
  readonly upper: DomainTerm | null;
  /** With answers whose evidence is too weak treated as not known; null when not assessed */
  readonly verified: DomainTerm | null;
  /** Its share of the distance from 100 in the log scale of the index, 0 to 1 */
  readonly shareOfGap: number;
  /** One line for each question, in the instrument's order */
  readonly questions: readonly QuestionExplanation[];
  /** The line in plain English */
  readonly sentence: string;
}

/** What a domain adds to one of the sums of the index. */
export interface DomainTerm {
  /** Σ of its questions' points, 0 to 100 */
  readonly score: number;
  /** The score that counts in the index: at least the floor */
  readonly scoreUsed: number;
  /** weight × (ln 100 − ln scoreUsed) */
  readonly logTerm: number;
  /** Its part of the index's lost points, in proportion to the log terms */
  readonly pointsLost: number;
}

/** One question's part of its domain's score. */
export interface QuestionExplanation {
  /** The question's id */
  readonly id: string;
  /** The question's short name */
  readonly subject: string;
  /** The question's weight under the tool */
  readonly weight: number;
  /** False when it does not apply: it then leaves every sum */
  readonly applicable: boolean;
  /** What was found */
  readonly outcome: FindingOutcome;
  /** Why it is not known; null when it is known or does not apply */
  readonly notKnownReason: NotKnownReason | null;
  /** The answer in the question's own words */
  readonly answer: string;
  /** What the answer is worth, 0 to 1; null when not known or not applicable */
  readonly value: number | null;
  /** weight over the domain's applicable weight, 0 to 1; 0 when it does not apply */
  readonly share: number;
  /** Points that it gives to the domain's score: 100 × share × value, an unknown answer giving none */
  readonly points: number;
  /** Points that it leaves, up to its share of 100 */
  readonly pointsLeft: number;
  /** Points that it would give if it were known and best; those it gives when it is known already */
  readonly pointsIfKnown: number;
  /** Points that it gives in the verified index: none when its evidence is too weak */
  readonly pointsVerified: number;
  /** Its part of the domain's gap, 0 to 1 */
  readonly shareOfDomainGap: number;
  /** Its weight when the answer is known, else 0: what it adds to completeness */
  readonly knownWeight: number;
  /** Strength of its evidence, 0 to 1 */
  readonly strength: number;
  /** knownWeight × strength: what it adds to confidence */
  readonly strengthWeight: number;
  /** What was found and why, in a sentence or two */
  readonly finding: string;
  /** The line in plain English */
  readonly sentence: string;
}

/** A share as the sum above over the sum below. */
export interface Ratio {
  /** The sum above the line */
  readonly numerator: number;
  /** The sum below the line */
  readonly denominator: number;
  /** numerator over denominator, 0 to 1 */
  readonly value: number;
  /** The line in plain English */
  readonly sentence: string;
}

/**
 * - `started`: enough of the assessment is known
 * - `data-gates`: every data gate is open
 * - `live-gates`: every go-live gate is open
 * - `essentials`: every essential question is at its mark
 * - `domain-scores`: no domain is under the least score for go-live
 * - `index`: the index has reached the least for go-live
 * - `in-use`: the go-live date has come
 */
export type StageConditionId =
  'started' | 'data-gates' | 'live-gates' | 'essentials' | 'domain-scores' | 'index' | 'in-use';

/** A site is at the last stage before the first one of which a condition is missed. */
export interface StageExplanation {
  /** The stage reached, 0 to 4 */
  readonly number: Stage;
  /** Its name */
  readonly name: string;
  /** The stage after it; null at the last one */
  readonly next: Stage | null;
  /** The conditions of every stage, in order of the stages */
  readonly conditions: readonly ConditionExplanation[];
  /** The line in plain English */
  readonly sentence: string;
}

/** One condition of a stage. */
export interface ConditionExplanation {
  /** Which condition */
  readonly id: StageConditionId;
  /** The stage that it is a condition of */
  readonly stage: Stage;
  /** Whether it is met today */
  readonly met: boolean;
  /** Ids of the questions that stand in its way */
  readonly questions: readonly string[];
  /** Codes of the domains that stand in its way */
  readonly domains: readonly string[];
  /** The line in plain English */
  readonly sentence: string;
}

/** One gate and why it is open or closed. */
export interface GateExplanation {
  /** The gate question's id */
  readonly id: string;
  /** The question's short name */
  readonly subject: string;
  /** Whether it guards data or going live */
  readonly kind: GateKind;
  /** How it stands today */
  readonly state: GateState;
  /** Whether it lets the site through today */
  readonly open: boolean;
  /** The day, ISO, until which it holds because its evidence lapses then; null when no end is known or it is closed */
  readonly until: string | null;
  /** Why it is not simply passed; null when it is */
  readonly reason: string | null;
  /** What makes it pass in full; null when it does, or does not apply */
  readonly clearing: GateClearing | null;
  /** The line in plain English */
  readonly sentence: string;
}

/**
 * - `answer`: the answer is not known: find it out
 * - `gap`: the answer is below the mark: something has to be done
 * - `evidence`: the answer is enough, and no dated document shows it
 * - `renewal`: the document that shows it has lapsed, or is for another version of the product
 * - `completion`: it is open for a while, on conditions that are still to be met
 */
export type GateMissing = 'answer' | 'gap' | 'evidence' | 'renewal' | 'completion';

/** What clears a gate that is closed or conditional. A score is never part of it. */
export interface GateClearing {
  /** What is missing */
  readonly missing: GateMissing;
  /** What is asked */
  readonly question: string;
  /** The answer at which it passes, in the question's own words */
  readonly passesAt: string;
  /** Documents that would show it */
  readonly documents: readonly string[];
  /** Name of the role that owns the action which closes the gap */
  readonly owner: string;
  /** The line in plain English */
  readonly sentence: string;
}

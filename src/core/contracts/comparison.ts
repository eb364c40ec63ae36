import type { InstrumentPin, GateKind, Severity, Use } from './instrument.js';
import type { FindingOutcome, GateState, NotKnownReason, Stage, Verdict } from './scorecard.js';

/**
 * What changed from one submitted assessment to another, and what moved the index. Numbers are exact; in the sentences
 * they are rounded for people.
 */
export interface Comparison {
  /** The instrument that both answer */
  readonly instrument: InstrumentPin;
  /** Id of the tool that both are about */
  readonly tool: string;
  /** The earlier one */
  readonly before: ComparedAssessment;
  /** The later one */
  readonly after: ComparedAssessment;
  /** The whole comparison in one or two sentences */
  readonly summary: string;
  /** How the index moved, and which questions and domains moved it */
  readonly index: IndexMovement;
  /** The index with every unknown answer at its best, 1 to 100 */
  readonly upper: NumberChange;
  /** The index by answers with strong enough evidence only, 1 to 100 */
  readonly verified: NumberChange;
  /** Known weight over applicable weight, 0 to 1 */
  readonly completeness: NumberChange;
  /** Completeness × mean evidence strength, 0 to 1 */
  readonly confidence: NumberChange;
  /** The stage, 0 to 4 */
  readonly stage: StageChange;
  /** Whether the trust can judge the tool, and whether the site can go live */
  readonly verdicts: { readonly decide: VerdictChange; readonly deploy: VerdictChange };
  /** Every domain, in the instrument's order, changed or not */
  readonly domains: readonly DomainChange[];
  /** Questions whose answer, or what was found on it, changed; in the instrument's order */
  readonly answers: readonly AnswerChange[];
  /** Gates that changed, in the instrument's order */
  readonly gates: readonly GateChange[];
  /** Consistency queries that came, went or are about other questions now */
  readonly checks: readonly CheckChange[];
}

/** One of the two assessments that are compared. */
export interface ComparedAssessment {
  /** The day, ISO, for which it was scored */
  readonly asOf: string;
  /** What the deployment was for */
  readonly use: Use;
  /** The product's version as stated; null when it was not */
  readonly productVersion: string | null;
  /** Its headline */
  readonly headline: string;
}

/** The index before and after, and exact lines that add up to the difference. */
export interface IndexMovement {
  /** 1 to 100 */
  readonly before: number;
  /** 1 to 100 */
  readonly after: number;
  /** after − before, in points */
  readonly change: number;
  /** What moved it, largest first; the points of all lines add up to the change. Empty when nothing moved it. */
  readonly lines: readonly MovementLine[];
  /** The line in plain English */
  readonly sentence: string;
}

/**
 * - `answer`: the answer to one question is worth more or less, or applies now, or no longer does
 * - `share`: the answer is worth the same, but its share of the domain changed with what applies or with the weights
 * - `domain-weight`: the domain's weight in the index changed, which belongs to no question
 * - `domain-assessed`: enough of the domain applies now for a score
 * - `domain-not-assessed`: too little of the domain applies now for a score
 */
export type MovementKind = 'answer' | 'share' | 'domain-weight' | 'domain-assessed' | 'domain-not-assessed';

/** One thing that moved the index. */
export interface MovementLine {
  /** What sort of thing it is */
  readonly kind: MovementKind;
  /** Code of the domain */
  readonly domain: string;
  /** Id of the question; null for a line about a whole domain */
  readonly question: string | null;
  /** Short name of the question, or the domain's name */
  readonly subject: string;
  /** Points of the index, with sign */
  readonly points: number;
  /** The line in plain English */
  readonly sentence: string;
}

/** A number before and after. */
export interface NumberChange {
  /** The number in the earlier one */
  readonly before: number;
  /** The number in the later one */
  readonly after: number;
  /** after − before */
  readonly change: number;
  /** The line in plain English */
  readonly sentence: string;
}

/** The stage before and after. */
export interface StageChange {
  /** The stage in the earlier one */
  readonly before: Stage;
  /** The stage in the later one */
  readonly after: Stage;
  /** The line in plain English */
  readonly sentence: string;
}

/** A verdict before and after. */
export interface VerdictChange {
  /** The verdict in the earlier one */
  readonly before: Verdict;
  /** The verdict in the later one */
  readonly after: Verdict;
  /** The line in plain English */
  readonly sentence: string;
}

/** One domain before and after. */
export interface DomainChange {
  /** The domain's short code */
  readonly code: string;
  /** The domain's name */
  readonly name: string;
  /** 0 to 100; null when it could not be assessed */
  readonly before: number | null;
  /** 0 to 100; null when it can not be assessed */
  readonly after: number | null;
  /** Points that it moved the index by: the sum of its lines, up to rounding */
  readonly points: number;
  /** The line in plain English */
  readonly sentence: string;
}

/**
 * Where a change of what was found comes from. The first of these that explains it is named:
 * - `answer`: the answer itself is another one
 * - `time`: the same answer and evidence come to this on the later day: evidence lapsed, or has come into effect
 * - `context`: they come to this under the later use, product version or recorded changes
 * - `evidence`: the evidence is another one
 */
export type ChangeCause = 'answer' | 'time' | 'context' | 'evidence';

/** One question whose answer, or what was found on it, changed. */
export interface AnswerChange {
  /** The question's id */
  readonly id: string;
  /** The question's short name */
  readonly subject: string;
  /** Code of its domain */
  readonly domain: string;
  /** Where the change comes from */
  readonly cause: ChangeCause;
  /** In the earlier one */
  readonly before: AnswerState;
  /** In the later one */
  readonly after: AnswerState;
  /** Points of the index that the question moved, with sign; 0 when it moved none */
  readonly points: number;
  /** The line in plain English */
  readonly sentence: string;
}

/** An answer and what was found on it. */
export interface AnswerState {
  /** The answer in the question's own words: a level's text, or a number with its unit */
  readonly answer: string;
  /** What was found */
  readonly outcome: FindingOutcome;
  /** Why it is not known; null when it is known or does not apply */
  readonly notKnownReason: NotKnownReason | null;
  /** What the answer is worth, 0 to 1; null when not known or not applicable */
  readonly value: number | null;
  /** Strength of its evidence, 0 to 1 */
  readonly strength: number;
  /** The day, ISO, on which its evidence lapses or lapsed; null when there is none */
  readonly lapses: string | null;
}

/**
 * - `opened`: closed before, open after
 * - `lost`: open before, closed after
 * - `changed`: as open or closed as before, but its state, its end or its reason is another one
 * - `added`: no gate before, under another use
 * - `removed`: no gate any more, under this use
 */
export type GateMovement = 'opened' | 'lost' | 'changed' | 'added' | 'removed';

/** One gate that changed. */
export interface GateChange {
  /** The gate question's id */
  readonly id: string;
  /** The question's short name */
  readonly subject: string;
  /** Whether it guards data or going live */
  readonly kind: GateKind;
  /** What happened to it */
  readonly movement: GateMovement;
  /** In the earlier one; null when it was no gate */
  readonly before: GateStanding | null;
  /** In the later one; null when it is no gate */
  readonly after: GateStanding | null;
  /** The line in plain English */
  readonly sentence: string;
}

/** How a gate stands in one of the two. */
export interface GateStanding {
  /** Its state */
  readonly state: GateState;
  /** The day, ISO, until which it holds; null when no end is known or it is closed */
  readonly until: string | null;
  /** Why it is not simply passed; null when it is */
  readonly reason: string | null;
}

/** A consistency query that came, went, or is about other questions now. */
export interface CheckChange {
  /** The query's stable id */
  readonly id: string;
  /** How much it matters */
  readonly severity: Severity;
  /** What happened to it */
  readonly movement: 'came' | 'went' | 'changed';
  /** Ids of the questions that it is about; for one that went, those it was about */
  readonly questions: readonly string[];
  /** The line in plain English */
  readonly sentence: string;
}

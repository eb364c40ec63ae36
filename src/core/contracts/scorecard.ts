import type { InstrumentPin, GateKind, Phase, Severity } from './instrument.js';

/** What is known about a question on the day */
export type FindingOutcome = 'met' | 'partly-met' | 'not-met' | 'not-known' | 'expired' | 'not-applicable';
/** Why it is not known */
export type NotKnownReason = 'unanswered' | 'answered-not-known' | 'claimed-without-evidence';
/** Where a gate stands on the day */
export type GateState = 'passed' | 'conditional' | 'failed' | 'not-known' | 'not-applicable';
/** Whether the site can decide or deploy */
export type Verdict = 'yes' | 'no' | 'not-known';
/** How far the deployment is: 0 not started to 4 live */
export type Stage = 0 | 1 | 2 | 3 | 4;

/** What is known about one question, and why. */
export interface Finding {
  /** The question's id */
  readonly id: string;
  /** Code of its domain */
  readonly domain: string;
  /** Short name */
  readonly subject: string;
  readonly outcome: FindingOutcome;
  readonly notKnownReason?: NotKnownReason;
  /** 0 to 1; null when not answered, not known or not applicable. A gate that is only claimed has its value. */
  readonly value: number | null;
  /** Value at which it is met, 0 to 1 */
  readonly passMark: number;
  /** 1 helpful, 2 material, 3 blocks others or dominates delay */
  readonly weight: number;
  /** When it has to be settled */ readonly phase: Phase;
  /** Ids of the themes that it belongs to */
  readonly themes: readonly string[];
  /** The gate that it is; null when it is none */
  readonly gate: GateKind | null;
  /** Whether it is an essential question */
  readonly essential: boolean;
  /** False while an essential question is below its mark or not known */
  readonly essentialMet: boolean;
  /** 0 said so, 0.5 document named, 0.8 in date with an owner, 1 checked by a second person or from a public register */
  readonly strength: number;
  /** The day, ISO, on which the evidence lapses or lapsed */
  readonly lapses: string | null;
  /** Share of its domain's gap, 0 to 1 */
  readonly shareOfDomainGap: number;
  /** The finding in plain English */
  readonly sentence: string;
}

export interface GateResult {
  /** The question's id */
  readonly id: string;
  /** Short name */
  readonly subject: string;
  /** Whether it guards data or going live */ readonly kind: GateKind;
  readonly state: GateState;
  /** ISO date until which a passed or conditional gate holds, when its evidence lapses */
  readonly until?: string;
  /** Why it is not simply passed */
  readonly reason?: string;
}

export interface DomainResult {
  /** Code of the domain, such as `IT` */
  readonly code: string;
  /** Name of the domain */
  readonly name: string;
  /** 0 to 100; null when too little of the domain applies to be assessed */
  readonly score: number | null;
  /** The score if every unknown answer were the best one; null as above */
  readonly upper: number | null;
  /** Known weight over applicable weight, 0 to 1 */
  readonly completeness: number;
  /** Name of the band that the score lies in */
  readonly band: string;
  /** False while an essential question of it is below its mark or not known */
  readonly essentialsMet: boolean;
  /** Its share of the base weights, after sharing out domains that are not assessable; sums to 1 */
  readonly weight: number;
  /** Its share of the distance from 100 in the log scale of the index; sums to 1 unless there is no gap */
  readonly shareOfGap: number;
}

export interface IndexResult {
  /** Weighted geometric mean of the domain scores, 1 to 100 */
  readonly value: number;
  /** The same with every unknown answer at its best */
  readonly upper: number;
  /** Name of the band that the index lies in */
  readonly band: string;
  /** True while too little is known for the index to be firm */
  readonly provisional: boolean;
  /** Weighted arithmetic mean of the same scores */
  readonly arithmetic: number;
  /** arithmetic − value: how uneven the domains are */
  readonly imbalance: number;
  /** The index with answers whose evidence is weaker than "in date with an owner" treated as not known */
  readonly verified: number;
}

/** A query about answers that do not fit together. It never changes a score. */
export interface ConsistencyCheck {
  /** Id of the check */
  readonly id: string;
  /** How much it matters */ readonly severity: Severity;
  /** Ids of the questions whose answers do not fit together */
  readonly questions: readonly string[];
  /** The query in plain English */
  readonly text: string;
}

/** Everything that the answers say about a site on one day. */
export interface Scorecard {
  /** The instrument that was answered */
  readonly instrument: InstrumentPin;
  /** Id of the tool's profile */
  readonly tool: string;
  /** The day for which it was scored, ISO */
  readonly asOf: string;
  /** The result in one sentence */
  readonly headline: string;
  /** True when the tool is in use and a gate is neither passed nor conditional */
  readonly inUseWithoutClearance: boolean;
  /** How far the deployment is */
  readonly stage: {
    /** 0 to 4 */
    readonly number: Stage;
    /** Its name */
    readonly name: string;
  };
  /** The readiness index with its bound */
  readonly index: IndexResult;
  /** Every gate that applies */
  readonly gates: readonly GateResult[];
  /** Domains in the instrument's order; on pages they are called sections */
  readonly domains: readonly DomainResult[];
  /** One for each question that the tool keeps */
  readonly findings: readonly Finding[];
  /** Known weight over applicable weight, all questions, 0 to 1 */
  readonly completeness: number;
  /** How many applicable questions are answered, and how many there are */
  readonly answered: {
    /** Questions with a known answer */ readonly known: number;
    /** Questions that apply and are not known */ readonly unknown: number;
    /** Questions that apply */ readonly applicable: number;
  };
  /** completeness × mean evidence strength of known answers, 0 to 1 */
  readonly confidence: number;
  /** The confidence in one word */
  readonly confidenceBand: 'Low' | 'Medium' | 'High';
  /** Whether the site can decide, and whether it can deploy */
  readonly verdicts: {
    /** Whether the trust can judge this tool */ readonly decide: Verdict;
    /** Whether the site can go live */ readonly deploy: Verdict;
  };
  /** Answers that do not fit together; they never change a score */
  readonly checks: readonly ConsistencyCheck[];
  /** Weighted mean value of the team questions, 0 to 1; a middle value when none is known */
  readonly capacity: number;
  /** False when no team question is known */
  readonly capacityKnown: boolean;
}

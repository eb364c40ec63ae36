import type { GateKind, Phase, Severity } from './instrument.js';

export type FindingOutcome = 'met' | 'partly-met' | 'not-met' | 'not-known' | 'expired' | 'not-applicable';
export type NotKnownReason = 'unanswered' | 'answered-not-known' | 'claimed-without-evidence';
export type GateState = 'passed' | 'conditional' | 'failed' | 'not-known' | 'not-applicable';
export type Verdict = 'yes' | 'no' | 'not-known';
export type Stage = 0 | 1 | 2 | 3 | 4;

/** What is known about one question, and why. */
export interface Finding {
  readonly id: string;
  readonly domain: string;
  readonly subject: string;
  readonly outcome: FindingOutcome;
  readonly notKnownReason?: NotKnownReason;
  /** 0 to 1; null when not answered, not known or not applicable. A gate that is only claimed has its value. */
  readonly value: number | null;
  /** Value at which it is met, 0 to 1 */
  readonly passMark: number;
  readonly weight: number;
  readonly phase: Phase;
  readonly themes: readonly string[];
  readonly gate: GateKind | null;
  readonly essential: boolean;
  /** False while an essential question is below its mark or not known */
  readonly essentialMet: boolean;
  /** 0 said so, 0.5 document named, 0.8 in date with an owner, 1 checked by a second person or from a public register */
  readonly strength: number;
  /** The day, ISO, on which the evidence lapses or lapsed */
  readonly lapses: string | null;
  /** Share of its domain's gap, 0 to 1 */
  readonly shareOfDomainGap: number;
  readonly sentence: string;
}

export interface GateResult {
  readonly id: string;
  readonly subject: string;
  readonly kind: GateKind;
  readonly state: GateState;
  /** ISO date until which a passed or conditional gate holds, when its evidence lapses */
  readonly until?: string;
  /** Why it is not simply passed */
  readonly reason?: string;
}

export interface DomainResult {
  readonly code: string;
  readonly name: string;
  /** 0 to 100; null when too little of the domain applies to be assessed */
  readonly score: number | null;
  /** The score if every unknown answer were the best one; null as above */
  readonly upper: number | null;
  /** Known weight over applicable weight, 0 to 1 */
  readonly completeness: number;
  readonly band: string;
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
  readonly band: string;
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
  readonly id: string;
  readonly severity: Severity;
  readonly questions: readonly string[];
  readonly text: string;
}

/** Everything that the answers say about a site on one day. */
export interface Scorecard {
  readonly instrument: { readonly id: string; readonly version: string };
  readonly tool: string;
  readonly asOf: string;
  readonly headline: string;
  /** True when the tool is in use and a gate is neither passed nor conditional */
  readonly inUseWithoutClearance: boolean;
  readonly stage: { readonly number: Stage; readonly name: string };
  readonly index: IndexResult;
  readonly gates: readonly GateResult[];
  readonly domains: readonly DomainResult[];
  readonly findings: readonly Finding[];
  /** Known weight over applicable weight, all questions, 0 to 1 */
  readonly completeness: number;
  /** How many applicable questions are answered, and how many there are */
  readonly answered: { readonly known: number; readonly unknown: number; readonly applicable: number };
  /** completeness × mean evidence strength of known answers, 0 to 1 */
  readonly confidence: number;
  readonly confidenceBand: 'Low' | 'Medium' | 'High';
  readonly verdicts: { readonly decide: Verdict; readonly deploy: Verdict };
  readonly checks: readonly ConsistencyCheck[];
  /** Weighted mean value of the team questions, 0 to 1; a middle value when none is known */
  readonly capacity: number;
  readonly capacityKnown: boolean;
}

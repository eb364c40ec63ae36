import type { FindingOutcome, GateState, Stage, Verdict } from './scorecard.js';

/** What changed from one submission to another of the same assessment. */
export interface Comparison {
  readonly before: ComparedSide;
  readonly after: ComparedSide;
  /** index after − before, in points; the lines add up to it */
  readonly indexChange: number;
  /** What moved the index, largest first; empty when nothing did */
  readonly lines: readonly IndexChangeLine[];
  /** Questions whose answer, evidence or outcome differs, in the instrument's order */
  readonly answers: readonly AnswerChange[];
  readonly gates: readonly GateChange[];
  /** Consistency queries that are there now and were not before, by id */
  readonly checksRaised: readonly string[];
  /** Consistency queries that were there before and are gone, by id */
  readonly checksSettled: readonly string[];
  readonly sentence: string;
}

export interface ComparedSide {
  /** The day for which it was scored, ISO */
  readonly asOf: string;
  readonly stage: { readonly number: Stage; readonly name: string };
  /** 1 to 100 */
  readonly index: number;
  readonly upper: number;
  /** 0 to 1 */
  readonly completeness: number;
  /** 0 to 1 */
  readonly confidence: number;
  readonly verdicts: { readonly decide: Verdict; readonly deploy: Verdict };
  readonly headline: string;
}

export interface IndexChangeLine {
  /** Code of the domain */
  readonly domain: string;
  /** The question; null for a change of the domain's own share of the index */
  readonly questionId: string | null;
  /** Index points that it brought (positive) or cost (negative) */
  readonly points: number;
  readonly sentence: string;
}

export interface AnswerChange {
  readonly questionId: string;
  /** Short name */
  readonly subject: string;
  /**
   * `answer`: another answer was given; `evidence`: the same with other evidence; `context`: the deployment changed;
   * `time`: nothing was done, evidence lapsed or came into effect
   */
  readonly cause: 'answer' | 'evidence' | 'context' | 'time';
  readonly before: ComparedAnswer;
  readonly after: ComparedAnswer;
}

export interface ComparedAnswer {
  readonly outcome: FindingOutcome;
  /** 0 to 1; null when not known or not applicable */
  readonly value: number | null;
  /** What was answered, in the instrument's words */
  readonly text: string;
}

export interface GateChange {
  readonly id: string;
  /** Short name */
  readonly subject: string;
  readonly change: 'opened' | 'lost' | 'other';
  readonly before: GateState;
  readonly after: GateState;
  /** Why it is not simply passed now */
  readonly reason?: string;
}

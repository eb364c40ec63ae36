import type { GainCurve } from './allocation.js';
import type { GateKind } from './instrument.js';

/** Queues of a support team's work list, in the order in which they are looked at. None of them is a score. */
export const QUEUES = ['regressed', 'unblock-now', 'build-capacity', 'wait-on-trust', 'self-serve'] as const;
/** Where a site stands in the work list: a gate lapsed or lost, one vendor action clears a gate, much to do and a small team, the trust's turn, or nothing for the vendor to do */
export type Queue = (typeof QUEUES)[number];
/** What people call them */
export const QUEUE_NAMES: Readonly<Record<Queue, string>> = {
  regressed: 'Regressed',
  'unblock-now': 'Unblock now',
  'build-capacity': 'Build capacity',
  'wait-on-trust': 'Wait on trust',
  'self-serve': 'Self-serve',
};

/** An action of the vendor's that could be begun today: the vendor owns it, or does much of its work. */
export interface WaitingAction {
  /** Id of the action */
  readonly id: string;
  /** Short name */
  readonly title: string;
  /** Name of the vendor's role that owns it, or whom to ask */
  readonly vendorRole: string;
  /** Hours of the vendor's that are left */
  readonly vendorHours: number;
  /** Gate that it clears all by itself; null when it clears none, or when the gate is not of the next stage */
  readonly clears: string | null;
  /** The day, ISO, since which nothing but the vendor holds it up, as far as the submissions tell */
  readonly since: string;
  /** Days since then */
  readonly days: number;
}

/** A gate that was open in an earlier submission, or on the day of the last one, and is closed today. */
export interface LostGate {
  /** Id of the gate's question */
  readonly id: string;
  /** Short name */
  readonly subject: string;
  /** Whether it guards data or going live */
  readonly kind: GateKind;
  /** Whether its evidence ran out, or the trust answered otherwise */
  readonly how: 'lapsed' | 'answered-otherwise';
}

/** Work that is left at one site on one question: what barriers across sites are counted from. */
export interface SiteBarrier {
  /** Id of the question */
  readonly questionId: string;
  /** Typical weeks that are left, whole */
  readonly weeks: number;
  /** The same where it is on the critical path, else 0 */
  readonly criticalWeeks: number;
  /** Whether it is a vendor action */
  readonly vendor: boolean;
}

/** Where a site stands in the support team's work list, and why. */
export interface QueuePlace {
  /** The queue */
  readonly queue: Queue;
  /** Why, in one sentence */
  readonly reason: string;
  /** What to do about it, in one sentence */
  readonly advice: string;
  /** Gates that were open and are closed */
  readonly lostGates: readonly LostGate[];
  /** What the vendor could do today, the longest waiting first */
  readonly vendorActions: readonly WaitingAction[];
  /** The day, ISO, since which the longest waiting of them waits that the site cannot go live without; null when there is none */
  readonly waitingSince: string | null;
  /** Days since then; 0 when there is none */
  readonly waitedDays: number;
  /** Share of the remaining critical path, in weeks, that is the vendor's to move, 0 to 1; 0 when nothing is left */
  readonly vendorShare: number;
  /** Whom to escalate to, because the vendor's hours move little; null when they do, or nothing is left */
  readonly escalate: string | null;
}

/** Weeks to go-live from the day of the answers: whole weeks; null where the plan does not lead there. */
export interface GoLiveWeeks {
  /** If nothing slips */
  readonly ifNothingSlips: number | null;
  /** For half of such sites */
  readonly p50: number | null;
  /** For nine in ten of such sites */
  readonly p90: number | null;
}

/** What was known of a site on one day: what its history and its forecasts are made of. */
export interface StandingOnDay {
  /** The day, ISO */
  readonly on: string;
  /** How far the deployment was, 0 to 4 */
  readonly stage: number;
  /** The readiness index, 1 to 100 */
  readonly index: number;
  /** The same with every unknown answer at its best */
  readonly upper: number;
  /** Ids of the gates that were closed */
  readonly closedGates: readonly string[];
  /** Its queue in the work list */
  readonly queue: Queue;
  /** Weeks from that day to go-live as the plan of that day said; null when it was live */
  readonly goLive: GoLiveWeeks | null;
}

/** Everything that a support team's pages show of one site and that takes time to work out. */
export interface SiteOutlook {
  /** Where it stands in the work list */
  readonly place: QueuePlace;
  /** Support tier of its plan */
  readonly tier: string;
  /** Hours of the vendor's time that its plan needs */
  readonly vendorHours: number;
  /** Weeks to go-live as its plan says; null when it is live */
  readonly goLive: GoLiveWeeks | null;
  /** Studies a year; null when not stated */
  readonly yearlyStudies: number | null;
  /** Work that is left, by question */
  readonly barriers: readonly SiteBarrier[];
  /** What each level of the vendor's hours would bring */
  readonly curve: GainCurve;
  /** What was known on the day of each of the submissions that were asked for, in their order */
  readonly history: readonly StandingOnDay[];
}

/** Whose turn it is where sites wait: the vendor's at all of them, the trust's at all of them, or both */
export type BarrierOwner = 'vendor' | 'trust' | 'both';

/** What barriers are counted in. Weeks are typical ones, if nothing slips, and whole. */
export interface BarrierCount {
  /** Sites that wait on it; each counts once, however much of its work is part of it */
  readonly sites: number;
  /** Sites that were looked at, those that wait for nothing included */
  readonly of: number;
  /** Ids of the sites that wait on it, in order of the ids */
  readonly siteIds: readonly string[];
  /** Weeks of work that are left on it at all of these sites together */
  readonly weeks: number;
  /** The same on critical paths only; at one site they can run beside each other, so its go-live may come forward by less */
  readonly criticalWeeks: number;
  /** Sites at which it is on the critical path */
  readonly criticalSites: number;
  /** Whose turn it is */
  readonly owner: BarrierOwner;
  /** Sites at which it is the vendor's turn with some of it at least */
  readonly vendorSites: number;
}

/** One question that sites wait on, so that one fix for many is seen. */
export interface QuestionBarrier extends BarrierCount {
  /** The question's id */
  readonly id: string;
  /** The question's short name */
  readonly subject: string;
  /** Code of its domain */
  readonly domain: string;
  /** The gate that it is; null when it is none. Under some uses it may be none all the same. */
  readonly gate: GateKind | null;
  /** Ids of the themes that it belongs to */
  readonly themes: readonly string[];
  /** What closes the gap: the action's title */
  readonly action: string;
  /** The barrier in plain English */
  readonly sentence: string;
}

/**
 * One theme of the study that sites wait on. A question can belong to several themes, so themes do not add up to the whole.
 */
export interface ThemeBarrier extends BarrierCount {
  /** The theme's id */
  readonly id: string;
  /** The theme's name */
  readonly name: string;
  /** Ids of its questions that sites wait on, most critical weeks first, then most sites, then id */
  readonly questions: readonly string[];
  /** The barrier in plain English */
  readonly sentence: string;
}

/** What sites wait on, most critical weeks first, then most sites, then id. */
export interface Barriers {
  /** Sites that were looked at */
  readonly of: number;
  /** By question */
  readonly questions: readonly QuestionBarrier[];
  /** By theme */
  readonly themes: readonly ThemeBarrier[];
}

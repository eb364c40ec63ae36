import { longDate, parseDay, type DayNumber } from '../contracts/calendar.js';
import type { PlannedAction, SupportPlan } from '../contracts/plan.js';
import type { LostGate, Queue, WaitingAction } from '../contracts/portfolio.js';
import type { Scorecard } from '../contracts/scorecard.js';
import type { CompiledInstrument } from '../instrument/compile.js';
import { closedGates } from './closed-gates.js';
import { counted, lowered } from './phrases.js';

/** What the sentences on a place in the work list are made of. */
export interface SentenceFacts {
  readonly queue: Queue;
  readonly compiled: CompiledInstrument;
  readonly scorecard: Scorecard;
  readonly plan: SupportPlan;
  readonly lostGates: readonly LostGate[];
  /** The longest waiting first */
  readonly vendorActions: readonly WaitingAction[];
  /** 0 to 1 */
  readonly vendorShare: number;
}

/** Why a site is in its queue, in one sentence. */
export function reasonFor(facts: SentenceFacts): string {
  switch (facts.queue) {
    case 'regressed':
      return regressed(facts);
    case 'unblock-now':
      return unblocks(facts);
    case 'build-capacity':
      return buildCapacity(facts);
    case 'wait-on-trust':
      return waits(facts);
    case 'self-serve':
      return selfServe(facts);
  }
}

/** What to do about it, in one sentence. */
export function adviceFor(facts: SentenceFacts): string {
  switch (facts.queue) {
    case 'regressed':
      return facts.scorecard.inUseWithoutClearance
        ? `Call today: the trust has to pause use, or record the clinical safety officer's and SIRO's decision.${offer(facts)}`
        : `Call this week: agree who opens it again and by when.${offer(facts)}`;
    case 'unblock-now':
      return `Do it first: ${doing(clearing(facts))}.`;
    case 'build-capacity':
      return `Start early, with regular hours: the plan takes ${rounded(facts.plan.vendorHours)} of yours.${offer(facts)}`;
    case 'wait-on-trust': {
      const whom = escalationOf(facts);
      return whom === null
        ? `Keep in touch.${offer(facts)}`
        : `Escalate to ${whom}: more of your hours would move little.`;
    }
    case 'self-serve':
      return `Nothing has to be offered now.${nextLapse(facts.scorecard)}`;
  }
}

/** Whom to escalate to, because the vendor's hours move little of what is left; null when they do. */
export function escalationOf({ plan, vendorShare, compiled }: SentenceFacts): string | null {
  const { lowVendorShare } = compiled.instrument.method.portfolio.queues;
  const next = nextOfTrust(plan, compiled);
  if (next === undefined || vendorShare >= lowVendorShare) return null;
  return `the trust's ${next.ownerName} or its network`;
}

function regressed({ scorecard, lostGates }: SentenceFacts): string {
  const lapses = new Map(scorecard.findings.map(({ id, lapses: day }) => [id, day]));
  const lapsed = lostGates.filter(({ how }) => how === 'lapsed');
  const named = lapsed.length > 0 ? lapsed : lostGates.length > 0 ? lostGates : closedGates(scorecard);
  const [first, ...others] = named as [(typeof named)[number], ...(typeof named)[number][]];
  const day = lapses.get(first.id);
  const how =
    lapsed.length > 0
      ? day === null || day === undefined
        ? 'does not hold for the version in use any more'
        : `lapsed on ${longDate(parseDay(day) as DayNumber)}`
      : lostGates.length > 0
        ? 'was open and is closed'
        : 'is closed';
  const rest = [...others, ...lostGates.filter((gate) => !named.some(({ id }) => id === gate.id))].length;
  const more = rest === 0 ? '' : `, with ${counted(rest, 'other gate')}`;
  const inUse = scorecard.inUseWithoutClearance ? ', and the tool is in use without clearance' : '';
  return `${first.id} ${first.subject} ${how}${more}${inUse}.`;
}

function unblocks(facts: SentenceFacts): string {
  const { id, title, days } = clearing(facts);
  const others = facts.vendorActions.filter(({ clears }) => clears !== null).length - 1;
  const waited = days === 0 ? '' : `, which has waited ${counted(days, 'day')}`;
  const more = others === 0 ? '' : ` (${String(others)} more would too)`;
  return `One action of yours clears a gate: ${id} (${lowered(title)})${waited}${more}.`;
}

function buildCapacity({ plan, scorecard }: SentenceFacts): string {
  const team = scorecard.capacityKnown
    ? `a small team (capacity ${String(Math.round(100 * plan.capacity))} of 100)`
    : 'a team of which nothing is known: ask';
  return `Much to do (${plan.tier}, ${counted(plan.actions.length, 'action')}) for ${team}.`;
}

function waits({ plan, compiled, vendorShare }: SentenceFacts): string {
  const next = nextOfTrust(plan, compiled);
  const share = `${String(Math.round(100 * vendorShare))}% of the critical path is yours to move`;
  if (next === undefined) return `No action of yours clears a gate now; ${share}.`;
  return `It waits for the trust's ${next.ownerName}: ${next.questionId} (${lowered(next.title)}); ${share}.`;
}

function selfServe({ scorecard, plan }: SentenceFacts): string {
  if (scorecard.stage.number === 4) return 'Live, with every gate open.';
  if (scorecard.stage.number === 3) return 'Cleared for go-live: every gate is open and nothing more is required.';
  return `The trust can do the rest alone: ${rounded(plan.vendorHours)} of yours are left, and no gate waits for you.`;
}

/** The first action of the trust's on the critical path. */
function nextOfTrust({ actions }: SupportPlan, { roles }: CompiledInstrument): PlannedAction | undefined {
  return actions.find(({ critical, owner }) => critical && roles.get(owner)?.side === 'trust');
}

/** The longest waiting action that clears a gate. */
function clearing({ vendorActions }: SentenceFacts): WaitingAction {
  return vendorActions.find(({ clears }) => clears !== null) as WaitingAction;
}

function offer({ vendorActions: [first] }: SentenceFacts): string {
  return first === undefined ? '' : ` You could begin with ${first.id} (${lowered(first.title)}).`;
}

function doing({ vendorRole, vendorHours }: WaitingAction): string {
  return `${vendorRole} needs ${rounded(vendorHours)}`;
}

function nextLapse({ gates }: Scorecard): string {
  const ends = gates.flatMap(({ id, subject, until }) => (until === undefined ? [] : [{ id, subject, until }]));
  const [first] = ends.sort((a, b) => (a.until < b.until ? -1 : Number(a.until > b.until)));
  if (first === undefined) return '';
  return ` ${first.id} ${first.subject} is the first gate to lapse, on ${longDate(parseDay(first.until) as DayNumber)}.`;
}

function rounded(hours: number): string {
  return counted(Math.max(1, Math.round(hours)), 'hour');
}

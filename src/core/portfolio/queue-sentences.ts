import { longDate, parseDay, type DayNumber } from '../contracts/calendar.js';
import type { PlannedAction, SupportPlan } from '../contracts/plan.js';
import type { LostGate, Queue, WaitingAction } from '../contracts/portfolio.js';
import type { Scorecard } from '../contracts/scorecard.js';
import { numberWord } from '../contracts/words.js';
import type { CompiledInstrument } from '../instrument/compile.js';
import { closedGates } from './closed-gates.js';
import { counted, lowered } from './phrases.js';
import { isVendorAction } from './vendor-actions.js';

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

/** What to do about it, in a sentence or two. */
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
    case 'wait-on-trust':
      return adviceOnWaiting(facts);
    case 'self-serve':
      return adviceOnReady(facts);
  }
}

/** Whom to escalate to, because the vendor's hours move little of what is left; null when they do. */
export function escalationOf({ plan, vendorShare, compiled }: SentenceFacts): string | null {
  const { lowVendorShare } = compiled.instrument.method.portfolio.queues;
  const next = nextOfTrust(plan, compiled);
  if (next === undefined || vendorShare >= lowVendorShare) return null;
  return `the trust's ${next.ownerName} or its regional network`;
}

function regressed({ scorecard, lostGates }: SentenceFacts): string {
  const lapsed = lostGates.find(({ how }) => how === 'lapsed');
  const isLost = lostGates.length > 0;
  const gates = isLost ? lostGates : closedGates(scorecard);
  const first = lapsed ?? (gates[0] as (typeof gates)[number]);
  const how = lapsed !== undefined ? ranOut(lapsed, scorecard) : isLost ? 'was open and is closed' : 'is closed';
  const others = gates.length - 1;
  const verbs = isLost ? ['has', 'have'] : ['is', 'are'];
  const more =
    others === 0 ? '' : `; ${counted(others, 'other gate')} ${verbs[others === 1 ? 0 : 1] as string} closed too`;
  const inUse = scorecard.inUseWithoutClearance ? '; the tool is in use without clearance' : '';
  return `${first.id} ${first.subject} ${how}${more}${inUse}.`;
}

function ranOut({ id }: LostGate, { findings }: Scorecard): string {
  const lapses = findings.find((finding) => finding.id === id)?.lapses ?? null;
  return lapses === null
    ? 'no longer holds for the version in use'
    : `lapsed on ${longDate(parseDay(lapses) as DayNumber)}`;
}

function unblocks(facts: SentenceFacts): string {
  const { id, title, days } = clearing(facts);
  const others = facts.vendorActions.filter(({ clears }) => clears !== null).length - 1;
  const waited = days === 0 ? '' : `, which has waited ${counted(days, 'day')}`;
  const more = others === 0 ? '' : `; ${numberWord(others)} more ${others === 1 ? 'clears another' : 'clear others'}`;
  return `One action of yours clears a gate: ${id} (${lowered(title)})${waited}${more}.`;
}

function buildCapacity({ plan, scorecard }: SentenceFacts): string {
  const team = scorecard.capacityKnown
    ? `a small team (capacity ${String(Math.round(100 * plan.capacity))} of 100)`
    : 'a team of which nothing is known yet, so ask';
  return `Much to do (${plan.tier}, ${counted(plan.actions.length, 'action')}) for ${team}.`;
}

function waits({ plan, compiled, vendorShare }: SentenceFacts): string {
  const next = nextOfTrust(plan, compiled);
  const share = `${String(Math.round(100 * vendorShare))}% of the critical path is yours to move`;
  if (next === undefined) return `No action of yours clears a gate now; ${share}.`;
  return `It waits for the trust's ${next.ownerName}: ${next.questionId} (${lowered(next.title)}); ${share}.`;
}

function adviceOnWaiting(facts: SentenceFacts): string {
  const whom = escalationOf(facts);
  if (whom !== null) return `Escalate to ${whom}: more of your hours would move little.`;
  const isTrustsTurn = nextOfTrust(facts.plan, facts.compiled) !== undefined;
  return `${isTrustsTurn ? 'Ask when the trust will have done its part: yours follows.' : 'Get on with your own part.'}${offer(facts)}`;
}

function selfServe({ scorecard, plan }: SentenceFacts): string {
  const { number } = scorecard.stage;
  const left = counted(plan.actions.length, 'action');
  const renewals = plan.actions.length === 0 ? '' : `; ${left} ${plan.actions.length === 1 ? 'is' : 'are'} left`;
  if (number === 4) return `Live, with every gate open${renewals}.`;
  if (number === 3) return `Cleared for go-live: every gate is open${renewals}.`;
  const hours = Math.round(plan.vendorHours);
  const yours = hours === 0 ? 'none of your hours' : `${counted(hours, 'hour')} of yours`;
  return `Every gate is open and the trust can do the rest alone: ${left} left, with ${yours}.`;
}

function adviceOnReady(facts: SentenceFacts): string {
  const { scorecard, vendorActions } = facts;
  const what =
    scorecard.stage.number >= 3 && vendorActions.length === 0
      ? 'Nothing has to be offered now.'
      : 'Leave it with the trust for now.';
  return `${what}${offer(facts)}${nextLapse(scorecard)}`;
}

/** The first action on the critical path that is the trust's to move. */
function nextOfTrust({ actions }: SupportPlan, compiled: CompiledInstrument): PlannedAction | undefined {
  return actions.find((action) => action.critical && !isVendorAction(compiled, action));
}

/** The longest waiting action that clears a gate. */
function clearing({ vendorActions }: SentenceFacts): WaitingAction {
  return vendorActions.find(({ clears }) => clears !== null) as WaitingAction;
}

function offer({ vendorActions: [first] }: SentenceFacts): string {
  return first === undefined ? '' : ` You could begin with ${first.id} (${lowered(first.title)}).`;
}

function doing({ vendorRole, vendorHours }: WaitingAction): string {
  return `it takes ${vendorRole} ${rounded(vendorHours)}`;
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

import { isoDate, type DayNumber } from '../contracts/calendar.js';
import type { PlannedAction, SupportPlan } from '../contracts/plan.js';
import { QUEUES, type LostGate, type Queue, type QueuePlace, type WaitingAction } from '../contracts/portfolio.js';
import type { Scorecard } from '../contracts/scorecard.js';
import { EPSILON } from '../instrument/answer-value.js';
import type { CompiledInstrument } from '../instrument/compile.js';
import { requiredQuestions } from '../planning/requirements.js';
import { supportNeed } from '../planning/support.js';
import { outlookOf, workOn, type Outlook } from '../planning/work.js';
import { closedByLapse } from '../scoring/gates.js';
import type { Submission } from '../scoring/submission.js';
import { closedGates } from './closed-gates.js';
import { adviceFor, escalationOf, reasonFor } from './queue-sentences.js';
import { isVendorAction, startableByVendor, vendorShareOf } from './vendor-actions.js';

/** What a place in the work list is worked out from. */
export interface QueueCase {
  /** The latest submitted answers on the day for which they are scored, with what they come to */
  readonly standing: Submission;
  /** The plan from that day on */
  readonly plan: SupportPlan;
  /** Every submission of the site about the tool, in the order of their days; the last one holds the same answers */
  readonly submissions: readonly Submission[];
}

/**
 * Where a site stands in the support team's work list (method, section 8). Neither the index nor a probability plays a part
 * in it, and a smaller team never moves a site down: what depends on the team's size can only bring it up.
 */
export function queueOf({ standing, plan, submissions }: QueueCase): QueuePlace {
  const { compiled, input, scorecard } = standing;
  const outlook = outlookOf(compiled, input);
  const lostGates = lostGatesOf(outlook, scorecard, submissions);
  const vendorActions = waitingActions(outlook, plan, scorecard, submissions);
  const required = requiredQuestions(outlook);
  const longest = vendorActions.find(({ id }) => required.has(id));
  const tier = requiredTier(outlook, required);
  const queue = queueFor({ compiled, scorecard, tier, lostGates, vendorActions });
  const vendorShare = vendorShareOf(plan, compiled);
  const facts = { queue, compiled, scorecard, plan, lostGates, vendorActions, vendorShare };
  return {
    queue,
    reason: reasonFor(facts),
    advice: adviceFor(facts),
    lostGates,
    vendorActions,
    waitingSince: longest?.since ?? null,
    waitedDays: longest?.days ?? 0,
    vendorShare,
    escalate: escalationOf(facts),
  };
}

/** Later than any day. */
const NEVER = '9999-12-31';
/** Priorities are told apart to a ten-thousandth; none is larger than a hundred thousand. */
const PRIORITY_STEPS = 10_000;
const LARGEST_PRIORITY = 10 ** 9 - 1;

/** What decides the order of a work list: never the index or a probability. */
export interface WorkListOrder {
  /** Null where the site is in none: it comes last */
  readonly queue: Queue | null;
  /** The day since which a vendor action waits, ISO; null when none does */
  readonly waitingSince: string | null;
  /** equity × benefit of a week, 0 or more */
  readonly priority: number;
}

/**
 * What a work list is sorted by, as text: queues first, then the day since which a vendor action has waited, then equity ×
 * benefit from the largest down. Equal ones stand in the order of their ids.
 */
export function workListKey({ queue, waitingSince, priority }: WorkListOrder): string {
  const downwards = Math.max(0, LARGEST_PRIORITY - Math.round(priority * PRIORITY_STEPS));
  return `${String(queueOrder(queue))} ${waitingSince ?? NEVER} ${String(downwards).padStart(9, '0')}`;
}

/** Place of a queue in the order in which they are looked at, from 0; after the last for a site that is in none. */
export function queueOrder(queue: Queue | null): number {
  return queue === null ? QUEUES.length : QUEUES.indexOf(queue);
}

interface QueueFacts {
  readonly compiled: CompiledInstrument;
  readonly scorecard: Scorecard;
  /** Support tier of what the site cannot go live without */
  readonly tier: string;
  readonly lostGates: readonly LostGate[];
  readonly vendorActions: readonly WaitingAction[];
}

function queueFor({ compiled, scorecard, tier, lostGates, vendorActions }: QueueFacts): Queue {
  const { queues } = compiled.instrument.method.portfolio;
  if (scorecard.inUseWithoutClearance || lostGates.length > 0) return 'regressed';
  if (vendorActions.some(({ clears }) => clears !== null)) return 'unblock-now';
  if (scorecard.stage.number >= 3) return 'self-serve';
  if (queues.muchToDo.includes(tier) && scorecard.capacity <= queues.smallTeam + EPSILON) return 'build-capacity';
  // A gate that is closed and not the vendor's to clear is the trust's, however few hours the plan takes.
  const isLittle = tier === compiled.instrument.method.support.tiers[0]?.name;
  return isLittle && closedGates(scorecard).length === 0 ? 'self-serve' : 'wait-on-trust';
}

/**
 * The support tier of gates, essentials and what they need. Not the plan's: what else it takes to reach the thresholds is chosen
 * for its cost, and a team that has to grow first can make a vendor's action dispensable, so that a smaller team would seem to
 * have less to do.
 */
function requiredTier(outlook: Outlook, required: ReadonlyMap<string, unknown>): string {
  const { judgements, capacity, compiled } = outlook;
  const items = judgements.filter(({ compiled: { id } }) => required.has(id)).flatMap((own) => workOn(outlook, own));
  return supportNeed(items, capacity.value, compiled.instrument.method).tier;
}

function lostGatesOf({ judgements }: Outlook, scorecard: Scorecard, submissions: readonly Submission[]): LostGate[] {
  const onceOpen = new Set(
    submissions.flatMap((earlier) =>
      earlier.scorecard.gates.filter(({ state }) => state === 'passed' || state === 'conditional').map(({ id }) => id),
    ),
  );
  const ranOut = new Set(
    judgements
      .filter((judgement) => judgement.outcome === 'expired' || closedByLapse(judgement) !== undefined)
      .map((judgement) => judgement.compiled.id),
  );
  return closedGates(scorecard).flatMap(({ id, subject, kind }): LostGate[] => {
    const lapsed = ranOut.has(id);
    if (!lapsed && !onceOpen.has(id)) return [];
    return [{ id, subject, kind, how: lapsed ? 'lapsed' : 'answered-otherwise' }];
  });
}

function waitingActions(
  outlook: Outlook,
  plan: SupportPlan,
  scorecard: Scorecard,
  submissions: readonly Submission[],
): WaitingAction[] {
  const { compiled } = outlook;
  const startable = startableByVendor(outlook);
  const unblocked = gatesWorthClearing(outlook, scorecard);
  const today = outlook.input.asOf;
  const lapses = new Map(outlook.judgements.map((judgement) => [judgement.compiled.id, closedByLapse(judgement)]));
  const earlier = submissions.map((submission) => ({
    day: submission.input.asOf,
    startable: startableByVendor(outlookOf(submission.compiled, submission.input)),
  }));
  return plan.actions
    .filter((action) => startable.has(action.questionId) && isVendorAction(compiled, action))
    .map((action) => {
      const since = waitingSince(action.questionId, earlier, lapses.get(action.questionId), today);
      return {
        id: action.id,
        title: action.title,
        vendorRole: vendorRoleOf(compiled, action),
        vendorHours: action.vendorDays * compiled.instrument.method.plan.hoursPerDay,
        clears: unblocked.has(action.questionId) ? action.questionId : null,
        since: isoDate(since),
        days: today - since,
      };
    })
    .sort((a, b) => b.days - a.days || (a.id < b.id ? -1 : 1));
}

/**
 * Closed gates of the stage that comes next: the data gates until all of them are open, then those of going live. None while
 * another one of them, which no vendor can move, has so long a lead left that what is cleared now would lapse first; by the
 * instrument's leads, which a small team does not stretch.
 */
function gatesWorthClearing({ compiled }: Outlook, scorecard: Scorecard): ReadonlySet<string> {
  const closed = closedGates(scorecard);
  const kind = closed.some((gate) => gate.kind === 'data') ? 'data' : 'live';
  const next = closed.filter((gate) => gate.kind === kind);
  const { plan, portfolio } = compiled.instrument.method;
  const values = new Map(scorecard.findings.map(({ id, value }) => [id, value ?? 0]));
  const leadLeft = (id: string): number =>
    (compiled.actions.get(id)?.leadWeeks as number) * (1 - plan.progressShare * (values.get(id) as number));
  const isOutlasted = next.some(({ id }) => leadLeft(id) >= portfolio.queues.longGateWeeks - EPSILON);
  return new Set(isOutlasted ? [] : next.map(({ id }) => id));
}

/**
 * The first day of the unbroken time up to now for which the submissions show that nothing but the vendor held it up: the day of
 * a submission, or that on which its evidence lapsed in between.
 */
function waitingSince(
  id: string,
  earlier: readonly { readonly day: DayNumber; readonly startable: ReadonlySet<string> }[],
  lapsed: DayNumber | undefined,
  today: DayNumber,
): DayNumber {
  let since = today;
  for (const { day, startable } of [...earlier].reverse()) {
    if (!startable.has(id)) return lapsed !== undefined && day < lapsed ? Math.min(since, lapsed) : since;
    since = Math.min(since, day);
  }
  return Math.min(since, lapsed ?? since);
}

/** Who at the vendor does it: its owner, or whom to ask where the trust's role is named first. */
function vendorRoleOf({ roles }: CompiledInstrument, { owner, ownerName, askVendor }: PlannedAction): string {
  return roles.get(owner)?.side === 'vendor' ? ownerName : askVendor;
}

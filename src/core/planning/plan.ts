import type { AssessmentInput } from '../contracts/answers.js';
import { addWeeks, isoDate, WEEKS_PER_YEAR } from '../contracts/calendar.js';
import type { PlannedAction, StageDate, SupportPlan } from '../contracts/plan.js';
import { STAGE_NAMES } from '../contracts/words.js';
import type { CompiledInstrument } from '../instrument/compile.js';
import { draftPlan, typicalLengths, type PlanDraft } from './draft.js';
import { forecastPlan, forecastWeeks, type Fallback, type Forecast } from './forecast.js';
import { stageWeeks } from './milestones.js';
import { integrationDays, wholeWeeks } from './network.js';
import { itemBecause, itemSteps, itemTitle, planNotes, stageSentence } from './plan-sentences.js';
import type { Requirement } from './requirements.js';
import { Scheduler, type Schedule } from './schedule.js';
import type { WorkItem } from './work.js';

/** What may be said of the vendor's hours a week for one site: half an hour to more than a week has. */
export const VENDOR_HOURS_A_WEEK = { least: 0.5, most: 200 } as const;

export interface PlanOptions {
  /** Default: the instrument's, one constant for all sites */
  readonly seed?: number;
  /** Default: the instrument's */
  readonly draws?: number;
  /** Hours a week that the vendor gives to the site; default: the instrument's */
  readonly vendorHoursPerWeek?: number;
}

/**
 * The support plan for a site's answers (method, section 7). A pure function of its arguments.
 *
 * @throws RangeError when the draws or the vendor's hours a week are not above 0
 */
export function planSupport(
  compiled: CompiledInstrument,
  input: AssessmentInput,
  options: PlanOptions = {},
): SupportPlan {
  return finishPlan(draftFor(compiled, input, options), options);
}

/** @throws RangeError as `planSupport` */
export function draftFor(compiled: CompiledInstrument, input: AssessmentInput, options: PlanOptions): PlanDraft {
  const { plan, forecast } = compiled.instrument.method;
  const hours = options.vendorHoursPerWeek ?? plan.vendorHoursPerWeek;
  if (!(hours > 0)) throw new RangeError('The vendor hours a week must be above 0');
  if (!((options.draws ?? forecast.draws) >= 1)) throw new RangeError('At least one draw is needed');
  return draftPlan(compiled, input, hours);
}

/**
 * Puts dates to a draft.
 *
 * @param before an earlier draft of the same site: what is left of its schedule is used where that is earlier
 */
export function finishPlan(draft: PlanDraft, options: PlanOptions, before?: PlanDraft): SupportPlan {
  const { outlook, network, milestones, support } = draft;
  const { instrument } = outlook.compiled;
  const { forecast: method } = instrument.method;
  const [seed, draws] = [options.seed ?? method.seed, options.draws ?? method.draws];
  const fallback = before && fallbackFrom(draft, before);
  const scheduler = new Scheduler(network);
  const schedule = deterministic(draft, scheduler, fallback);
  const plainWeeks = stageWeeks(milestones, schedule.finish);
  const floats = scheduler.floats();
  const forecast = forecastPlan(network, milestones, method, seed, draws, fallback);
  const actions = network.items.map((item, i) =>
    plannedAction(draft, item, i, schedule, floats[i] as number, forecast.criticality[i] as number),
  );
  const dates = stageDates(draft, plainWeeks, forecast);
  const inOrder = actions.sort(
    (a, b) => a.startWeek - b.startWeek || a.finishWeek - b.finishWeek || (a.id < b.id ? -1 : 1),
  );
  return {
    instrument: { id: instrument.id, version: instrument.version },
    tool: outlook.compiled.tool.id,
    asOf: isoDate(outlook.input.asOf),
    seed,
    draws,
    dates,
    actions: inOrder,
    criticalPath: inOrder.filter(({ critical }) => critical).map(({ id }) => id),
    selection: {
      exact: draft.selection.exact,
      gapDays: draft.selection.gapDays,
      reachesThresholds: draft.selection.reachesThresholds,
    },
    vendorHours: support.hours,
    tier: support.tier,
    vendorHoursPerWeek: draft.vendorHoursPerWeek,
    integrationDaysPerWeek: integrationDays(outlook).days,
    capacity: outlook.capacity.value,
    factorRange: { low: method.factorRange[0], high: method.factorRange[1], ...method.siteFactor },
    notes: planNotes(draft, floats, { dates, actions }),
  };
}

/** The typical schedule; what is left of the earlier plan's when the new one would reach some stage later. */
function deterministic(draft: PlanDraft, scheduler: Scheduler, fallback: Fallback | undefined): Schedule {
  const { network, milestones } = draft;
  const fresh = scheduler.run(typicalLengths(network));
  if (fallback === undefined) return fresh;
  const oldLengths = typicalLengths(fallback.network);
  const old = new Scheduler(fallback.network).run(oldLengths);
  const ofOld = (weeks: Int32Array): Int32Array => Int32Array.from(fallback.positions, (p) => weeks[p] as number);
  const kept = stageWeeks(milestones, ofOld(old.finish));
  const isNoLater = stageWeeks(milestones, fresh.finish).every((week, s) => week <= (kept[s] as number));
  return isNoLater ? fresh : scheduler.adopt(ofOld(old.start), ofOld(oldLengths));
}

/** The earlier plan is still feasible when nothing was added to it and nothing asks for more time, work or staff. */
function fallbackFrom(draft: PlanDraft, before: PlanDraft): Fallback | undefined {
  if (integrationDays(draft.outlook).days < integrationDays(before.outlook).days) return undefined;
  const places = new Map(before.network.items.map(({ id }, position) => [id, position]));
  const positions: number[] = [];
  for (const [i, item] of draft.network.items.entries()) {
    const position = places.get(item.id);
    if (position === undefined || asksMore(draft, i, before, position)) return undefined;
    positions.push(position);
  }
  return { network: before.network, positions };
}

function asksMore(draft: PlanDraft, i: number, before: PlanDraft, position: number): boolean {
  const [item, old] = [draft.network.items[i] as WorkItem, before.network.items[position] as WorkItem];
  return (
    item.leadWeeks > old.leadWeeks ||
    (item.slowWeeks ?? 0) > (old.slowWeeks ?? 0) ||
    item.trustDays > old.trustDays ||
    (draft.support.vendorDays[i] as number) > (before.support.vendorDays[position] as number)
  );
}

function stageDates(draft: PlanDraft, plainWeeks: readonly number[], forecast: Forecast): StageDate[] {
  const { milestones, outlook } = draft;
  const { asOf } = outlook.input;
  const years = outlook.compiled.instrument.method.forecast.rePlanAfterYears;
  return milestones.stages.map((stage, s) => {
    const plain = plainWeeks[s] as number;
    const sample = forecast.weeks[s] as Float64Array;
    const weeks = {
      ifNothingSlips: stage === 4 ? Math.max(plain, milestones.goLiveWeeks) : plain,
      p50: forecastWeeks(sample, 0.5),
      p90: forecastWeeks(sample, 0.9),
    };
    const date = (count: number): string | null =>
      count > years * WEEKS_PER_YEAR ? null : isoDate(addWeeks(asOf, count));
    const shown = (count: number): number | null => (Number.isFinite(count) ? count : null);
    return {
      stage,
      name: STAGE_NAMES[stage],
      ifNothingSlips: date(weeks.ifNothingSlips),
      p50: date(weeks.p50),
      p90: date(weeks.p90),
      weeks: { ifNothingSlips: shown(weeks.ifNothingSlips), p50: shown(weeks.p50), p90: shown(weeks.p90) },
      sentence: stageSentence(stage, asOf, weeks, years),
    };
  });
}

function plannedAction(
  draft: PlanDraft,
  item: WorkItem,
  i: number,
  schedule: Schedule,
  floatWeeks: number,
  criticality: number,
): PlannedAction {
  const { outlook, reasons, support, network } = draft;
  const { roles } = outlook.compiled;
  const roleName = (id: string): string => roles.get(id)?.name as string;
  const [first, ...others] = item.owners;
  const owner = (first as WorkItem['owners'][number]).role;
  const [startWeek, finishWeek] = [schedule.start[i] as number, schedule.finish[i] as number];
  const { asOf } = outlook.input;
  return {
    id: item.id,
    questionId: item.question.id,
    type: item.type,
    title: itemTitle(item),
    steps: itemSteps(item, outlook),
    ...(item.alternative && { alternative: item.alternative.id }),
    owner,
    ownerName: roleName(owner),
    helpers: others.map(({ role }) => roleName(role)),
    trustDays: item.trustDays,
    vendorDays: support.vendorDays[i] as number,
    leadWeeks: wholeWeeks(network.typicalWeeks[i] as number),
    needs: (network.predecessors[i] as readonly number[]).map((p) => (network.items[p] as WorkItem).id),
    patientData: item.action.patientData === true && item.type !== 'find-out' && item.type !== 'find-evidence',
    reason: (reasons.get(item.question.id) as Requirement).reason,
    because: itemBecause(item, reasons.get(item.question.id) as Requirement, outlook),
    themes: item.question.question.themes,
    askVendor: roleName(item.action.askVendor),
    otherWays: item.action.otherWays ?? [],
    startWeek,
    finishWeek,
    start: isoDate(addWeeks(asOf, startWeek)),
    finish: isoDate(addWeeks(asOf, finishWeek)),
    floatWeeks,
    critical: floatWeeks === 0,
    criticality,
    estimates: item.estimates,
  };
}

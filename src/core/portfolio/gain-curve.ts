import type { GainCurve, GainLevel, NoGain } from '../contracts/allocation.js';
import type { AssessmentInput } from '../contracts/answers.js';
import { isoDate } from '../contracts/calendar.js';
import type { CompiledInstrument } from '../instrument/compile.js';
import { normalCdf, percentile } from '../planning/distributions.js';
import { LengthSampler, siteFactor } from '../planning/forecast.js';
import { stageWeeks } from '../planning/milestones.js';
import { buildNetwork } from '../planning/network.js';
import { draftFor } from '../planning/plan.js';
import { Scheduler } from '../planning/schedule.js';
import type { PlanDraft } from '../planning/draft.js';

export interface GainCurveOptions {
  /** Default: the instrument's, one constant for all sites */
  readonly seed?: number;
  /** Draws of the plan for each level; default: the method's */
  readonly draws?: number;
}

/** What a plan's time is multiplied by at a real site: lognormal. */
export interface SiteFactor {
  readonly median: number;
  readonly logSd: number;
}

/** Shares of the draws that stand for all of them in a stored curve: the middles of so many equal parts. */
const QUANTILES = 20;

/**
 * How many weeks each level of the vendor's hours brings go-live forward (method, section 8). All levels share the same
 * draws, so that what differs comes from the hours alone; and in each draw a level takes the least weeks of any level at
 * or below it, since hours can be left unused. So a gain never falls with hours.
 *
 * @throws RangeError when the draws are not at least 1
 */
export function gainCurveOf(
  compiled: CompiledInstrument,
  input: AssessmentInput,
  options: GainCurveOptions = {},
): GainCurve {
  const { plan, forecast, portfolio } = compiled.instrument.method;
  const hours = plan.vendorHourLevels;
  const [seed, draws] = [options.seed ?? forecast.seed, options.draws ?? portfolio.allocation.draws];
  const draft = draftFor(compiled, input, { draws, vendorHoursPerWeek: hours[0] });
  const live = draft.milestones.stages.length === 0;
  const weeks = live ? hours.map(() => new Float64Array(1)) : planWeeksOf(draft, hours, seed, draws);
  const notBeforeWeeks = live ? 0 : draft.milestones.goLiveWeeks;
  const factors = Float64Array.from({ length: draws }, (_, draw) => siteFactor(forecast, seed, draw));
  const expected = weeks.map((sample) =>
    thousandths(meanWeeks(sample, factors, notBeforeWeeks, portfolio.allocation.capWeeks)),
  );
  const levels = hours.map((hoursPerWeek, level): GainLevel => {
    const expectedWeeks = expected[level] as number;
    return {
      hoursPerWeek,
      extraHours: Math.round(hoursPerWeek - (hours[0] as number)),
      expectedWeeks,
      gainWeeks: thousandths((expected[0] as number) - expectedWeeks),
      planWeeks: quantilesOf(weeks[level] as Float64Array),
    };
  });
  return { asOf: isoDate(input.asOf), seed, draws, live, notBeforeWeeks, levels };
}

/** For each level, weeks of the plan to go-live by draw, before the site factor. */
function planWeeksOf(draft: PlanDraft, hours: readonly number[], seed: number, draws: number): Float64Array[] {
  const { outlook, network, milestones, support } = draft;
  const { forecast } = outlook.compiled.instrument.method;
  const lengths = new Int32Array(network.items.length);
  const last = milestones.stages.length - 1;
  let below: Float64Array | undefined;
  return hours.map((hoursPerWeek) => {
    const own = buildNetwork(outlook, network.items, support.vendorDays, hoursPerWeek);
    const [sampler, scheduler] = [new LengthSampler(own, seed, forecast), new Scheduler(own)];
    const weeks = Float64Array.from({ length: draws }, (_, draw) => {
      sampler.sample(draw, lengths);
      const reached = stageWeeks(milestones, scheduler.run(lengths).finish)[last] as number;
      return Math.min(reached, below?.[draw] ?? Infinity);
    });
    below = weeks;
    return weeks;
  });
}

function meanWeeks(sample: Float64Array, factors: Float64Array, notBefore: number, cap: number): number {
  let sum = 0;
  sample.forEach((plain, draw) => {
    sum += Math.min(cap, Math.max(plain * (factors[draw] as number), notBefore));
  });
  return sum / sample.length;
}

function quantilesOf(sample: Float64Array): number[] {
  const sorted = Float64Array.from(sample).sort();
  // Whether a plan leads to go-live does not depend on how long its actions take.
  if (sorted[0] === Infinity) return [];
  const length = Math.min(QUANTILES, sorted.length);
  return Array.from({ length }, (_, i) => percentile(sorted, (i + 0.5) / length));
}

/** Ten minutes are near enough, and stored curves stay short. */
function thousandths(weeks: number): number {
  return Math.round(weeks * 1000) / 1000;
}

/** Why no hours can bring a site forward, as far as its curve tells; null when hours could, or the rest is the trust's. */
export function noGainOf({ live, levels, notBeforeWeeks }: GainCurve): NoGain | null {
  if (live) return 'live';
  const { planWeeks, expectedWeeks } = levels[0] as GainLevel;
  const longest = planWeeks.at(-1);
  if (longest === undefined) return 'unreachable';
  if (longest === 0) return 'nothing-left';
  return expectedWeeks === notBeforeWeeks ? 'date-set' : null;
}

/**
 * Probability that a site is live within so many weeks at a level of hours, 0 to 1: the share of its plan's weeks that
 * the lognormal site factor does not stretch beyond them.
 *
 * @param notBeforeWeeks weeks to a go-live date that lies ahead, else 0
 * @param weeks from the day of the curve; negative when the day has passed
 */
export function probabilityLiveBy(
  { planWeeks }: Pick<GainLevel, 'planWeeks'>,
  notBeforeWeeks: number,
  weeks: number,
  { median, logSd }: SiteFactor,
): number {
  if (planWeeks.length === 0 || weeks < notBeforeWeeks) return 0;
  let sum = 0;
  for (const plain of planWeeks) {
    sum += plain === 0 ? 1 : normalCdf(Math.log(weeks / (plain * median)) / logSd);
  }
  return sum / planWeeks.length;
}

import type { LiveMonth } from '../contracts/allocation.js';
import { addMonths, civilDate, DAYS_PER_WEEK, dayNumber, isoDate, type DayNumber } from '../contracts/calendar.js';
import type { PortfolioMethod } from '../contracts/portfolio-method.js';
import { normalQuantile, percentile } from '../planning/distributions.js';
import { hashText, uniform } from '../planning/random.js';
import type { SiteFactor } from './gain-curve.js';

/** A site whose go-live is forecast. */
export interface LiveSite {
  /** Id of the site: its draws hang on it, so ids differ */
  readonly id: string;
  /** Weeks of its plan before the site factor at evenly spaced shares of the draws; empty when it does not lead to go-live */
  readonly planWeeks: readonly number[];
  /** Weeks to a go-live date that lies ahead, else 0 */
  readonly notBeforeWeeks: number;
  readonly liveAlready: boolean;
}

export interface LiveByMonthOptions {
  /** From which day weeks are counted; the first month is the one that it lies in */
  readonly start: DayNumber;
  readonly factor: SiteFactor;
  readonly seed: number;
}

const SHARED_KEY = hashText('factor shared by all sites');
const BAND = { low: 0.05, high: 0.95 } as const;

/** Standard normal values at the middles of so many equal shares: a draw is one look-up, and its spread is right to 1 in 1,000. */
const STEPS = 4096;
const NORMAL = Float64Array.from({ length: STEPS }, (_, i) => normalQuantile((i + 0.5) / STEPS));

/** Parts of the time axis, in logarithms of weeks, in each of which at most a few month ends lie. */
const PARTS = 2048;

/**
 * How many sites are live at the end of each month, with a band (method, section 8). A part of the site factor's
 * log-variance is drawn once for all sites, since policy, funding and the vendor itself delay them together; the rest is
 * drawn for each. Draws hang on the site's id, so that neither the order of the sites nor one more of them changes
 * another's.
 */
export function liveByMonth(
  sites: readonly LiveSite[],
  outlook: PortfolioMethod['outlook'],
  options: LiveByMonthOptions,
): LiveMonth[] {
  return liveByMonthInWays([sites], outlook, options)[0] as LiveMonth[];
}

/**
 * The same for several ways in which the same sites may go, such as with more hours: each draws the same, so that what
 * differs between two of them is the way and not chance.
 *
 * @param ways the sites of each, in one order
 * @throws RangeError when a way has other sites than the first, or the same in another order
 */
export function liveByMonthInWays(
  ways: readonly (readonly LiveSite[])[],
  { draws, months, sharedVariance }: PortfolioMethod['outlook'],
  { start, factor, seed }: LiveByMonthOptions,
): LiveMonth[][] {
  const [first = []] = ways;
  if (ways.some((way) => way.some(({ id }, position) => id !== first[position]?.id) || way.length !== first.length)) {
    throw new RangeError('Ways with different sites');
  }
  const ends = monthEnds(start, months);
  const drawing: Drawing = {
    ...{ seed, plans: new Float64Array(draws), factors: new Float64Array(draws) },
    axis: new MonthAxis(ends.map((end) => (end - start) / DAYS_PER_WEEK)),
    shared: Float64Array.from(
      { length: draws },
      (_, draw) =>
        Math.log(factor.median) + factor.logSd * Math.sqrt(sharedVariance) * normal(uniform(seed, SHARED_KEY, draw)),
    ),
    own: NORMAL.map((z) => factor.logSd * Math.sqrt(1 - sharedVariance) * z),
  };
  const counts = ways.map(() => ({ liveAlready: 0, wentLive: new Uint32Array(draws * (months + 1)) }));
  first.forEach(({ id }, position) => {
    const going: GoingLive[] = [];
    for (const [way, count] of counts.entries()) {
      const site = (ways[way] as readonly LiveSite[])[position] as LiveSite;
      if (site.liveAlready) count.liveAlready += 1;
      else if (site.planWeeks.length > 0) going.push({ site, wentLive: count.wentLive });
    }
    if (going.length > 0) addSite(id, going, drawing);
  });
  return counts.map(({ liveAlready, wentLive }) => {
    const live = new Uint32Array(draws).fill(liveAlready);
    return ends.map((end, month) => {
      for (let draw = 0; draw < draws; draw += 1) {
        live[draw] = (live[draw] as number) + (wentLive[draw * (months + 1) + month] as number);
      }
      return monthOf(end, live);
    });
  });
}

/** @param live sites that are live at the end of the month, by draw */
function monthOf(end: DayNumber, live: Uint32Array): LiveMonth {
  const sorted = Float64Array.from(live).sort();
  return {
    end: isoDate(end),
    expected: sorted.reduce((sum, count) => sum + count, 0) / live.length,
    low: percentile(sorted, BAND.low),
    median: percentile(sorted, 0.5),
    high: percentile(sorted, BAND.high),
  };
}

interface Drawing {
  readonly axis: MonthAxis;
  /** Logarithm of what all sites share, by draw */
  readonly shared: Float64Array;
  /** Logarithms of what a site has of its own, at evenly spaced shares */
  readonly own: Float64Array;
  readonly seed: number;
  /** Room for the draws of one site, used for each in turn: where in its plan's weeks it lies, and the logarithm of its factor */
  readonly plans: Float64Array;
  readonly factors: Float64Array;
}

/** A site in one of the ways. */
interface GoingLive {
  readonly site: LiveSite;
  /** Sites that go live in each month of each draw; the last place is for later than all of them */
  readonly wentLive: Uint32Array;
}

function addSite(id: string, ways: readonly GoingLive[], { axis, shared, own, seed, plans, factors }: Drawing): void {
  const draws = shared.length;
  const [planKey, ownKey] = [hashText(`${id} plan weeks`), hashText(`${id} own factor`)];
  for (let draw = 0; draw < draws; draw += 1) {
    plans[draw] = uniform(seed, planKey, draw);
    factors[draw] = (shared[draw] as number) + (own[Math.floor(uniform(seed, ownKey, draw) * STEPS)] as number);
  }
  for (const { site, wentLive } of ways) {
    const logWeeks = Float64Array.from(site.planWeeks, Math.log);
    const notBefore = axis.monthOf(Math.log(site.notBeforeWeeks));
    for (let draw = 0; draw < draws; draw += 1) {
      const plan = logWeeks[Math.floor((plans[draw] as number) * logWeeks.length)] as number;
      const month = Math.max(notBefore, axis.monthOf(plan + (factors[draw] as number)));
      const place = draw * (axis.months + 1) + month;
      wentLive[place] = (wentLive[place] as number) + 1;
    }
  }
}

function normal(u: number): number {
  return NORMAL[Math.floor(u * STEPS)] as number;
}

/** Last days of the month that the day lies in and of those after it. */
function monthEnds(start: DayNumber, months: number): DayNumber[] {
  const { year, month } = civilDate(start);
  const first = dayNumber(year, month, 1);
  return Array.from({ length: months }, (_, i) => addMonths(first, i + 1) - 1);
}

/** Finds the month in which a number of weeks ends, from its logarithm and without a search. */
class MonthAxis {
  readonly months: number;
  private readonly logEnds: Float64Array;
  private readonly low: number;
  private readonly perPart: number;
  /** For each part of the axis, the first month whose end does not lie before the part */
  private readonly firstMonth: Uint16Array;

  /** @param ends weeks from the start to each month's end, ascending, 0 or more */
  constructor(ends: readonly number[]) {
    this.months = ends.length;
    this.logEnds = Float64Array.from(ends, Math.log);
    // A month that ends on the first day has no logarithm; whoever needs no time at all goes live in it.
    this.low = Math.log(1 / DAYS_PER_WEEK);
    this.perPart = (Math.max(this.low + 1, this.logEnds.at(-1) as number) - this.low) / PARTS;
    this.firstMonth = new Uint16Array(PARTS + 1);
    for (let part = 0, month = 0; part <= PARTS; part += 1) {
      while (month < this.months && (this.logEnds[month] as number) < this.low + part * this.perPart) month += 1;
      this.firstMonth[part] = month;
    }
  }

  /** The first month at whose end so many weeks have passed; the number of months when that is later than all. */
  monthOf(logWeeks: number): number {
    const part = Math.floor((logWeeks - this.low) / this.perPart);
    let month = part < 0 ? 0 : (this.firstMonth[Math.min(PARTS, part)] as number);
    while (month < this.months && (this.logEnds[month] as number) < logWeeks) month += 1;
    return month;
  }
}

import type { LiveMonth } from '../../core/contracts/allocation.js';
import { longDate, parseDay, type DayNumber } from '../../core/contracts/calendar.js';
import type { AllocationReport } from '../../portfolio/planner.dto.js';
import { hoursText, sitesText } from './planner-words.js';

const FRAME = { left: 34, right: 466, top: 14, bottom: 220 } as const;
const MOST_STEPS = 5;
const MONTHS_PER_LABEL = 6;
const MONTH_NAMES = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Sites live by month as a drawing: places in its own units, as text that an SVG takes. */
export interface LiveChart {
  readonly caption: string;
  readonly alternative: string;
  readonly base: string;
  readonly line: string;
  /** Outline of the band in which nine in ten draws lie */
  readonly band: string;
  readonly months: readonly { readonly x: string; readonly label: string }[];
  readonly counts: readonly { readonly y: string; readonly label: string }[];
  /** Where the target lies; null when there is none, or it is beyond the months */
  readonly target: { readonly x: string; readonly anchor: 'start' | 'end' } | null;
}

/** @param name of the setting, such as "First setting" */
export function liveChart({ months, targetDate, allocation, asOf }: AllocationReport, name: string): LiveChart {
  const { atBase, withHours } = months;
  const sites = allocation.sites.length;
  const step = stepFor(sites);
  const top = Math.max(1, Math.ceil(sites / step)) * step;
  const start = parseDay(asOf) as DayNumber;
  const last = parseDay(withHours.at(-1)?.end ?? asOf) as DayNumber;
  const x = (day: DayNumber): number =>
    FRAME.left + ((FRAME.right - FRAME.left) * (day - start)) / Math.max(1, last - start);
  const y = (count: number): number => FRAME.bottom - ((FRAME.bottom - FRAME.top) * count) / top;
  const point = (month: LiveMonth, count: number): string =>
    `${x(parseDay(month.end) as DayNumber).toFixed(1)},${y(count).toFixed(1)}`;
  const line = (path: readonly LiveMonth[]): string => path.map((month) => point(month, month.expected)).join(' ');
  const target = targetDate === null ? null : (parseDay(targetDate) as DayNumber);
  return {
    caption: `${name}: ${hoursText(allocation.weeklyHours)} a week, equity ${String(allocation.equity)}`,
    alternative: alternativeOf(months, sites),
    base: line(atBase),
    line: line(withHours),
    band: [
      ...withHours.map((month) => point(month, month.high)),
      ...[...withHours].reverse().map((month) => point(month, month.low)),
    ].join(' '),
    months: withHours.flatMap(({ end }, i) =>
      i % MONTHS_PER_LABEL === 0
        ? [{ x: x(parseDay(end) as DayNumber).toFixed(1), label: `${monthName(end)} ${end.slice(2, 4)}` }]
        : [],
    ),
    counts: Array.from({ length: top / step + 1 }, (_, i) => ({ y: y(i * step).toFixed(1), label: String(i * step) })),
    target:
      target === null || target > last
        ? null
        : { x: x(target).toFixed(1), anchor: target - start > (last - start) / 2 ? 'end' : 'start' },
  };
}

/** Months of both drawings as rows of one table. */
export function monthRows(reports: readonly AllocationReport[]): readonly object[] {
  const [first] = reports as readonly [AllocationReport, ...AllocationReport[]];
  return first.months.atBase.map((base, i) => ({
    month: longDate(parseDay(base.end) as DayNumber),
    base: bandText(base),
    settings: reports.map(({ months }) => bandText(months.withHours[i] as LiveMonth)),
  }));
}

function bandText({ expected, low, high }: LiveMonth): string {
  return `${sitesText(expected)} (${String(Math.round(low))} to ${String(Math.round(high))})`;
}

function alternativeOf({ atBase, withHours }: AllocationReport['months'], sites: number): string {
  const years = withHours.filter((_, i) => (i + 1) % 12 === 0);
  const parts = years.map((month) => {
    const base = atBase.find(({ end }) => end === month.end) as LiveMonth;
    const day = longDate(parseDay(month.end) as DayNumber);
    return `by ${day} ${sitesText(month.expected)} of ${String(sites)}, ${sitesText(base.expected)} with the base alone`;
  });
  return `Line of sites expected to be live by month, with the band in which nine in ten draws lie: ${parts.join('; ')}`;
}

/** A round number of sites between the lines of a drawing. */
function stepFor(sites: number): number {
  for (let power = 1; ; power *= 10) {
    const found = [power, 2 * power, 5 * power].find((step) => sites / step <= MOST_STEPS);
    if (found !== undefined) return found;
  }
}

function monthName(day: string): string {
  return MONTH_NAMES[Number(day.slice(5, 7)) - 1] ?? '';
}

import { STAGE_NAMES } from '../../core/contracts/words.js';
import { parseDay, longDate, type DayNumber } from '../../core/contracts/calendar.js';
import type { FunnelStage, HeatMap, HeatMapRow, TrendMonth } from '../../portfolio/cohort-parts.dto.js';
import type { CohortForecast } from '../../portfolio/cohort.dto.js';
import type { DataTable } from './data-table.js';
import { stageText } from './site-words.js';

/** What every chart has beside its drawing. */
interface Chart {
  readonly caption: string;
  /** What it shows, for whoever does not see it */
  readonly alternative: string;
  readonly table: DataTable;
}

/** Steps of shade; the text in a cell says the number all the same. */
const SHADES = 5;

interface HeatMapChart extends Chart {
  readonly columns: readonly string[];
  readonly rows: readonly {
    readonly site: string;
    readonly stage: string;
    readonly gates: string;
    readonly closedData: boolean;
    readonly index: string;
    readonly cells: readonly { readonly text: string; readonly bound: string; readonly shade: number | null }[];
  }[];
}

/** Sites by domains. */
export function heatMapChart({ domains, rows }: HeatMap, toolName: (id: string) => string): HeatMapChart {
  const caption = 'Scores by domain, in the order of the work list';
  return {
    caption,
    alternative:
      `Scores by domain of ${sitesText(rows.length)}: darker is higher. ` +
      `${sitesText(rows.filter(({ closedDataGates }) => closedDataGates.length > 0).length)} with a closed data gate.`,
    columns: domains.map(({ code }) => code),
    rows: rows.map((row) => {
      const scores = new Map(row.domains.map((domain) => [domain.code, domain]));
      return {
        site: row.site.name,
        stage: row.stage === null ? '–' : String(row.stage),
        gates: row.stage === null ? '–' : String(row.closedGates.length),
        closedData: row.closedDataGates.length > 0,
        index: pointsText(row.index),
        cells: domains.map(({ code }) => cellOf(scores.get(code))),
      };
    }),
    table: {
      caption,
      headings: ['Site', 'Stage', 'Closed gates', 'Index', ...domains.map(({ code, name }) => `${code} ${name}`)],
      rows: rows.map((row) => heatMapTableRow(row, domains, toolName)),
    },
  };
}

type Score = { readonly score: number | null; readonly upper: number | null } | undefined;

function cellOf(score: Score): { text: string; bound: string; shade: number | null } {
  const value = score?.score ?? null;
  if (value === null) return { text: '–', bound: '', shade: null };
  const [rounded, bound] = [Math.round(value), Math.round(score?.upper ?? value)];
  return {
    text: String(rounded),
    bound: bound > rounded ? `to ${String(bound)}` : '',
    shade: Math.min(SHADES - 1, Math.floor((value / 100) * SHADES)),
  };
}

function heatMapTableRow(
  row: HeatMapRow,
  domains: HeatMap['domains'],
  toolName: (id: string) => string,
): DataTable['rows'][number] {
  const scores = new Map(row.domains.map((domain) => [domain.code, domain]));
  const dataGates = new Set(row.closedDataGates);
  const gates = row.closedGates.map((id) => (dataGates.has(id) ? `${id} (data)` : id)).join(', ');
  const bounded = (cell: ReturnType<typeof cellOf>): string => `${cell.text} ${cell.bound}`.trim();
  return {
    head: row.site.name,
    href: `/portfolio/sites/${row.deploymentId}`,
    note: `${toolName(row.toolId)}, ${row.trust.name}`,
    cells: [
      row.stage === null ? 'Not known yet' : stageText(row.stage),
      row.stage === null ? 'Not known yet' : gates || 'None',
      bounded(cellOf({ score: row.index, upper: row.upper })),
      ...domains.map(({ code }) => bounded(cellOf(scores.get(code)))),
    ],
  };
}

interface FunnelChart extends Chart {
  readonly bars: readonly {
    readonly label: string;
    readonly at: number;
    readonly beyond: number;
    readonly text: string;
  }[];
}

/** How many sites have come how far. */
export function funnelChart(stages: readonly FunnelStage[], known: number): FunnelChart {
  const caption = 'Sites by stage';
  const shareOf = (sites: number): number => (known === 0 ? 0 : sites / known);
  return {
    caption,
    alternative: stages.map(({ name, atOrBeyond }) => `${name} or beyond: ${sitesText(atOrBeyond)}`).join('. '),
    bars: stages.map(({ stage, name, at, atOrBeyond }) => ({
      label: `${String(stage)} ${name}`,
      at: shareOf(at),
      beyond: shareOf(atOrBeyond),
      text: `${String(atOrBeyond)} of ${String(known)}`,
    })),
    table: {
      caption,
      headings: ['Stage', 'Sites at it', 'Sites at it or beyond'],
      rows: stages.map(({ stage, name, at, atOrBeyond }) => ({
        head: `${String(stage)} ${name}`,
        cells: [String(at), String(atOrBeyond)],
      })),
    },
  };
}

interface ForecastChart extends Chart {
  readonly points: readonly Readonly<Record<'at' | 'low' | 'high' | 'value' | 'published', number>>[];
  readonly months: readonly { readonly at: number; readonly label: string }[];
  readonly levels: readonly { readonly at: number; readonly label: string }[];
  /** Whether the outcomes have moved any factor */
  readonly isMoved: boolean;
}

/** Months between two labels of the axis. */
const LABEL_EVERY = 3;

/** Sites live by month, as a line with a band. */
export function forecastChart(forecast: CohortForecast, isMoved: boolean): ForecastChart {
  const { sites, reestimated, published } = forecast;
  const caption = 'Sites live at the end of each month';
  const most = Math.max(1, sites);
  const last = Math.max(1, reestimated.length - 1);
  const end = reestimated.at(-1);
  return {
    caption,
    alternative:
      end === undefined
        ? ''
        : `${sitesText(forecast.liveAlready)} live now; ${tenths(end.expected)} expected by ${monthText(end.end)}, ` +
          `in nine of ten cases between ${tenths(end.low)} and ${tenths(end.high)}, of ${sitesText(sites)}.`,
    points: reestimated.map(({ expected, low, high }, i) => ({
      at: i / last,
      value: expected / most,
      low: low / most,
      high: high / most,
      published: (published[i]?.expected ?? expected) / most,
    })),
    months: reestimated.flatMap((month, i) =>
      i % LABEL_EVERY === 0 ? [{ at: i / last, label: shortMonth(month.end) }] : [],
    ),
    levels: [...new Set([0, Math.round(most / 2), most])].map((level) => ({ at: level / most, label: String(level) })),
    isMoved,
    table: {
      caption,
      headings: [
        'Month',
        'Expected',
        'Low (5%)',
        'Half',
        'High (95%)',
        ...(isMoved ? ['With the published factor'] : []),
      ],
      rows: reestimated.map(({ end: day, expected, low, median, high }, i) => ({
        head: monthText(day),
        cells: [
          ...[expected, low, median, high].map(tenths),
          ...(isMoved ? [tenths(published[i]?.expected ?? expected)] : []),
        ],
      })),
    },
  };
}

interface TrendChart extends Chart {
  readonly columns: readonly {
    readonly label: string;
    readonly parts: readonly {
      readonly stage: number;
      readonly from: number;
      readonly share: number;
      readonly sites: number;
    }[];
    readonly closed: string;
    readonly index: string;
  }[];
  readonly stages: readonly string[];
}

/** Where the sites stood in the last months. */
export function trendChart(trend: readonly TrendMonth[]): TrendChart {
  const caption = 'Sites by stage in the last 12 months';
  const most = Math.max(1, ...trend.map(({ sites }) => sites));
  const [first, last] = [trend[0], trend.at(-1)];
  const said = (month: TrendMonth | undefined): string =>
    month === undefined
      ? ''
      : `${dayOf(month.on)}: ${sitesText(month.sites)}, ${String(month.stages[4] ?? 0)} live, ${String(month.withClosedGates)} with a closed gate`;
  return {
    caption,
    alternative: `${said(first)}. ${said(last)}.`,
    stages: STAGE_NAMES.map((name, stage) => `${String(stage)} ${name}`),
    columns: trend.map(({ on, stages, withClosedGates, medianIndex, sites }) => ({
      label: shortMonth(on),
      parts: stages.map((count, stage) => ({
        stage,
        from: stages.slice(0, stage).reduce((sum, one) => sum + one, 0) / most,
        share: count / most,
        sites: count,
      })),
      closed: sites === 0 ? '–' : String(withClosedGates),
      index: pointsText(medianIndex),
    })),
    table: {
      caption,
      headings: [
        'Day',
        ...STAGE_NAMES.map((name, stage) => `${String(stage)} ${name}`),
        'With a closed gate',
        'Median index',
      ],
      rows: trend.map(({ on, stages, withClosedGates, medianIndex }) => ({
        head: dayOf(on),
        cells: [...stages.map(String), String(withClosedGates), pointsText(medianIndex)],
      })),
    },
  };
}

export function sitesText(count: number): string {
  return `${String(count)} ${count === 1 ? 'site' : 'sites'}`;
}

function pointsText(value: number | null): string {
  return value === null ? '–' : String(Math.round(value));
}

/** One decimal where there is something behind it. */
function tenths(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function dayOf(iso: string): string {
  return longDate(parseDay(iso) as DayNumber);
}

/** `November 2026` */
function monthText(iso: string): string {
  return dayOf(iso).split(' ').slice(1).join(' ');
}

/** `Nov 26` */
function shortMonth(iso: string): string {
  const [month, year] = monthText(iso).split(' ') as [string, string];
  return `${month.slice(0, 3)} ${year.slice(2)}`;
}

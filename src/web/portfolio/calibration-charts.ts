import type { CalibrationRow, ForecastCalibration, ForecastResult } from '../../core/contracts/forecast-calibration.js';
import type { PlaceView } from '../../deployments/deployments.dto.js';
import type { ToolFactor } from '../../portfolio/cohort.dto.js';
import { dayText } from '../time-text.js';
import type { DataTable } from './data-table.js';
import { MOST_ROWS } from './most-rows.js';

type Places = ReadonlyMap<string, { readonly trust: PlaceView; readonly site: PlaceView; readonly toolId: string }>;

const RESULTS: Readonly<Record<ForecastResult, string>> = {
  'by-p50': 'Live by the P50',
  'by-p90': 'Live after the P50, by the P90',
  'after-p90': 'Live after the P90',
  waiting: 'Not live yet, the P50 lies ahead',
  'waiting-past-p50': 'Not live yet, past the P50',
  'waiting-past-p90': 'Not live yet, past the P90',
};

/** The forecasts that a page names: outcomes first, then those that wait past their dates, then the rest. */
export function namedRows({ rows }: ForecastCalibration): CalibrationRow[] {
  const turn = ({ live, result }: CalibrationRow): number => (live ? 0 : result === 'waiting' ? 2 : 1);
  return [...rows].sort((a, b) => turn(a) - turn(b)).slice(0, MOST_ROWS);
}

export interface ShareChart {
  readonly caption: string;
  readonly alternative: string;
  readonly points: readonly {
    readonly at: number;
    readonly share: number;
    readonly low: number;
    readonly high: number;
  }[];
  readonly table: DataTable;
}

/** Share of sites that forecasts gave, against the share that came; null without an outcome that has a spread. */
export function shareChart({ curve }: ForecastCalibration): ShareChart | null {
  const points = curve.flatMap(({ nominal, share, interval }) =>
    share === null || interval === null ? [] : [{ at: nominal, share, low: interval[0], high: interval[1] }],
  );
  if (points.length === 0) return null;
  const caption = 'Share that the forecasts gave against the share that came';
  return {
    caption,
    alternative: points
      .filter(({ at }) => at === 0.5 || at === 0.9)
      .map(
        ({ at, share }) => `By the day with a chance of ${percent(at)}, ${percent(share)} of the live sites were live`,
      )
      .join('. '),
    points,
    table: {
      caption,
      headings: ['Chance that the forecast gave', 'Live by then', 'Share', '90% interval'],
      rows: curve.map(({ nominal, count, of, share, interval }) => ({
        head: percent(nominal),
        cells: [
          `${String(count)} of ${String(of)}`,
          share === null ? '–' : percent(share),
          interval === null ? '–' : `${percent(interval[0])} to ${percent(interval[1])}`,
        ],
      })),
    },
  };
}

export interface OutcomeChart {
  readonly caption: string;
  readonly alternative: string;
  readonly dots: readonly { readonly at: number; readonly up: number; readonly live: boolean }[];
  readonly ticks: readonly { readonly at: number; readonly label: string }[];
  readonly table: DataTable;
}

/** A dot for each forecast: weeks of its P50 against weeks taken, or so far. */
export function outcomeChart(
  calibration: ForecastCalibration,
  places: Places,
  toolName: (id: string) => string,
): OutcomeChart {
  const rows = namedRows(calibration);
  const most = Math.max(1, ...rows.flatMap(({ p50Weeks, weeks }) => [p50Weeks, weeks]));
  const step = Math.max(1, Math.ceil(most / TICKS / STEP) * STEP);
  const end = step * Math.ceil(most / step);
  const left = calibration.rows.length - rows.length;
  const caption = 'Weeks forecast (P50) against weeks taken';
  return {
    caption,
    alternative:
      `${String(calibration.live)} live sites and ${String(calibration.notYetLive)} that are not live yet. ` +
      `${String(calibration.byP50.count)} of the live sites were live by their P50, ${String(calibration.byP90.count)} by their P90.`,
    dots: rows.map(({ p50Weeks, weeks, live }) => ({ at: p50Weeks / end, up: weeks / end, live })),
    ticks: Array.from({ length: end / step + 1 }, (_, i) => ({ at: (i * step) / end, label: String(i * step) })),
    table: {
      caption: left === 0 ? caption : `${caption}; ${String(left)} more sites wait and are not named`,
      headings: ['Site', 'Forecast made on', 'If nothing slips', 'P50', 'P90', 'Weeks taken', 'What came of it'],
      rows: rows.map((row) => {
        const place = places.get(row.id);
        return {
          head: place?.site.name ?? '',
          href: `/portfolio/sites/${row.id}`,
          note: place === undefined ? '' : `${toolName(place.toolId)}, ${place.trust.name}`,
          cells: [
            dayText(row.madeOn),
            ...[row.plannedWeeks, row.p50Weeks, row.p90Weeks].map(weeksText),
            `${weeksText(row.weeks)}${row.live ? '' : ' so far'}`,
            RESULTS[row.result],
          ],
        };
      }),
    },
  };
}

const TICKS = 6;
const STEP = 5;

/** The site factor of each tool, as the instrument has it and as the outcomes have moved it. */
export function factorTable(factors: readonly ToolFactor[], toolName: (id: string) => string): DataTable {
  return {
    caption: 'Site factor: what the time of a plan is multiplied by at a real site',
    headings: ['Tool', 'As published', 'With your outcomes', '90% interval', 'Live sites', 'Not live yet'],
    rows: factors.map(({ toolId, published, median, interval, live, notYetLive }) => ({
      head: toolName(toolId),
      cells: [
        published.toFixed(2),
        median.toFixed(2),
        `${interval[0].toFixed(2)} to ${interval[1].toFixed(2)}`,
        String(live),
        String(notYetLive),
      ],
    })),
  };
}

function percent(share: number): string {
  return `${String(Math.round(share * 100))}%`;
}

function weeksText(weeks: number): string {
  return String(Math.round(weeks * 10) / 10);
}

import { DAYS_PER_WEEK, longDate, parseDay } from '../core/contracts/calendar.js';
import type { ReportTimeline, TimelineRow } from '../core/contracts/report.js';
import { placeOn, ticksOf } from '../core/reporting/time-axis.js';
import type { ActionView } from './actions.dto.js';

/** Rows of one chart; more actions have several of much the same length. */
const MOST_ROWS = 34;

/**
 * The actions along one line of time that begins with the plan, each with the trust's own day where it has one.
 *
 * @param today in London, ISO
 */
export function actionTimelines(actions: readonly ActionView[], asOf: string, today: string): ReportTimeline[] {
  const shown = actions.filter(({ start, finish }) => start !== null && finish !== null);
  if (shown.length === 0) return [];
  const week = (day: string | null): number => Math.max(0, ((dayOf(day) ?? 0) - (dayOf(asOf) ?? 0)) / DAYS_PER_WEEK);
  const length = Math.max(1, ...shown.flatMap(({ finish, targetDate }) => [week(finish), week(targetDate)]));
  const parts = Math.ceil(shown.length / MOST_ROWS);
  const rows = Math.ceil(shown.length / parts);
  return Array.from({ length: parts }, (_, part) => {
    const from = part * rows;
    const of = shown.slice(from, from + rows);
    const which = parts === 1 ? '' : `, ${String(from + 1)} to ${String(from + of.length)} of ${String(shown.length)}`;
    return {
      type: 'timeline',
      caption: `Actions over time${which}`,
      alternative: inWords(of),
      ticks: ticksOf(asOf, length),
      rows: of.map((action) => rowOf(action, (day) => placeOn(length, week(day)))),
      lines: week(today) <= length ? [{ at: placeOn(length, week(today)), label: 'Today' }] : [],
      legend: [
        { kind: 'critical', text: 'By the plan; a slip moves the end of the plan' },
        { kind: 'work', text: 'By the plan; it can slip a while' },
        ...(of.some(({ targetDate }) => targetDate !== null)
          ? [{ kind: 'half' as const, text: 'The trust’s own date' }]
          : []),
      ],
    };
  });
}

function rowOf(
  { questionId, title, start, finish, targetDate, critical }: ActionView,
  place: (day: string | null) => number,
): TimelineRow {
  return {
    label: `${questionId} ${title}`,
    spans: [{ from: place(start), to: place(finish), kind: critical ? 'critical' : 'work' }],
    points: targetDate === null ? [] : [{ at: place(targetDate), kind: 'half' }],
  };
}

function inWords(actions: readonly ActionView[]): string {
  const days = actions.flatMap(({ start, finish }) => [start ?? '', finish ?? '']).sort();
  const own = actions.filter(({ targetDate }) => targetDate !== null).length;
  const [first, last] = [days[0], days.at(-1)].map((day) => longDate(dayOf(day ?? null) ?? 0));
  return (
    `${String(actions.length)} ${actions.length === 1 ? 'action' : 'actions'} from ${first ?? ''} to ${last ?? ''}, ` +
    `${own === 0 ? 'none' : String(own)} with a date of the trust’s own. The table has all dates.`
  );
}

function dayOf(day: string | null): number | undefined {
  return day === null ? undefined : parseDay(day);
}

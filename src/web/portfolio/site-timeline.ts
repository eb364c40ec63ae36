import { DAYS_PER_WEEK, isoDate, parseDay, type DayNumber } from '../../core/contracts/calendar.js';
import { STAGE_NAMES } from '../../core/contracts/words.js';
import type { SnapshotSummary } from '../../assessments/assessments.dto.js';
import type { HistoryPoint } from '../../portfolio/site-history.service.js';
import type { ContactView, PromiseView } from '../../support/support.dto.js';
import { dayText } from '../time-text.js';
import { CONTACT_WORDS, hours } from './site-words.js';

/** Days of the history that are shown before the rest is folded away. */
const SHOWN_DAYS = 10;
const STAGES = 4;
const FULL_INDEX = 100;
const TICKS = 4;

/** Something that happened at a site. */
interface Happened {
  readonly on: string;
  /** What kind of thing it was, in words */
  readonly kind: string;
  readonly text: string;
  readonly href?: string;
}

/** All that happened on one day. */
export interface HistoryDay {
  readonly day: string;
  readonly entries: readonly Omit<Happened, 'on'>[];
}

/** What the history of a site is made of. */
export interface HistoryParts {
  readonly points: readonly HistoryPoint[];
  readonly submissions: readonly SnapshotSummary[];
  readonly contacts: readonly ContactView[];
  readonly promises: readonly PromiseView[];
}

/** What happened at a site day by day, the latest first: the first days, and the rest. */
export function historyOf({ points, submissions, contacts, promises }: HistoryParts): {
  readonly shown: readonly HistoryDay[];
  readonly folded: readonly HistoryDay[];
} {
  const all: Happened[] = [
    ...points.flatMap(standingEntries),
    ...submissions.map(({ id, number, asOf }) => ({
      ...{ on: asOf, kind: 'Submission', text: `Submission ${String(number)}`, href: `/snapshots/${id}/scorecard` },
    })),
    ...contacts.filter(({ withdrawnAt }) => withdrawnAt === null).map(contactEntry),
    ...promises.flatMap(promiseEntries),
  ];
  const days = [...new Set(all.map(({ on }) => on))].sort().reverse();
  const list = days.map((on) => ({
    day: dayText(on),
    entries: all.filter((one) => one.on === on).map(({ on: _day, ...entry }) => entry),
  }));
  return { shown: list.slice(0, SHOWN_DAYS), folded: list.slice(SHOWN_DAYS) };
}

/** A point at which nothing changed was made when the service itself had changed: there is nothing to tell. */
function standingEntries({ on, change, stage, closedGates }: HistoryPoint): Happened[] {
  if (change === null) {
    const gates = closedGates.length;
    const text = `First known: stage ${String(stage)} of 4, ${STAGE_NAMES[stage]}; ${gatesText(gates)}.`;
    return [{ on, kind: 'Standing', text }];
  }
  if (!change.isChanged) return [];
  return [{ on, kind: change.isRegression ? 'Went back' : 'Standing', text: change.sentence }];
}

function gatesText(closed: number): string {
  if (closed === 0) return 'every gate open';
  return closed === 1 ? '1 gate closed' : `${String(closed)} gates closed`;
}

function contactEntry({ on, kind, hours: spent, madeByName }: ContactView): Happened {
  const who = madeByName === null ? '' : `, by ${madeByName}`;
  return { on, kind: 'Contact', text: `${CONTACT_WORDS[kind]}, ${hours(spent)}${who}` };
}

const SETTLED_WORDS = { kept: 'Promise kept', broken: 'Promise broken', withdrawn: 'Promise withdrawn' } as const;

function promiseEntries({ what, dueOn, state, settledOn, createdAt }: PromiseView): Happened[] {
  const text = what ?? 'its words were erased';
  const made = { on: dayIn(createdAt), kind: 'Promise', text: `By ${dayText(dueOn)}: ${text}` };
  if (state === 'open' || settledOn === null) return [made];
  return [{ on: settledOn, kind: SETTLED_WORDS[state], text }, made];
}

const LONDON = new Intl.DateTimeFormat('en-CA', {
  ...{ timeZone: 'Europe/London', year: 'numeric', month: '2-digit', day: '2-digit' },
});

function dayIn(instant: Date): string {
  return LONDON.format(instant);
}

interface ChartPoint {
  /** From the left, 0 to 1 */
  readonly x: number;
  /** From below, 0 to 1 */
  readonly index: number;
  readonly upper: number;
  readonly stage: number;
  readonly ready: boolean;
}

/** Index and stage over time, to be drawn, with the same in rows. */
export interface TimelineChart {
  readonly caption: string;
  readonly alternative: string;
  readonly points: readonly ChartPoint[];
  readonly ticks: readonly { readonly x: number; readonly text: string; readonly anchor: string }[];
  readonly rows: readonly (readonly string[])[];
}

/** @returns null where nothing was known before today: one point is no line */
export function timelineOf(points: readonly HistoryPoint[], today: string): TimelineChart | null {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined || points.length < 2) return null;
  const from = dayOf(first.on);
  const to = Math.max(dayOf(today), dayOf(last.on), from + DAYS_PER_WEEK);
  const place = (day: DayNumber): number => (day - from) / (to - from);
  const drawn = points.map((point) => ({
    x: place(dayOf(point.on)),
    index: point.index / FULL_INDEX,
    upper: point.upper / FULL_INDEX,
    stage: point.stage / STAGES,
    ready: point.closedGates.length === 0,
  }));
  return {
    caption: 'Index and stage over time',
    alternative:
      `From ${inShort(first)} on ${dayText(first.on)} to ${inShort(last)} on ${dayText(last.on)}. ` +
      'The table has every day.',
    points: drawn,
    ticks: Array.from({ length: TICKS + 1 }, (_, position) => ({
      x: position / TICKS,
      text: dayText(isoDate(Math.round(from + ((to - from) * position) / TICKS))),
      anchor: position === 0 ? 'start' : position === TICKS ? 'end' : 'middle',
    })),
    rows: [...points]
      .reverse()
      .map((point) => [
        ...[dayText(point.on), `${String(point.stage)} of 4`, gatesText(point.closedGates.length)],
        ...[String(Math.round(point.index)), String(Math.round(point.upper))],
      ]),
  };
}

function inShort({ stage, index, closedGates }: HistoryPoint): string {
  return `stage ${String(stage)} with ${gatesText(closedGates.length)} and index ${String(Math.round(index))}`;
}

function dayOf(text: string): DayNumber {
  return parseDay(text) as DayNumber;
}

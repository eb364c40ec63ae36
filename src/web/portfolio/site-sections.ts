import type { GainCurve } from '../../core/contracts/allocation.js';
import { DAYS_PER_WEEK, parseDay, type DayNumber } from '../../core/contracts/calendar.js';
import type { GoLiveForecast, PortfolioItem } from '../../portfolio/portfolio.dto.js';
import type { ContactView, PromiseView } from '../../support/support.dto.js';
import type { WithdrawalReason } from '../../support/support-words.js';
import { dateText, dayText } from '../time-text.js';
import { CONTACT_WORDS, hours, indexText, stageText, type SiteNames } from './site-words.js';

const PERCENT = 100;
const TOO_FAR = 'More than four years away: re-plan';

/** A line of a summary list. */
interface Line {
  readonly key: { readonly text: string };
  readonly value: { readonly text: string };
}

function line(key: string, text: string): Line {
  return { key: { text: key }, value: { text } };
}

/** Where a site stands, in lines: stage and gates before any number. */
export function standingLines(item: PortfolioItem, { gateName }: SiteNames): Line[] {
  const { stage, closedGates, lapsing, capacity, capacityKnown, vendorHours, tier, yearlyStudies, change } = item;
  const index = indexText(item);
  const studies = yearlyStudies === null ? [] : [line('Studies a year', yearlyStudies.toLocaleString('en-GB'))];
  if (stage === null) return [line('Stage', 'Not known yet'), ...studies];
  const inUse = item.inUseWithoutClearance ? '. The tool is in use without clearance' : '';
  const gates = closedGates.map((id) => `${id} ${gateName(id)}`).join('; ');
  const ends = lapsing.map(({ id, until }) => `${id} ${gateName(id)} on ${dayText(until)}`).join('; ');
  return [
    line('Stage', `${stageText(stage)}${inUse}`),
    line('Closed gates', gates === '' ? 'None' : gates),
    ...(ends === '' ? [] : [line('Gates that lapse soon', ends)]),
    ...(index === null ? [] : [line('Index', index)]),
    ...(change === null ? [] : [line('Last 7 days', change.sentence)]),
    ...(capacity === null ? [] : [line('Capacity of its team', capacityText(capacity, capacityKnown))]),
    ...studies,
    ...(vendorHours === null
      ? []
      : [line('Your hours in its plan', `${hours(Math.round(vendorHours))} to come (${tier ?? ''})`)]),
  ];
}

function capacityText(capacity: number, known: boolean): string {
  if (!known) return 'Not known: a middle value counts until somebody asks';
  return `${String(Math.round(capacity * PERCENT))} of 100; a smaller team counts for more`;
}

/** When a site goes live, each day with what it means. */
export function dateLines(item: PortfolioItem): Line[] {
  const { goLive, targetDate, goLiveDate } = item;
  const wish = targetDate === null ? [] : [line('The site wants', wishText(targetDate, goLive))];
  const planned = goLiveDate === null ? [] : [line('Go-live date', dayText(goLiveDate))];
  if (goLive === null) return [...planned, ...wish];
  const text = (day: string | null, meaning: string): string =>
    day === null ? `${TOO_FAR}. ${meaning}` : `${dayText(day)}. ${meaning}`;
  return [
    ...planned,
    line('If nothing slips', text(goLive.ifNothingSlips, 'Every step takes its typical time. It seldom does.')),
    line('As likely before as after', text(goLive.p50, 'Half of such sites are live by this day (P50).')),
    line('Safe to tell others', text(goLive.p90, 'Nine in ten of such sites are live by this day (P90).')),
    ...wish,
  ];
}

/** The day that a site wants, held against the forecast. */
function wishText(target: string, goLive: GoLiveForecast | null): string {
  const day = dayText(target);
  if (goLive === null) return day;
  if (goLive.ifNothingSlips === null || target < goLive.ifNothingSlips) {
    return `${day}. That is earlier than the plan allows even if nothing slips: talk about it.`;
  }
  if (goLive.p50 === null || target < goLive.p50) return `${day}. Less likely than not.`;
  return goLive.p90 === null || target < goLive.p90
    ? `${day}. More likely than not, and not safe.`
    : `${day}. Nine in ten of such sites would make it.`;
}

/** What the vendor's hours would bring, level by level. */
export interface GainTable {
  readonly caption: string;
  readonly rows: readonly { readonly hours: string; readonly weeks: string; readonly sooner: string }[];
  /** What to make of it */
  readonly meaning: string;
}

/** @returns null where there is nothing to bring forward */
export function gainTable(curve: GainCurve | null): GainTable | null {
  const base = curve?.levels[0];
  if (curve === null || base === undefined || curve.live || base.planWeeks.length === 0) return null;
  const most = Math.max(...curve.levels.map(({ gainWeeks }) => gainWeeks));
  return {
    caption: 'Your hours a week, and what they bring',
    rows: curve.levels.map(({ hoursPerWeek, expectedWeeks, gainWeeks }) => ({
      hours: hours(hoursPerWeek),
      weeks: `${String(Math.round(expectedWeeks))} weeks`,
      sooner: gainWeeks === 0 ? 'No sooner' : `${weeksText(gainWeeks)} sooner`,
    })),
    meaning:
      most < 1
        ? 'More of your hours bring this site hardly a week: what is left is the site’s to do.'
        : 'Weeks are means over many draws of how long the work takes, from the day on which the forecast was made.',
  };
}

function weeksText(weeks: number): string {
  if (weeks < 1) return 'Less than a week';
  const whole = Math.round(weeks);
  return whole === 1 ? '1 week' : `${String(whole)} weeks`;
}

/** A promise as the page has it. */
export function promiseRow(promise: PromiseView, today: string): object {
  const { id, version, what, dueOn, state, settledOn, madeByName, createdAt, actionId } = promise;
  return {
    ...{ id, version, state, actionId },
    what: what ?? 'Words that were erased with the person who wrote them',
    due: dayText(dueOn),
    late: state === 'open' && dueOn < today ? lateText(dueOn, today) : null,
    settled: settledOn === null ? null : dayText(settledOn),
    made: `${dateText(createdAt)}${madeByName === null ? '' : ` by ${madeByName}`}`,
  };
}

function lateText(dueOn: string, today: string): string {
  const days = (parseDay(today) as DayNumber) - (parseDay(dueOn) as DayNumber);
  return days === 1 ? '1 day overdue' : `${String(days)} days overdue`;
}

export const REASON_WORDS: Readonly<Record<WithdrawalReason, string>> = {
  'wrong-details': 'Day, hours or note are wrong',
  'wrong-site': 'It was with another site',
  'entered-twice': 'It was entered twice',
  other: 'Another reason',
};

/** A contact as the page has it. */
export function contactRow(contact: ContactView): object {
  const { id, version, kind, on, hours: spent, note, erased, actionId, madeByName, withdrawnBecause } = contact;
  return {
    ...{ id, version, actionId },
    day: dayText(on),
    kind: CONTACT_WORDS[kind],
    hours: hours(spent),
    note: erased ? 'The note was erased with the person who wrote it.' : note,
    who: madeByName,
    withdrawn: withdrawnBecause === null ? null : REASON_WORDS[withdrawnBecause],
  };
}

/** Actions that wait for the vendor, the longest first. */
export function waitingRows(item: PortfolioItem | null, gateName: (id: string) => string): object[] {
  return (item?.place?.vendorActions ?? []).map(({ id, title, vendorRole, vendorHours, clears, since, days }) => ({
    ...{ id, title, role: vendorRole, hours: hours(Math.round(vendorHours * 4) / 4) },
    clears: clears === null ? null : `${clears} ${gateName(clears)}`,
    since: dayText(since),
    waited: days < DAYS_PER_WEEK ? null : weeksText(Math.floor(days / DAYS_PER_WEEK)),
  }));
}

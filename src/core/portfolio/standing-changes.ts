import { DAYS_PER_WEEK, longDate, parseDay, type DayNumber } from '../contracts/calendar.js';
import { QUEUE_NAMES } from '../contracts/portfolio.js';
import type {
  DateShift,
  GoLiveDates,
  Lapse,
  StandingChanges,
  StandingMovements,
  StandingPoint,
} from '../contracts/standing-changes.js';
import { capitalised, listed, numberWord } from '../contracts/words.js';
import { EPSILON } from '../instrument/answer-value.js';
import { signedPoints } from '../scoring/figures.js';

/**
 * How far ahead a lapse is worth a word: about as long as it takes a small team to renew its data protection impact
 * assessment, the slowest of the usual renewals. A judgement.
 */
export const LAPSES_SOON_DAYS = 60;
/** The stage of a site that is live: dates of a go-live say nothing there. */
const LIVE = 4;
const DATES = ['ifNothingSlips', 'p50', 'p90'] as const;

/**
 * What changed from one day of a site to a later one. Time alone can be the reason: evidence lapses, and a forecast moves on
 * with each day on which nothing was done. Neither is left out.
 *
 * @param before the earlier day
 * @param after the later day of the same site and tool
 */
export function changesBetween(before: StandingPoint, after: StandingPoint): StandingChanges {
  const shift = (which: keyof GoLiveDates): DateShift => dateShift(before.goLive[which], after.goLive[which]);
  const facts = {
    ...movementsBetween(before, after),
    since: before.on,
    on: after.on,
    queue: { before: before.queue, after: after.queue },
    index: after.index - before.index,
    upper: after.upper - before.upper,
    goLive: { ifNothingSlips: shift('ifNothingSlips'), p50: shift('p50'), p90: shift('p90') },
    lapsingSoon: lapsingSoon(after),
  };
  return { ...facts, sentence: sentenceOf(before.on, phrasesOf(facts), facts.lapsingSoon) };
}

/** What is counted of the same, for whoever looks at thousands of sites and names a few. */
export function movementsBetween(before: StandingPoint, after: StandingPoint): StandingMovements {
  const opened = before.closedGates.filter((id) => !after.closedGates.includes(id)).sort();
  const closed = after.closedGates.filter((id) => !before.closedGates.includes(id)).sort();
  return {
    stage: { before: before.stage, after: after.stage },
    ...{ opened, closed },
    isChanged: opened.length + closed.length > 0 || isMoved(before, after),
    isRegression:
      closed.length > 0 || after.stage < before.stage || (after.queue === 'regressed' && before.queue !== 'regressed'),
  };
}

/** Whether anything but gates is not what it was. */
function isMoved(before: StandingPoint, after: StandingPoint): boolean {
  return (
    before.stage !== after.stage ||
    before.queue !== after.queue ||
    Math.abs(after.index - before.index) > EPSILON ||
    Math.abs(after.upper - before.upper) > EPSILON ||
    (after.stage !== LIVE && DATES.some((which) => before.goLive[which] !== after.goLive[which]))
  );
}

/** What a sentence is made of */
type Movements = Omit<StandingChanges, 'isChanged' | 'isRegression' | 'sentence'>;

function dateShift(before: string | null, after: string | null): DateShift {
  const weeks = before === null || after === null ? null : (dayOf(after) - dayOf(before)) / DAYS_PER_WEEK;
  return { before, after, weeks };
}

function lapsingSoon({ on, lapsing }: StandingPoint): Lapse[] {
  const today = dayOf(on);
  return lapsing
    .filter(({ until }) => dayOf(until) > today && dayOf(until) <= today + LAPSES_SOON_DAYS)
    .sort((a, b) => dayOf(a.until) - dayOf(b.until) || (a.id < b.id ? -1 : 1));
}

/** One phrase for each thing that changed; none when nothing did. */
function phrasesOf({ stage, queue, opened, closed, index, upper, goLive }: Movements): string[] {
  return [
    ...(stage.before === stage.after ? [] : [`stage ${String(stage.before)} to ${String(stage.after)}`]),
    ...(closed.length === 0 ? [] : [`${listed(closed)} closed`]),
    ...(opened.length === 0 ? [] : [`${listed(opened)} opened`]),
    ...(queue.before === queue.after ? [] : [`from ${QUEUE_NAMES[queue.before]} to ${QUEUE_NAMES[queue.after]}`]),
    ...points('index', index),
    ...points('upper bound', upper),
    // A date that is gone because the site is live says nothing that the stage does not say.
    ...(stage.after === LIVE ? [] : dates(goLive)),
  ];
}

function points(what: string, change: number): string[] {
  return Math.abs(change) <= EPSILON ? [] : [`${what} ${signedPoints(change).replace(' points', '')}`];
}

/** The first of the three dates that moved, P50 before the others: they mostly move together. */
function dates({ p50, p90, ifNothingSlips }: StandingChanges['goLive']): string[] {
  const all: [string, DateShift][] = [
    ['go-live (P50)', p50],
    ['go-live (P90)', p90],
    ['go-live if nothing slips', ifNothingSlips],
  ];
  const moved = all.filter(([, { before, after }]) => before !== after);
  return moved.slice(0, 1).map(([what, shift]) => datePhrase(what, shift));
}

function datePhrase(what: string, { after, weeks }: DateShift): string {
  if (after === null) return `no date can be given any more for ${what}`;
  if (weeks === null) return `${what} is ${longDate(dayOf(after))} now`;
  const days = Math.abs(Math.round(weeks * DAYS_PER_WEEK));
  const length = days < DAYS_PER_WEEK ? counted(days, 'day') : counted(Math.round(days / DAYS_PER_WEEK), 'week');
  return `${what} ${length} ${weeks > 0 ? 'later' : 'earlier'}`;
}

function sentenceOf(since: string, phrases: readonly string[], soon: readonly Lapse[]): string {
  const changes = phrases.length === 0 ? [`no change since ${longDate(dayOf(since))}`] : phrases;
  return `${capitalised([...changes, ...lapses(soon)].join('; '))}.`;
}

function lapses([first, ...others]: readonly Lapse[]): string[] {
  if (first === undefined) return [];
  const more = others.length === 0 ? '' : `, and ${numberWord(others.length)} more soon after`;
  return [`evidence for ${first.id} lapses on ${longDate(dayOf(first.until))}${more}`];
}

function counted(count: number, what: string): string {
  return `${numberWord(count)} ${what}${count === 1 ? '' : 's'}`;
}

function dayOf(iso: string): DayNumber {
  return parseDay(iso) as DayNumber;
}

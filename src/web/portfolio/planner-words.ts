import type { Allocation, CapacityThird, SiteHours } from '../../core/contracts/allocation.js';
import { longDate, parseDay, type DayNumber } from '../../core/contracts/calendar.js';
import type { AllocationReport } from '../../portfolio/planner.dto.js';

/** Less of a week than this is no difference that anybody would plan by. */
const NOTICED_WEEKS = 0.05;

export const THIRD_NAMES: Readonly<Record<CapacityThird, string>> = {
  least: 'Least capacity',
  middle: 'Middle',
  most: 'Most capacity',
};

export const counted = (count: number, what: string): string =>
  `${count.toLocaleString('en-GB')} ${what}${count === 1 ? '' : 's'}`;
export const percent = (share: number): string => `${String(Math.round(100 * share))}%`;
export const hoursText = (hours: number): string => counted(Math.round(100 * hours) / 100, 'hour');
/** Expected sites: a mean, with one decimal so that small differences are seen. */
export const sitesText = (sites: number): string => sites.toFixed(1);
/** Weeks added up over sites */
export const weeksText = (weeks: number): string =>
  weeks > 0 && weeks < 0.5 ? 'less than half a week' : counted(Math.round(weeks), 'week');

/** No site that is not live is sure to be, nor sure not to be. */
function chanceText(probability: number): string {
  if (probability > 0.995 && probability < 1) return 'over 99%';
  return probability < 0.005 && probability > 0 ? 'under 1%' : percent(probability);
}

const dayName = (day: string): string => longDate(parseDay(day) as DayNumber);

/** What the hours of a setting buy, in sentences. */
export function purchase({ allocation, targetDate }: AllocationReport): string[] {
  const { sites, weeklyHours, baseHoursPerSite, shortHours, availableHours, handedOutHours } = allocation;
  const all = counted(sites.length, 'site');
  const base = `the base of ${baseHoursPerSite === 0.5 ? 'half an hour' : hoursText(baseHoursPerSite)} at each of ${all}`;
  if (shortHours > 0) {
    const missing = `${hoursText(weeklyHours)} a week ${weeklyHours === 1 ? 'is' : 'are'} ${hoursText(shortHours)} short of ${base}`;
    return [`${missing}, so nobody gets extra hours, and the forecasts, which count on the base, are too good.`];
  }
  const moved = sites.filter(({ gainWeeks }) => gainWeeks > 0).length;
  const above = `Above ${base} there ${availableHours === 1 ? 'is' : 'are'} ${hoursText(availableHours)} a week to share out, and ${String(handedOutHours)} ${handedOutHours === 1 ? 'is' : 'are'}.`;
  const bought =
    moved === 0
      ? 'No go-live comes forward.'
      : `They bring ${counted(moved, 'site')} forward by ${weeksText(allocation.gainWeeks)} in all.`;
  return [above, bought, ...targetSentence(allocation, targetDate)];
}

function targetSentence({ liveByTarget, sites }: Allocation, targetDate: string | null): string[] {
  if (liveByTarget === null || targetDate === null) return [];
  const { withHours, atBase, unknown } = liveByTarget;
  const untold =
    unknown === 0
      ? ''
      : ` Of ${counted(unknown, 'site')} nobody can tell: ${unknown === 1 ? 'it counts' : 'they count'} as not live.`;
  return [
    `By ${dayName(targetDate)} ${sitesText(withHours)} of ${counted(sites.length, 'site')} are expected to be live; with the base alone ${sitesText(atBase)}.${untold}`,
  ];
}

/** What the second setting changes against the first. */
export function difference(first: AllocationReport, second: AllocationReport): string[] {
  const [one, other] = [first.allocation, second.allocation];
  if (one.weeklyHours === other.weeklyHours && one.equity === other.equity) return ['Both settings are the same.'];
  const before = new Map(one.sites.map((site) => [site.id, site.gainWeeks]));
  const changes = other.sites.map(({ id, gainWeeks }) => gainWeeks - (before.get(id) as number));
  const sooner = changes.filter((weeks) => weeks > NOTICED_WEEKS);
  const later = changes.filter((weeks) => weeks < -NOTICED_WEEKS).map((weeks) => -weeks);
  const subject = subjectOf(one, other);
  return [
    sooner.length + later.length === 0
      ? `${subject} ${subject.endsWith('week') ? 'change' : 'changes'} no go-live.`
      : movedSentence(subject, sooner, later),
    ...targetDifference(first, second),
    ...thirdDifference(one, other),
  ];
}

function subjectOf(one: Allocation, other: Allocation): string {
  const more = other.weeklyHours - one.weeklyHours;
  const hours = more === 0 ? '' : `${hoursText(Math.abs(more))} ${more > 0 ? 'more' : 'fewer'} a week`;
  if (one.equity === other.equity) return hours;
  const equity = `equity ${String(other.equity)} instead of ${String(one.equity)}`;
  return hours === '' ? `E${equity.slice(1)}` : `${hours}, with ${equity},`;
}

/** @param sooner weeks by which sites come forward @param later weeks by which others come later */
function movedSentence(subject: string, sooner: readonly number[], later: readonly number[]): string {
  const verb = subject.startsWith('E') || subject.startsWith('1 hour ') ? 'brings' : 'bring';
  const parts = [
    ...(sooner.length === 0 ? [] : [`${counted(sooner.length, 'site')} forward by ${weeksText(sum(sooner))} in all`]),
    ...(later.length === 0 ? [] : [`${counted(later.length, 'site')} back by ${weeksText(sum(later))} in all`]),
  ];
  return `${subject} ${verb} ${parts.join(', and ')}.`;
}

function targetDifference(first: AllocationReport, second: AllocationReport): string[] {
  const [one, other] = [first.allocation.liveByTarget, second.allocation.liveByTarget];
  if (one === null || other === null || first.targetDate === null) return [];
  const more = other.withHours - one.withHours;
  const day = dayName(first.targetDate);
  if (Math.abs(more) < NOTICED_WEEKS) return [`As many sites are expected to be live by ${day}.`];
  return [`${sitesText(Math.abs(more))} ${more > 0 ? 'more' : 'fewer'} sites are expected to be live by ${day}.`];
}

function thirdDifference(one: Allocation, other: Allocation): string[] {
  const [before, after] = [one.thirds[0]?.extraHours ?? 0, other.thirds[0]?.extraHours ?? 0];
  if (before === after) return [];
  return [
    `The third with the least capacity gets ${counted(after, 'extra hour')} a week instead of ${String(before)}.`,
  ];
}

/** Hours and share say different things of a site that waits for its trust: said once, where there are such sites. */
export function shareNote(allocations: readonly Allocation[]): string | null {
  const sites = new Set(
    allocations.flatMap(({ sites: all }) =>
      all.filter(({ extraHours, advice }) => extraHours > 0 && advice !== null).map(({ id }) => id),
    ),
  );
  if (sites.size === 0) return null;
  const which = sites.size === 1 ? '1 site that gets hours has' : `${String(sites.size)} sites that get hours have`;
  return `${which} little left that is yours to move. Hours bring ${sites.size === 1 ? 'it' : 'them'} forward all the same, because the base of half an hour a week is so little that even a small part holds everything up behind it. Read both numbers: give the hours, and escalate the rest to the trust.`;
}

/** What one site gets under a setting. */
export function hoursCell(site: SiteHours): string {
  const { extraHours, gainWeeks, probabilityByTarget } = site;
  const chance = probabilityByTarget === null ? '' : `; ${chanceText(probabilityByTarget)} to be live by the target`;
  if (extraHours === 0) return `No extra hours${chance}`;
  return `${counted(extraHours, 'extra hour')}: ${weeksText(gainWeeks)} sooner${chance}`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

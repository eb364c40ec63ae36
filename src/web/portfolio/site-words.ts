import { QUEUE_NAMES } from '../../core/contracts/portfolio.js';
import { STAGE_NAMES } from '../../core/contracts/words.js';
import type { GoLiveForecast, PortfolioItem } from '../../portfolio/portfolio.dto.js';
import type { CountOf } from '../../portfolio/portfolio-summary.dto.js';
import type { ContactKind } from '../../support/support-words.js';
import { dayText } from '../time-text.js';

/** Blockers that are named before the rest is counted. */
const NAMED = 3;

/** One site of the work list, in words. */
export interface SiteRow {
  readonly href: string;
  readonly site: string;
  readonly trust: string;
  readonly tool: string;
  readonly owner: string | null;
  readonly reason: string;
  readonly advice: string;
  readonly escalate: string | null;
  readonly stage: string;
  readonly inUse: boolean;
  /** The closed gates by id and name; null when every gate is open */
  readonly blockers: string | null;
  /** The number with its bound, and what it does not say; null when nothing is known */
  readonly index: string | null;
  readonly hours: string | null;
  readonly lastContact: string;
  /** What was promised and is open; null when nothing is */
  readonly promises: string | null;
  readonly dates: { readonly ifNothingSlips: string; readonly p50: string; readonly p90: string } | null;
  /** Beside the dates: when they were made, what the site itself wants */
  readonly datesNote: string | null;
  readonly change: string | null;
  readonly wentBack: boolean;
  readonly lapsing: string | null;
}

/** What the words on a site need to know beside it. */
export interface SiteNames {
  readonly toolName: (id: string) => string;
  readonly gateName: (id: string) => string;
}

export function siteRow(item: PortfolioItem, names: SiteNames): SiteRow {
  const { place, goLive, change, lapsing, closedGates, targetDate, goLiveDate } = item;
  return {
    href: `/portfolio/sites/${item.deploymentId}`,
    ...{ site: item.site.name, trust: item.trust.name, tool: names.toolName(item.toolId), owner: item.owner },
    reason: place?.reason ?? missingReason(item),
    advice: place?.advice ?? missingAdvice(item),
    escalate: place?.escalate ?? null,
    stage: item.stage === null ? 'Not known yet' : stageText(item.stage),
    inUse: item.inUseWithoutClearance,
    blockers: closedGates.length === 0 ? null : gatesText(closedGates, names.gateName),
    index: indexText(item),
    hours: hoursText(item),
    lastContact: lastContactText(item.lastContact),
    promises: promisesText(item.openPromises),
    dates: goLive === null ? null : datesText(goLive),
    datesNote: datesNote(goLive, targetDate, goLiveDate),
    change: change?.sentence ?? null,
    wentBack: change?.isRegression === true,
    lapsing: lapsingText(lapsing, names.gateName),
  };
}

/** How contacts took place, in words. */
export const CONTACT_WORDS: Readonly<Record<ContactKind, string>> = {
  call: 'Call',
  meeting: 'Meeting',
  'e-mail': 'Email',
  visit: 'Visit',
  training: 'Training',
  other: 'Other',
};

/** Hours that were spent beside those that the plan needs; null where neither is known. */
function hoursText({ vendorHours, tier, hoursSpent }: PortfolioItem): string | null {
  const planned = vendorHours === null ? [] : [`${hours(Math.round(vendorHours))} to come (${tier ?? ''})`];
  if (hoursSpent.total === 0) return planned[0] ?? null;
  return [...planned, `${hours(hoursSpent.total)} spent, ${hours(hoursSpent.lastFourWeeks)} of them in 4 weeks`].join(
    '; ',
  );
}

/** Hours in words, such as "1.25 hours". */
export function hours(count: number): string {
  return `${String(count)} ${count === 1 ? 'hour' : 'hours'}`;
}

function lastContactText(last: PortfolioItem['lastContact']): string {
  return last === null ? 'None logged' : `${CONTACT_WORDS[last.kind]} on ${dayText(last.on)}`;
}

function promisesText({ count, overdue, nextDueOn }: PortfolioItem['openPromises']): string | null {
  if (nextDueOn === null) return null;
  const late = overdue === 0 ? '' : `, ${String(overdue)} overdue`;
  return `${String(count)} open${late}; ${count === 1 ? '' : 'the first '}due ${dayText(nextDueOn)}`;
}

/** What was submitted and cannot be worked out is told apart from what was never submitted. */
export function missingReason({ submissions }: PortfolioItem): string {
  return submissions === 0 ? 'Nothing was submitted yet.' : 'Where it stands could not be worked out.';
}

function missingAdvice({ submissions }: PortfolioItem): string {
  return submissions === 0
    ? 'Ask the site how far it is, and offer to go through the first questions together.'
    : 'It is tried again tomorrow, or when something changes. Tell whoever runs this service.';
}

function lapsingText(lapsing: PortfolioItem['lapsing'], nameOf: (id: string) => string): string | null {
  if (lapsing.length === 0) return null;
  return lapsing.map(({ id, until }) => `${id} ${nameOf(id)} on ${dayText(until)}`).join('; ');
}

export function stageText(stage: number): string {
  return `${String(stage)} of 4, ${STAGE_NAMES[stage] ?? ''}`;
}

/** Where a gate is closed, the number stands behind that: no score makes such a site ready. */
export function indexText({ index, upper, band, provisional, closedGates }: PortfolioItem): string | null {
  if (index === null || upper === null) return null;
  const [value, bound] = [Math.round(index), Math.round(upper)];
  const could = bound > value ? `, could be ${String(bound)}` : '';
  const firm = provisional ? ', provisional' : '';
  const closed = closedGates.length;
  if (closed > 0)
    return `${String(value)} of 100${could}${firm}: ${String(closed)} ${closed === 1 ? 'gate' : 'gates'} closed`;
  return `${String(value)} of 100${could}${firm}: ${band ?? ''}`;
}

function gatesText(ids: readonly string[], nameOf: (id: string) => string): string {
  const named = ids.slice(0, NAMED).map((id) => `${id} ${nameOf(id)}`);
  const rest = ids.length - named.length;
  return rest === 0 ? named.join('; ') : `${named.join('; ')}; and ${String(rest)} more`;
}

const TOO_FAR = 'more than four years: re-plan';

function datesText({ ifNothingSlips, p50, p90 }: GoLiveForecast): NonNullable<SiteRow['dates']> {
  const text = (day: string | null): string => (day === null ? TOO_FAR : dayText(day));
  return { ifNothingSlips: text(ifNothingSlips), p50: text(p50), p90: text(p90) };
}

function datesNote(goLive: GoLiveForecast | null, target: string | null, planned: string | null): string | null {
  const parts = [
    ...(goLive === null ? [] : [`Forecast made on ${dayText(goLive.madeOn)}.`]),
    ...(planned === null ? [] : [`Go-live date: ${dayText(planned)}.`]),
    ...(target === null ? [] : [`The site wants ${dayText(target)}.`]),
  ];
  return parts.length === 0 ? null : parts.join(' ');
}

export const QUEUE_TEXTS: Readonly<Record<string, string>> = { ...QUEUE_NAMES, none: 'In no queue yet' };

/** What each queue means, under its heading. */
export const QUEUE_MEANINGS: Readonly<Record<string, string>> = {
  regressed: 'A gate lapsed or was lost, or the tool is in use without clearance. Always first.',
  'unblock-now': 'One action of yours clears a gate.',
  'build-capacity': 'Much to do and a small team: start early.',
  'wait-on-trust': 'No action of yours clears a gate now. Where your hours move little, escalate.',
  'self-serve': 'Nothing has to be offered now.',
  none: 'Nothing was submitted yet, or where the site stands could not be worked out: each says which.',
};

export interface Choice {
  readonly value: string;
  readonly text: string;
  readonly selected?: boolean;
}

/** Choices of a filter with how many sites each has; what is chosen stays in it even where it has none. */
export function choicesOf(
  all: string,
  counts: readonly CountOf[],
  given: string | undefined,
  textOf: (value: string) => string = (value) => value,
): Choice[] {
  const offered = counts.filter(({ sites, value }) => sites > 0 || value === given);
  const known = given === undefined || offered.some(({ value }) => value === given);
  return [
    { value: '', text: all },
    ...[...offered, ...(known ? [] : [{ value: given, sites: 0 }])].map(({ value, sites }) => ({
      value,
      text: `${textOf(value)} (${String(sites)})`,
      selected: value === given,
    })),
  ];
}

import {
  addWeeks,
  DAYS_PER_WEEK,
  isoDate,
  parseDay,
  WEEKS_PER_YEAR,
  type DayNumber,
} from '../core/contracts/calendar.js';
import type { Queue, QueuePlace } from '../core/contracts/portfolio.js';
import type { Stage } from '../core/contracts/scorecard.js';
import type {
  GoLiveDates,
  StandingChanges,
  StandingMovements,
  StandingPoint,
} from '../core/contracts/standing-changes.js';
import { changesBetween, movementsBetween } from '../core/portfolio/standing-changes.js';
import type { DeploymentView } from '../deployments/deployments.dto.js';
import type { SupportFigures } from '../support/support-figures.service.js';
import type { GoLiveForecast, LapsingGateView, PortfolioItem } from './portfolio.dto.js';
import type { GateEnd, PortfolioEntryEntity } from './portfolio-entry.entity.js';
import type { StandingPointEntity } from './standing-point.entity.js';

/** Days before a gate closes by itself from which the list tells of it. */
const WARNING_DAYS = 60;
/** Beyond this a date would claim too much, as with plans. */
const RE_PLAN_AFTER_YEARS = 4;
const LIVE_STAGE = 4;

/** What an item is made of beside its entry. */
export interface ItemParts {
  readonly deployment: DeploymentView;
  readonly today: DayNumber;
  /** What was known a week ago; undefined when nothing was */
  readonly weekAgo: StandingPointEntity | undefined;
  readonly support: SupportFigures;
}

/** An entry in the words of the API, with names and dates as the deployment has them now. */
export function itemOf(entry: PortfolioEntryEntity, { deployment, today, weekAgo, support }: ItemParts): PortfolioItem {
  const { trust, site, toolId, status, targetDate, goLiveDate, vendorOwner } = deployment;
  const { stage, index, upper, band, provisional, inUseWithoutClearance, headline, asOf } = entry;
  const { capacity, capacityKnown, yearlyStudies, tier, vendorHours } = entry;
  return {
    ...{ deploymentId: entry.id, trust, site, region: entry.region, toolId, status, owner: vendorOwner },
    queue: entry.queue as Queue | null,
    place: entry.place === null ? null : upToToday(entry.place, today),
    stage,
    closedGates: gatesOf(entry.closedGates),
    domains: entry.domains.map((domain) => ({ ...domain })),
    ...{ index, upper, band, provisional, inUseWithoutClearance, headline },
    ...{ capacity, capacityKnown, yearlyStudies, tier, vendorHours },
    ...support,
    goLive: forecastOf(entry),
    ...{ targetDate, goLiveDate },
    lapsing: lapsingOf(entry.gateEnds, today),
    change: weekAgo === undefined ? null : changeSince(weekAgo, entry, isoDate(today - DAYS_PER_WEEK)),
    ...{ submissions: entry.submissions, snapshotId: entry.snapshotId, submittedOn: entry.snapshotAsOf, asOf },
  };
}

/** What an entry says of the day for which it holds, as far as it is held against an earlier one. */
export type PresentStanding = Pick<
  PortfolioEntryEntity,
  | 'stage'
  | 'index'
  | 'upper'
  | 'queue'
  | 'closedGates'
  | 'gateEnds'
  | 'asOf'
  | 'weeksIfNothingSlips'
  | 'weeksP50'
  | 'weeksP90'
>;

/** What an earlier day was, as far as a later one is held against it. */
export type EarlierStanding = Omit<
  StandingPointEntity,
  'id' | 'deploymentId' | 'trustId' | 'toolId' | 'on' | 'snapshotId' | 'live'
>;

/**
 * What changed since an earlier day, up to the day for which the entry holds; null where nothing can be said of today.
 *
 * @param since the earlier day, ISO
 */
export function changeSince(before: EarlierStanding, entry: PresentStanding, since: string): StandingChanges | null {
  const after = presentPoint(entry);
  return after === null ? null : changesBetween(pointOf(before, since), after);
}

/** The same without the sentence. */
export function movementSince(
  before: EarlierStanding,
  entry: PresentStanding,
  since: string,
): StandingMovements | null {
  const after = presentPoint(entry);
  return after === null ? null : movementsBetween(pointOf(before, since), after);
}

function presentPoint(entry: PresentStanding): StandingPoint | null {
  const { stage, index, upper, queue, closedGates, gateEnds, asOf } = entry;
  if (stage === null || index === null || upper === null || queue === null) return null;
  return {
    ...{ on: asOf, stage: stage as Stage, index, upper, queue: queue as Queue, closedGates: gatesOf(closedGates) },
    ...{ goLive: datesFrom(asOf, entry), lapsing: gateEnds },
  };
}

/** What was kept of a day, as it still held on a later one. */
export function pointOf(point: EarlierStanding, on: string): StandingPoint {
  const { stage, index, upper, queue, closedGates, gateEnds } = point;
  return {
    ...{ on, stage: stage as Stage, index, upper, queue: queue as Queue, closedGates, lapsing: gateEnds },
    goLive: datesFrom(on, point),
  };
}

/** Ids of closed gates as they are kept, each between spaces. */
export function gatesOf(closedGates: string): string[] {
  return closedGates.split(' ').filter((id) => id !== '');
}

/** Gates that close by themselves soon, the first one first. */
export function lapsingOf(ends: readonly GateEnd[], today: DayNumber): LapsingGateView[] {
  return ends
    .filter(({ until }) => (parseDay(until) as DayNumber) <= today + WARNING_DAYS)
    .map((end) => ({ ...end }))
    .sort((a, b) => (a.until < b.until ? -1 : Number(a.until > b.until)));
}

/** Days that were counted when the entry was made, counted again. */
function upToToday(place: QueuePlace, today: DayNumber): QueuePlace {
  const vendorActions = place.vendorActions.map((action) => ({
    ...action,
    days: today - (parseDay(action.since) as DayNumber),
  }));
  const { waitingSince } = place;
  return {
    ...place,
    vendorActions,
    waitedDays: waitingSince === null ? 0 : today - (parseDay(waitingSince) as DayNumber),
  };
}

type Weeks = Pick<PortfolioEntryEntity, 'weeksIfNothingSlips' | 'weeksP50' | 'weeksP90'>;
type Forecasted = Weeks & Pick<PortfolioEntryEntity, 'stage' | 'asOf' | 'forecastOn'>;

/** Weeks count from the day of the entry: as long as nothing has changed that they follow from, they are the same each day. */
function forecastOf(entry: Forecasted): GoLiveForecast | null {
  const { stage, forecastOn, asOf } = entry;
  if (stage === null || stage === LIVE_STAGE || forecastOn === null) return null;
  return { ...datesFrom(asOf, entry), madeOn: forecastOn };
}

function datesFrom(day: string, { weeksIfNothingSlips, weeksP50, weeksP90 }: Weeks): GoLiveDates {
  const from = parseDay(day) as DayNumber;
  const date = (weeks: number | null): string | null =>
    weeks === null || weeks > RE_PLAN_AFTER_YEARS * WEEKS_PER_YEAR ? null : isoDate(addWeeks(from, weeks));
  return { ifNothingSlips: date(weeksIfNothingSlips), p50: date(weeksP50), p90: date(weeksP90) };
}

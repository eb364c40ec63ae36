import type { StandingView } from '../assessments/snapshots.dto.js';
import { DAYS_PER_WEEK, parseDay, type DayNumber } from '../core/contracts/calendar.js';
import { type GoLiveWeeks, type Queue, type SiteOutlook } from '../core/contracts/portfolio.js';
import { closedGates } from '../core/portfolio/closed-gates.js';
import type { WorkListOrder } from '../core/portfolio/queue.js';
import { inUseUnassessed, unplannedPlace } from '../core/portfolio/unassessed.js';
import type { DeploymentView } from '../deployments/deployments.dto.js';
import type { TrustView } from '../organisations/organisations.dto.js';
import { searchText } from '../platform/database/search-text.js';
import { hashOf } from '../platform/hash/stable-json.js';
import type { PortfolioEntryEntity } from './portfolio-entry.entity.js';
import { gatesOf } from './portfolio-views.js';

type Entry = PortfolioEntryEntity;
type OfDeployment = Pick<
  Entry,
  | 'id'
  | 'trustId'
  | 'toolId'
  | 'status'
  | 'searched'
  | 'siteName'
  | 'region'
  | 'owner'
  | 'ownerSearched'
  | 'targetDate'
  | 'goLiveDate'
  | 'deploymentVersion'
>;
type OfStanding = Pick<
  Entry,
  | 'snapshotId'
  | 'snapshotAsOf'
  | 'stage'
  | 'index'
  | 'upper'
  | 'band'
  | 'provisional'
  | 'inUseWithoutClearance'
  | 'headline'
  | 'closedGates'
  | 'capacity'
  | 'capacityKnown'
  | 'domains'
  | 'gateEnds'
>;
type OfOutlook = Pick<
  Entry,
  | 'queue'
  | 'waitingSince'
  | 'place'
  | 'tier'
  | 'vendorHours'
  | 'yearlyStudies'
  | 'barriers'
  | 'weeksIfNothingSlips'
  | 'weeksP50'
  | 'weeksP90'
>;

/** What an entry says of the deployment itself. */
export function valuesOfDeployment(deployment: DeploymentView, trust: TrustView | undefined): OfDeployment {
  const { site, vendorOwner: owner } = deployment;
  const searched = searchText(
    [site.name, site.code ?? '', deployment.trust.name, deployment.trust.code ?? ''].join(' '),
  );
  return {
    id: deployment.id,
    trustId: deployment.trust.id,
    toolId: deployment.toolId,
    status: deployment.status,
    searched,
    siteName: searchText(site.name),
    region: trust?.region ?? null,
    owner,
    ownerSearched: owner === null ? null : searchText(owner),
    targetDate: deployment.targetDate,
    goLiveDate: deployment.goLiveDate,
    deploymentVersion: deployment.version,
  };
}

/** What an entry says of the answers as they stand. */
export function valuesOfStanding({ snapshot, scorecard }: StandingView): OfStanding {
  const { index, stage, gates, domains } = scorecard;
  return {
    snapshotId: snapshot.id,
    snapshotAsOf: snapshot.asOf,
    stage: stage.number,
    index: index.value,
    upper: index.upper,
    // A number does not make ready: while a data gate is closed, it has no name.
    band: closedGates(scorecard).some(({ kind }) => kind === 'data') ? null : index.band,
    provisional: index.provisional,
    inUseWithoutClearance: scorecard.inUseWithoutClearance,
    headline: scorecard.headline,
    closedGates: ` ${closedGates(scorecard)
      .map(({ id }) => id)
      .join(' ')} `,
    capacity: scorecard.capacity,
    capacityKnown: scorecard.capacityKnown,
    domains: domains.map(({ code, score, upper }) => ({ code, score, upper })),
    gateEnds: gates.flatMap(({ id, until }) => (until === undefined ? [] : [{ id, until }])),
  };
}

/** The same where nothing was submitted, or what was cannot be scored by this release. */
export const NO_STANDING: OfStanding = {
  ...{ snapshotId: null, snapshotAsOf: null, stage: null, index: null, upper: null, band: null, provisional: false },
  ...{ inUseWithoutClearance: false, headline: null, closedGates: ' ', capacity: null, capacityKnown: false },
  ...{ domains: [], gateEnds: [] },
};

/** Of a deployment whose answers are not known: in use, it is in use without clearance. */
export function valuesWithoutStanding(
  { goLiveDate }: Pick<DeploymentView, 'goLiveDate'>,
  { today, hasSubmitted }: { readonly today: DayNumber; readonly hasSubmitted: boolean },
): Partial<OfStanding & OfOutlook> {
  const goLive = goLiveDate === null ? undefined : parseDay(goLiveDate);
  if (goLive === undefined || goLive > today) return {};
  const place = inUseUnassessed(goLive, hasSubmitted);
  return { inUseWithoutClearance: true, queue: place.queue, place };
}

/**
 * Of a deployment whose answers are scored and of which no outlook could be made: what comes first needs none.
 *
 * @param before what was known when it was last worked out
 */
export function valuesWithoutOutlook(
  { scorecard }: StandingView,
  before: Pick<Entry, 'stage' | 'closedGates' | 'queue' | 'place'> | undefined,
): Pick<OfOutlook, 'queue' | 'place'> {
  const closed = closedGates(scorecard).map(({ id }) => id);
  const place = unplannedPlace({
    inUseWithoutClearance: scorecard.inUseWithoutClearance,
    closedGates: closed,
    closedBefore: before === undefined || before.stage === null ? closed : gatesOf(before.closedGates),
  });
  if (place !== null) return { queue: place.queue, place };
  return before?.queue === 'regressed' ? { queue: before.queue, place: before.place } : { queue: null, place: null };
}

/** What an entry says of where the site stands in the work list. */
export function valuesOfOutlook({ place, tier, vendorHours, yearlyStudies, barriers, goLive }: SiteOutlook): OfOutlook {
  return {
    queue: place.queue,
    waitingSince: place.waitingSince,
    place,
    ...{ tier, vendorHours, yearlyStudies, barriers },
    ...weeksOf(goLive),
  };
}

export const NO_OUTLOOK: OfOutlook = {
  ...{ queue: null, waitingSince: null, place: null, tier: null, vendorHours: null },
  ...{ yearlyStudies: null, barriers: [], weeksIfNothingSlips: null, weeksP50: null, weeksP90: null },
};

export function weeksOf(goLive: GoLiveWeeks | null): Pick<Entry, 'weeksIfNothingSlips' | 'weeksP50' | 'weeksP90'> {
  return {
    weeksIfNothingSlips: goLive?.ifNothingSlips ?? null,
    weeksP50: goLive?.p50 ?? null,
    weeksP90: goLive?.p90 ?? null,
  };
}

/**
 * Hash of everything that an outlook follows from but the day itself: while it stays, so does every week of the forecast.
 *
 * @param basis names the release and its data, so that either asks for a new outlook
 * @param context the deployment's facts in the answers contract
 */
export function outlookFingerprint(
  basis: string,
  { snapshot, scorecard, assessedUse }: StandingView,
  context: Readonly<Record<string, unknown>>,
  today: DayNumber,
): string {
  const goLive = typeof context.goLiveDate === 'string' ? (parseDay(context.goLiveDate) as DayNumber) : today;
  return hashOf({
    basis,
    snapshotId: snapshot.id,
    assessedUse,
    context,
    weeksToGoLiveDate: Math.max(0, Math.ceil((goLive - today) / DAYS_PER_WEEK)),
    inUseWithoutClearance: scorecard.inUseWithoutClearance,
    findings: scorecard.findings.map(({ id, outcome, notKnownReason }) => [id, outcome, notKnownReason ?? null]),
    gates: scorecard.gates.map(({ id, state }) => [id, state]),
  });
}

/** What an entry is sorted by, but for its priority. */
export function orderOf({
  queue,
  waitingSince,
}: Pick<Entry, 'queue' | 'waitingSince'>): Omit<WorkListOrder, 'priority'> {
  return { queue: queue as Queue | null, waitingSince };
}

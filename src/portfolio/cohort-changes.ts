import { isoDate, type DayNumber } from '../core/contracts/calendar.js';
import type { StandingMovements } from '../core/contracts/standing-changes.js';
import type { DeploymentView } from '../deployments/deployments.dto.js';
import { CHANGE_KINDS, type ChangedSite, type ChangeKind, type CohortChanges } from './cohort.dto.js';
import type { KeptSite } from './kept-sites.service.js';
import type { LapsingGateView } from './portfolio.dto.js';
import { changeSince, lapsingOf, movementSince, type EarlierStanding } from './portfolio-views.js';
import { standingsOn } from './site-points.js';

/** Sites that are named of each kind of change. */
const MOST_NAMED = 50;

/** A site with what changed at it. */
interface Compared {
  readonly site: KeptSite;
  readonly earlier: EarlierStanding | undefined;
  readonly movement: StandingMovements | null;
  readonly lapsing: readonly LapsingGateView[];
}

/** A site that is named. */
interface NamedChange {
  readonly id: string;
  readonly sentence: string | null;
  readonly lapsing: readonly LapsingGateView[];
}

/** Changes before their sites have names. */
export interface CountedChanges {
  readonly counts: Omit<CohortChanges, 'groups'>;
  readonly groups: readonly {
    readonly kind: ChangeKind;
    readonly sites: number;
    readonly named: readonly NamedChange[];
  }[];
}

/** What changed at which sites; the sites keep their order. @param since the earlier day, ISO */
export function countChanges(
  sites: readonly KeptSite[],
  { since, today }: { readonly since: string; readonly today: DayNumber },
): CountedChanges {
  const before = standingsOn(sites, since);
  const all = sites.map((site): Compared => {
    const earlier = before.get(site.id);
    const movement = earlier === undefined ? null : movementSince(earlier, site, since);
    return { site, earlier, movement, lapsing: lapsingOf(site.gateEnds, today) };
  });
  // Only who is named needs a sentence.
  const named = ({ site, earlier, lapsing }: Compared): NamedChange => {
    const change = earlier === undefined ? null : changeSince(earlier, site, since);
    return { id: site.id, sentence: change?.sentence ?? null, lapsing };
  };
  return {
    counts: {
      ...{ since, on: isoDate(today), sites: sites.length },
      compared: all.filter(({ movement }) => movement !== null).length,
      newlyKnown: sites.filter(({ id, stage }) => stage !== null && !before.has(id)).length,
      changed: all.filter(({ movement }) => movement?.isChanged === true).length,
    },
    groups: CHANGE_KINDS.map((kind) => {
      const own = all.filter((one) => IS_OF_KIND[kind](one));
      return { kind, sites: own.length, named: own.slice(0, MOST_NAMED).map(named) };
    }),
  };
}

const IS_OF_KIND: Readonly<Record<ChangeKind, (compared: Compared) => boolean>> = {
  regressed: ({ movement }) => movement?.isRegression === true,
  'opened-gates': ({ movement }) => (movement?.opened.length ?? 0) > 0,
  'moved-stage': ({ movement }) => movement !== null && movement.stage.before !== movement.stage.after,
  lapsing: ({ lapsing }) => lapsing.length > 0,
};

/** @param deployments all that the changes name, by id */
export function changesWithNames(
  { counts, groups }: CountedChanges,
  deployments: ReadonlyMap<string, DeploymentView>,
): CohortChanges {
  const named = ({ id, sentence, lapsing }: NamedChange): ChangedSite => {
    const { trust, site, toolId } = deployments.get(id) as DeploymentView;
    return { deploymentId: id, trust, site, toolId, sentence, lapsing: [...lapsing] };
  };
  return { ...counts, groups: groups.map(({ named: own, ...group }) => ({ ...group, items: own.map(named) })) };
}

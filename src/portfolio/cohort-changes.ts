import { isoDate, type DayNumber } from '../core/contracts/calendar.js';
import type { StandingChanges } from '../core/contracts/standing-changes.js';
import type { DeploymentView } from '../deployments/deployments.dto.js';
import type { CohortSite } from './cohort-rows.js';
import { CHANGE_KINDS, type ChangedSite, type ChangeKind, type CohortChanges } from './cohort.dto.js';
import type { LapsingGateView } from './portfolio.dto.js';
import { changeSince, lapsingOf, type EarlierStanding } from './portfolio-views.js';

/** Sites that are named of each kind of change. */
const MOST_NAMED = 50;

/** A site with what changed at it. */
interface Compared {
  readonly id: string;
  readonly change: StandingChanges | null;
  readonly lapsing: LapsingGateView[];
}

/** Changes before their sites have names. */
export interface CountedChanges {
  readonly counts: Omit<CohortChanges, 'groups'>;
  readonly groups: readonly {
    readonly kind: ChangeKind;
    readonly sites: number;
    readonly named: readonly Compared[];
  }[];
}

/** What changed at which sites; the sites keep their order. @param before what was known of them on the earlier day */
export function countChanges(
  sites: readonly CohortSite[],
  before: ReadonlyMap<string, EarlierStanding>,
  { since, today }: { readonly since: string; readonly today: DayNumber },
): CountedChanges {
  const all = sites.map((site): Compared => {
    const earlier = before.get(site.id);
    const change = earlier === undefined ? null : changeSince(earlier, site, since);
    return { id: site.id, change, lapsing: lapsingOf(site.gateEnds, today) };
  });
  const compared = all.filter(({ change }) => change !== null).length;
  return {
    counts: {
      ...{ since, on: isoDate(today), sites: sites.length, compared },
      newlyKnown: sites.filter(({ id, stage }) => stage !== null && !before.has(id)).length,
      changed: all.filter(({ change }) => change?.isChanged === true).length,
    },
    groups: CHANGE_KINDS.map((kind) => {
      const own = all.filter((one) => IS_OF_KIND[kind](one));
      return { kind, sites: own.length, named: own.slice(0, MOST_NAMED) };
    }),
  };
}

const IS_OF_KIND: Readonly<Record<ChangeKind, (compared: Compared) => boolean>> = {
  regressed: ({ change }) => change?.isRegression === true,
  'opened-gates': ({ change }) => (change?.opened.length ?? 0) > 0,
  'moved-stage': ({ change }) => change !== null && change.stage.before !== change.stage.after,
  lapsing: ({ lapsing }) => lapsing.length > 0,
};

/** @param deployments all that the changes name, by id */
export function changesWithNames(
  { counts, groups }: CountedChanges,
  deployments: ReadonlyMap<string, DeploymentView>,
): CohortChanges {
  const named = ({ id, change, lapsing }: Compared): ChangedSite => {
    const { trust, site, toolId } = deployments.get(id) as DeploymentView;
    return { deploymentId: id, trust, site, toolId, sentence: change?.sentence ?? null, lapsing };
  };
  return { ...counts, groups: groups.map(({ named: own, ...group }) => ({ ...group, items: own.map(named) })) };
}

import { Inject, Injectable } from '@nestjs/common';
import { isoDate } from '../core/contracts/calendar.js';
import type { RankRobustness } from '../core/contracts/robustness.js';
import type { Catalogue } from '../core/instrument/catalogue.js';
import type { RobustnessOptions } from '../core/portfolio/robustness.js';
import type { DeploymentView } from '../deployments/deployments.dto.js';
import { DeploymentsService } from '../deployments/deployments.service.js';
import type { Actor } from '../platform/actor/actor.js';
import { Clock } from '../platform/clock/clock.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { hashOf } from '../platform/hash/stable-json.js';
import { notFound, Problem } from '../platform/problem/problem.js';
import { CATALOGUE } from '../tools/catalogue-token.js';
import { KeptResults } from './kept-results.js';
import type { PortfolioEntryEntity } from './portfolio-entry.entity.js';
import { PortfolioService } from './portfolio.service.js';
import { rankOptions } from './rank-options.js';
import { RankRuns } from './rank-runs.service.js';
import { placesOf, SEEN_BESIDE, type SeenBeside } from './ranked-places.js';
import { MOST_RANKED, type PortfolioRanks, type RanksQuery } from './ranks.dto.js';
import { StaleEntries } from './stale-entries.js';

/** Results that are kept, so that whoever turns pages or compares does not have the same sites ranked again. */
const KEPT = 8;
/** What of an entry its answers follow from */
const FOLLOWED = [
  ...['deploymentVersion', 'submissions', 'asOf', 'fingerprint', 'snapshotId', 'instrument'],
] as const satisfies (keyof PortfolioEntryEntity)[];

type Followed = SeenBeside & Pick<PortfolioEntryEntity, (typeof FOLLOWED)[number]>;

/** The sites that somebody sees now, and everything that their ranks follow from. */
interface Seen {
  readonly entries: readonly Followed[];
  readonly deployments: readonly DeploymentView[];
  /** Of each deployment, as they are and not as its entry has them */
  readonly submissions: ReadonlyMap<string, number>;
}

/** How firm the order of a portfolio's sites by their index is. */
@Injectable()
export class RanksService {
  private readonly kept = new KeptResults<RankRobustness>(KEPT);

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly portfolio: PortfolioService,
    private readonly deployments: DeploymentsService,
    private readonly stale: StaleEntries,
    private readonly runs: RankRuns,
    @Inject(CATALOGUE) private readonly catalogue: Catalogue,
  ) {}

  /**
   * @throws Problem `too-many-sites`; `invalid-request` for weights of domains that there are not, or that leave a site
   *   without any; `not-found` for a site to compare that is not among them
   */
  async ranks(actor: Actor, { top, draws, weights, compare, ...filters }: RanksQuery): Promise<PortfolioRanks> {
    const asked = { ...(top !== undefined && { top }), ...(draws !== undefined && { draws }) };
    const options = rankOptions({ ...asked, ...(weights !== undefined && { weights }) }, this.catalogue);
    const seen = await this.see(actor, filters);
    const known = seen.entries.flatMap(({ id, stage }) => (stage === null ? [] : [id]));
    const ranks = await this.kept.obtain(this.keyOf(seen, options), async () =>
      this.runs.rank((await this.runs.sites(actor, known)).sites, options),
    );
    return {
      ranks,
      places: placesOf(
        ranks.sites.map(({ id }) => id),
        seen.entries,
        seen.deployments,
      ),
      unranked: seen.entries.length - ranks.sites.length,
      pairs: compare === undefined ? null : await this.pairs(actor, ranks, compare, options),
    };
  }

  private see(actor: Actor, filters: Omit<RanksQuery, 'top' | 'draws' | 'weights' | 'compare'>): Promise<Seen> {
    return this.unitOfWork.read(async (manager) => {
      const entries = await this.portfolio.entries(manager, actor, filters, [...SEEN_BESIDE, ...FOLLOWED]);
      if (entries.length > MOST_RANKED) {
        const detail =
          `${String(entries.length)} sites are too many to rank while somebody waits; ${String(MOST_RANKED)} can be. ` +
          'More can be ranked in the background.';
        throw new Problem('too-many-sites', detail);
      }
      const ids = entries.map(({ id }) => id);
      const deployments = await this.deployments.findAll(manager, ids);
      return { entries, deployments, submissions: await this.stale.submissions(manager, ids) };
    });
  }

  /** An entry may be behind what it was worked out from, so the key holds both. The order of the sites changes nothing. */
  private keyOf({ entries, deployments, submissions }: Seen, options: RobustnessOptions): string {
    const versions = new Map(deployments.map(({ id, version }) => [id, version]));
    const sites = entries
      .map((entry) => [
        entry.id,
        ...[entry.stage, versions.get(entry.id), submissions.get(entry.id)],
        ...FOLLOWED.map((property) => entry[property]),
      ])
      .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1));
    return hashOf([isoDate(this.clock.today()), options, sites]);
  }

  private async pairs(
    actor: Actor,
    ranks: RankRobustness,
    id: string,
    options: RobustnessOptions,
  ): Promise<PortfolioRanks['pairs']> {
    const pairs = ranks.sites.some((site) => site.id === id)
      ? await this.runs.pairs(actor, id, this.runs.near(ranks, id), options)
      : null;
    if (pairs === null) throw notFound('deployment', id);
    return pairs;
  }
}

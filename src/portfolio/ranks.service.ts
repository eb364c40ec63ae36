import { setImmediate as turn } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { StandingsService, type ScorableAnswers } from '../assessments/standings.service.js';
import type { PairComparison, RankedSite, RankRobustness } from '../core/contracts/robustness.js';
import type { Catalogue } from '../core/instrument/catalogue.js';
import { comparePairs } from '../core/portfolio/pairs.js';
import { robustnessInSteps, type RobustnessOptions } from '../core/portfolio/robustness.js';
import type { DeploymentView } from '../deployments/deployments.dto.js';
import { DeploymentsService } from '../deployments/deployments.service.js';
import type { Actor } from '../platform/actor/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { notFound, Problem } from '../platform/problem/problem.js';
import { CATALOGUE } from '../tools/catalogue-token.js';
import type { PortfolioEntryEntity } from './portfolio-entry.entity.js';
import { gatesOf } from './portfolio-views.js';
import { PortfolioService } from './portfolio.service.js';
import { MOST_RANKED, type PortfolioRanks, type RankedPlace, type RanksQuery } from './ranks.dto.js';

/** How long the draws keep others waiting, milliseconds. */
const SLICE_MS = 15;
/** Sites before and after one that it is held against, beside the first k. */
const NEIGHBOURS = 5;

type Ranked = Pick<PortfolioEntryEntity, 'id' | 'stage' | 'closedGates' | 'upper'>;

/** How firm the order of a portfolio's sites by their index is. */
@Injectable()
export class RanksService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly portfolio: PortfolioService,
    private readonly deployments: DeploymentsService,
    private readonly standings: StandingsService,
    @Inject(CATALOGUE) private readonly catalogue: Catalogue,
  ) {}

  /**
   * @throws Problem `too-many-sites`; `invalid-request` for weights of domains that there are not, or that leave a site
   *   without any; `not-found` for a site to compare that is not among them
   */
  async ranks(actor: Actor, { top, draws, weights, compare, ...filters }: RanksQuery): Promise<PortfolioRanks> {
    const { method } = this.catalogue.instrument;
    const options: RobustnessOptions = {
      ...(top !== undefined && { top }),
      ...(draws !== undefined && { draws }),
      ...(weights !== undefined && { domainWeights: this.weightsOf(weights) }),
    };
    const { entries, deployments, sites } = await this.unitOfWork.read(async (manager) => {
      const found = await this.portfolio.entries(manager, actor, filters, ['id', 'stage', 'closedGates', 'upper']);
      if (found.length > MOST_RANKED) {
        const detail = `${String(found.length)} sites are too many to rank while somebody waits; ${String(MOST_RANKED)} can be.`;
        throw new Problem('too-many-sites', detail);
      }
      const views = await this.deployments.findAll(
        manager,
        found.map(({ id }) => id),
      );
      // Gates and stage come from the entry: a site of which it does not hold them yet has no rank.
      const known = new Set(found.flatMap(({ id, stage }) => (stage === null ? [] : [id])));
      const answers = await this.standings.answers(
        manager,
        views.filter(({ id }) => known.has(id)),
      );
      return { entries: found, deployments: views, sites: answers };
    });
    if (compare !== undefined && !sites.some(({ id }) => id === compare)) throw notFound('deployment', compare);
    const ranks = await this.inSlices(() => robustnessInSteps(method, sites, options));
    return {
      ranks,
      places: placesOf(ranks.sites, entries, deployments),
      unranked: entries.length - sites.length,
      pairs: compare === undefined ? null : this.pairs(sites, ranks, compare, options),
    };
  }

  private pairs(
    sites: readonly ScorableAnswers[],
    ranks: RankRobustness,
    id: string,
    options: RobustnessOptions,
  ): PairComparison[] {
    const place = ranks.sites.findIndex((site) => site.id === id);
    const near = ranks.sites.filter((_, position) => position < ranks.top || Math.abs(position - place) <= NEIGHBOURS);
    const among = new Set(near.map((site) => site.id));
    return comparePairs(
      this.catalogue.instrument.method,
      sites.filter((site) => among.has(site.id)),
      [id],
      options,
    );
  }

  /** Gives way to other requests between two pieces. */
  private async inSlices(begin: () => ReturnType<typeof robustnessInSteps>): Promise<RankRobustness> {
    try {
      const run = begin();
      for (;;) {
        const until = performance.now() + SLICE_MS;
        do {
          const next = run.next();
          if (next.done === true) return next.value;
        } while (performance.now() < until);
        await turn();
      }
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw wrongWeights(`${error.message}.`);
    }
  }

  private weightsOf(text: string): Readonly<Record<string, number>> {
    const weights = Object.fromEntries(
      text.split(',').map((part) => {
        const [code = '', weight] = part.split(':');
        return [code, Number(weight)];
      }),
    );
    const codes = this.catalogue.instrument.domains.map(({ code }) => code);
    const unknown = Object.keys(weights).find((code) => !codes.includes(code));
    if (unknown === undefined) return weights;
    throw wrongWeights(`${unknown} is not a domain; the domains are ${codes.join(', ')}.`);
  }
}

function wrongWeights(detail: string): Problem {
  return new Problem('invalid-request', 'The weights cannot be used.', {
    errors: [{ parameter: 'weights', code: 'not-allowed', detail }],
  });
}

function placesOf(
  ranked: readonly RankedSite[],
  entries: readonly Ranked[],
  deployments: readonly DeploymentView[],
): RankedPlace[] {
  const [entryOf, deploymentOf] = [byId(entries), byId(deployments)];
  return ranked.map(({ id }) => {
    const { trust, site, toolId } = deploymentOf.get(id) as DeploymentView;
    const entry = entryOf.get(id) as Ranked;
    return {
      ...{ deploymentId: id, trust, site, toolId },
      ...{ stage: entry.stage as number, closedGates: gatesOf(entry.closedGates), upper: entry.upper as number },
    };
  });
}

function byId<T extends { readonly id: string }>(items: readonly T[]): ReadonlyMap<string, T> {
  return new Map(items.map((item) => [item.id, item]));
}

import type { Instrument } from '../core/contracts/instrument.js';
import type { BarrierCount, Queue } from '../core/contracts/portfolio.js';
import { STAGE_NAMES } from '../core/contracts/words.js';
import { barriersAcross } from '../core/portfolio/barriers.js';
import type { DeploymentView } from '../deployments/deployments.dto.js';
import type { BarriersView, BarrierView, FunnelStage, HeatMapRow } from './cohort-parts.dto.js';
import type { KeptSite } from './kept-sites.service.js';
import type { PortfolioEntryEntity } from './portfolio-entry.entity.js';
import { gatesOf } from './portfolio-views.js';

/** What a row of the heat map is read from. */
export type HeatMapEntry = Pick<
  PortfolioEntryEntity,
  'id' | 'queue' | 'stage' | 'closedGates' | 'index' | 'upper' | 'domains'
>;

export function heatMapRow(
  entry: HeatMapEntry,
  { trust, site, toolId }: DeploymentView,
  { questions }: Pick<Instrument, 'questions'>,
): HeatMapRow {
  const { id, queue, stage, index, upper, domains } = entry;
  const closedGates = gatesOf(entry.closedGates);
  const dataGates = new Set(questions.filter(({ gate }) => gate?.kind === 'data').map((question) => question.id));
  return {
    ...{ deploymentId: id, trust, site, toolId, queue: queue as Queue | null, stage, closedGates },
    closedDataGates: closedGates.filter((gate) => dataGates.has(gate)),
    ...{ index, upper, domains: domains.map((domain) => ({ ...domain })) },
  };
}

/** Sites by stage, and how many have come at least so far. Those of which nothing is known are in none. */
export function funnelOf(sites: readonly Pick<KeptSite, 'stage'>[]): FunnelStage[] {
  return STAGE_NAMES.map((name, stage) => ({
    ...{ stage, name },
    at: sites.filter((site) => site.stage === stage).length,
    atOrBeyond: sites.filter((site) => site.stage !== null && site.stage >= stage).length,
  }));
}

/** What the sites of which something is known wait on, by the newest instrument's names. */
export function barriersOf(sites: readonly Pick<KeptSite, 'id' | 'outlook'>[], instrument: Instrument): BarriersView {
  const names = new Set(instrument.actions.map(({ id }) => id));
  const { of, questions, themes } = barriersAcross(
    sites.flatMap(({ id, outlook }) =>
      outlook === null
        ? []
        : // What only an earlier version asks for has no name in this one.
          [{ id, barriers: outlook.barriers.filter(({ questionId }) => names.has(questionId)) }],
    ),
    instrument,
  );
  return {
    of,
    questions: questions.map(({ subject, gate, action, ...barrier }) => ({
      ...viewOf({ ...barrier, name: subject }),
      ...{ gate, action },
    })),
    themes: themes.map(({ questions: own, ...barrier }) => ({ ...viewOf(barrier), questions: [...own] })),
  };
}

type Named = BarrierCount & Pick<BarrierView, 'id' | 'name' | 'sentence'>;

function viewOf(barrier: Named): BarrierView {
  const { id, name, sentence, sites, criticalSites, criticalWeeks, weeks, owner, vendorSites } = barrier;
  return { id, name, sentence, sites, criticalSites, criticalWeeks, weeks, owner, vendorSites };
}

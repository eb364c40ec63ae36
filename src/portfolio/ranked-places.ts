import type { DeploymentView } from '../deployments/deployments.dto.js';
import type { PortfolioEntryEntity } from './portfolio-entry.entity.js';
import { gatesOf } from './portfolio-views.js';
import type { RankedPlace } from './ranks.dto.js';

/** What an entry says that has to be seen beside a rank. */
export const SEEN_BESIDE = ['id', 'stage', 'closedGates', 'upper'] as const satisfies (keyof PortfolioEntryEntity)[];
export type SeenBeside = Pick<PortfolioEntryEntity, (typeof SEEN_BESIDE)[number]>;

/** What has to be seen beside the ranks of some sites, in their order; those of which nothing is known are left out. */
export function placesOf(
  ids: readonly string[],
  entries: readonly SeenBeside[],
  deployments: readonly DeploymentView[],
): RankedPlace[] {
  const [entryOf, deploymentOf] = [byId(entries), byId(deployments)];
  return ids.flatMap((id) => {
    const [entry, deployment] = [entryOf.get(id), deploymentOf.get(id)];
    if (entry === undefined || deployment === undefined || entry.stage === null || entry.upper === null) return [];
    const { stage, closedGates, upper } = entry;
    const { trust, site, toolId } = deployment;
    return [{ deploymentId: id, trust, site, toolId, stage, closedGates: gatesOf(closedGates), upper }];
  });
}

function byId<T extends { readonly id: string }>(items: readonly T[]): ReadonlyMap<string, T> {
  return new Map(items.map((item) => [item.id, item]));
}

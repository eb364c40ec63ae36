import { Brackets, type EntityManager, type SelectQueryBuilder } from 'typeorm';
import { vendorTakesPart } from '../deployments/deployment-places.js';
import type { Permission } from '../platform/access/permissions.js';
import { onlyVisible } from '../platform/access/visible.js';
import type { Actor } from '../platform/actor/actor.js';
import { escapeLike, searchText } from '../platform/database/search-text.js';
import type { PortfolioFilters } from './portfolio.dto.js';
import { PortfolioEntryEntity } from './portfolio-entry.entity.js';

/** By what the portfolio is narrowed to what somebody may see: a trust that invites no vendor is in no vendor's portfolio. */
const VISIBLE_BY = { toolId: 'entry.toolId', vendorAccess: vendorTakesPart('entry.id') } as const;
const MOST_WORDS = 8;

/** The filters with what is looked up for them beforehand. */
export interface LookedUpFilters extends PortfolioFilters {
  /** Trusts of the network that is asked for */
  readonly networkTrustIds?: readonly string[];
}

/** All deployments of somebody's portfolio, whatever their status, under the alias `entry`. */
export function heldQuery(
  manager: EntityManager,
  actor: Actor,
  permission: Permission,
): SelectQueryBuilder<PortfolioEntryEntity> {
  const query = manager.createQueryBuilder(PortfolioEntryEntity, 'entry');
  return onlyVisible(query, actor, permission, VISIBLE_BY);
}

/** The deployments of somebody's portfolio that filters let through, under the alias `entry`. */
export function portfolioQuery(
  manager: EntityManager,
  actor: Actor,
  filters: LookedUpFilters,
  permission: Permission = 'portfolio.read',
): SelectQueryBuilder<PortfolioEntryEntity> {
  const query = heldQuery(manager, actor, permission);
  const { tool, region, stage, band, queue, owner, blocker, q, status = 'active', networkTrustIds } = filters;
  query.andWhere('entry.status = :status', { status });
  if (tool !== undefined) query.andWhere('entry.toolId = :tool', { tool });
  if (region !== undefined) query.andWhere('entry.region = :region', { region });
  if (stage !== undefined) query.andWhere('entry.stage = :stage', { stage });
  if (band !== undefined) query.andWhere('entry.band = :band', { band });
  if (queue === 'none') query.andWhere('entry.queue IS NULL');
  else if (queue !== undefined) query.andWhere('entry.queue = :queue', { queue });
  if (owner !== undefined) query.andWhere('entry.ownerSearched = :owner', { owner: searchText(owner) });
  if (blocker !== undefined) {
    query.andWhere(`entry.closedGates LIKE :blocker ESCAPE '\\'`, { blocker: `% ${escapeLike(blocker)} %` });
  }
  if (networkTrustIds?.length === 0) query.andWhere('1 = 0');
  else if (networkTrustIds !== undefined) {
    query.andWhere('entry.trustId IN (:...networkTrustIds)', { networkTrustIds });
  }
  if (q !== undefined) onlyFound(query, q);
  return query;
}

/** Every word in the names or codes of site and trust, or in the name of the owner. */
function onlyFound(query: SelectQueryBuilder<PortfolioEntryEntity>, text: string): void {
  const words = searchText(text)
    .split(/[^\p{L}\p{N}'’-]+/u)
    .filter((word) => word !== '')
    .slice(0, MOST_WORDS);
  // punctuation alone is in no name
  if (words.length === 0) query.andWhere('1 = 0');
  for (const [number, word] of words.entries()) {
    const name = `found${String(number)}`;
    query.andWhere(
      new Brackets((where) => {
        where.where(`entry.searched LIKE :${name} ESCAPE '\\'`, { [name]: `%${escapeLike(word)}%` });
        where.orWhere(`entry.ownerSearched LIKE :${name} ESCAPE '\\'`, { [name]: `%${escapeLike(word)}%` });
      }),
    );
  }
}

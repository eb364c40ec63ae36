import { Brackets, type SelectQueryBuilder } from 'typeorm';
import { vendorTakesPart } from '../deployments/deployment-places.js';
import type { Actor } from '../platform/actor/actor.js';
import { grantsFor } from '../platform/access/decide.js';
import type { Grant } from '../platform/access/grants.js';
import type { Permission } from '../platform/access/permissions.js';
import type { ConcernEntity } from './concern.entity.js';

type Condition = readonly [sql: string, parameters: Readonly<Record<string, unknown>>];

/**
 * Narrows a list of concerns to those that somebody sees: a trust its own, a vendor those on its tools where it takes
 * part, contributors those of the sections that they were invited to.
 *
 * @param query with the alias `concern`
 */
export function onlySeen(query: SelectQueryBuilder<ConcernEntity>, actor: Actor, permission: Permission): void {
  const grants = grantsFor(actor, permission);
  if (grants.some(({ role }) => role === 'administrator')) return;
  const conditions = grants.map((grant, number) => conditionOf(grant, `seen${String(number)}`));
  if (conditions.length === 0) {
    query.andWhere('1 = 0');
    return;
  }
  query.andWhere(
    new Brackets((where) => {
      for (const [sql, parameters] of conditions) where.orWhere(sql, parameters);
    }),
  );
}

function conditionOf({ role, toolIds, trustIds, assessmentId, sections }: Grant, name: string): Condition {
  if (role === 'vendor-lead' || role === 'vendor-support') {
    return [
      `(concern.tool_id IN (:...${name}) AND ${vendorTakesPart('concern.deployment_id')} = :${name}Open)`,
      { [name]: ['', ...(toolIds ?? [])], [`${name}Open`]: true },
    ];
  }
  if (role === 'contributor') {
    return [
      `(concern.assessment_id = :${name} AND concern.section IN (:...${name}Sections))`,
      { [name]: assessmentId ?? '', [`${name}Sections`]: ['', ...(sections ?? [])] },
    ];
  }
  return [`concern.trust_id IN (:...${name})`, { [name]: ['', ...(trustIds ?? [])] }];
}

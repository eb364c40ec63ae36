import { Brackets, type ObjectLiteral, type SelectQueryBuilder } from 'typeorm';
import type { Actor } from '../actor/actor.js';
import { grantsFor } from './decide.js';
import type { Grant } from './grants.js';
import type { Permission } from './permissions.js';

/** Columns of a list that tell where a row is, as `alias.property`; what a list does not have, nobody reaches it by. */
export interface PlaceColumns {
  readonly trustId?: string;
  readonly toolId?: string;
  /** Whether the vendor takes part; without it no vendor sees a row by its tool */
  readonly vendorAccess?: string;
  readonly assessmentId?: string;
  readonly vendorId?: string;
  readonly networkId?: string;
  readonly ownerId?: string;
  /** SQL for whether a row holds free notes that the trust keeps from vendors and networks; `:keeping` stands for true */
  readonly withNotes?: string;
  /** Every vendor may see official names and codes */
  readonly directory?: boolean;
}

type Condition = readonly [sql: string, parameters: Readonly<Record<string, unknown>>];

/** Narrows a list to what somebody may see: the same rules as `reaches`, in SQL. Without a role there is nothing. */
export function onlyVisible<Row extends ObjectLiteral>(
  query: SelectQueryBuilder<Row>,
  actor: Actor,
  permission: Permission,
  columns: PlaceColumns,
): SelectQueryBuilder<Row> {
  const grants = grantsFor(actor, permission);
  if (grants.some(({ role }) => role === 'administrator')) return query;
  // What is somebody's own, others see only to look after people.
  const others = columns.ownerId === undefined || permission === 'people.manage' ? grants : [];
  const conditions = others.flatMap((grant, number) =>
    conditionsOf(grant, columns, number).map((condition) => withoutKept(grant, columns, condition)),
  );
  if (columns.ownerId !== undefined && grants.length > 0) {
    conditions.push([`${columns.ownerId} = :visibleOwner`, { visibleOwner: actor.id }]);
  }
  if (conditions.length === 0) return query.andWhere('1 = 0');
  return query.andWhere(
    new Brackets((where) => {
      for (const [sql, parameters] of conditions) where.orWhere(sql, parameters);
    }),
  );
}

/** What a trust keeps back, neither the vendor nor the network sees. */
function withoutKept({ role }: Grant, { withNotes }: PlaceColumns, [sql, parameters]: Condition): Condition {
  const outside = role === 'vendor-lead' || role === 'vendor-support' || role === 'network-viewer';
  if (withNotes === undefined || !outside) return [sql, parameters];
  return [`(${sql} AND NOT (${withNotes}))`, { ...parameters, keeping: true }];
}

function conditionsOf(grant: Grant, columns: PlaceColumns, number: number): Condition[] {
  const name = `visible${String(number)}`;
  const among = (column: string | undefined, ids: readonly string[] | undefined, suffix: string): Condition[] =>
    column === undefined || ids === undefined || ids.length === 0
      ? []
      : [[`${column} IN (:...${name}${suffix})`, { [`${name}${suffix}`]: ids }]];
  switch (grant.role) {
    case 'administrator':
      return [];
    case 'vendor-lead':
    case 'vendor-support': {
      if (columns.directory === true) return [['1 = 1', {}]];
      const byTool = columns.vendorAccess === undefined ? [] : among(columns.toolId, grant.toolIds, 'Tools');
      return [
        ...among(columns.vendorId, listOf(grant.vendorId), 'Vendor'),
        ...byTool.map(([sql, parameters]): Condition => [
          `(${sql} AND ${String(columns.vendorAccess)} = :${name}Open)`,
          { ...parameters, [`${name}Open`]: true },
        ]),
      ];
    }
    case 'network-viewer':
      return [
        ...among(columns.trustId, grant.trustIds, 'Trusts'),
        ...among(columns.networkId, listOf(grant.networkId), 'Network'),
      ];
    case 'trust-lead':
    case 'trust-viewer':
      return among(columns.trustId, grant.trustIds, 'Trusts');
    case 'contributor':
      return among(columns.assessmentId, listOf(grant.assessmentId), 'Assessment');
  }
}

function listOf(id: string | undefined): readonly string[] {
  return id === undefined ? [] : [id];
}

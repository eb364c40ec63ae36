import { Brackets, type SelectQueryBuilder } from 'typeorm';
import type { Actor } from '../platform/actor/actor.js';
import { grantsFor } from '../platform/access/decide.js';
import type { Grant } from '../platform/access/grants.js';
import type { StatementEntity } from './statement.entity.js';

type Condition = readonly [sql: string, parameters: Readonly<Record<string, unknown>>];

/**
 * Narrows a list of statements to those that concern somebody: vendors their own, trusts those for their deployments and
 * for every site of a tool that they have one of, contributors those of their sections.
 *
 * @param query with the alias `statement`
 */
export function onlyConcerned(query: SelectQueryBuilder<StatementEntity>, actor: Actor): void {
  const grants = grantsFor(actor, 'statements.read');
  if (grants.some(({ role }) => role === 'administrator')) return;
  const conditions = grants.flatMap((grant, number) => conditionOf(grant, `concerned${String(number)}`));
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

function conditionOf({ role, vendorId, trustIds, assessmentId, sections }: Grant, name: string): Condition[] {
  if (role === 'vendor-lead' || role === 'vendor-support') {
    return [[`statement.vendor_id = :${name}`, { [name]: vendorId ?? '' }]];
  }
  const ours =
    '(statement.deployment_id IS NULL OR statement.deployment_id = own.id) AND own.tool_id = statement.tool_id';
  if (role === 'contributor') {
    return [
      [
        `(EXISTS (SELECT 1 FROM deployments own JOIN assessments asked ON asked.deployment_id = own.id WHERE asked.id = :${name} AND ${ours}) ` +
          `AND substr(statement.question_id, 1, 2) IN (:...${name}Sections))`,
        { [name]: assessmentId ?? '', [`${name}Sections`]: ['', ...(sections ?? [])] },
      ],
    ];
  }
  return [
    [
      `EXISTS (SELECT 1 FROM deployments own WHERE own.trust_id IN (:...${name}) AND ${ours})`,
      { [name]: ['', ...(trustIds ?? [])] },
    ],
  ];
}

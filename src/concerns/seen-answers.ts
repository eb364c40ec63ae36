import { Brackets, type SelectQueryBuilder } from 'typeorm';
import type { Actor } from '../platform/actor/actor.js';
import { grantsFor } from '../platform/access/decide.js';
import type { Grant } from '../platform/access/grants.js';
import type { PublishedAnswerEntity } from './published-answer.entity.js';

type Condition = readonly [sql: string, parameters: Readonly<Record<string, unknown>>];

/** The vendor of a tool that somebody belongs to; undefined where it is not theirs. */
export function vendorOf({ grants }: Actor, toolId: string): string | undefined {
  return grants.find(
    ({ role, toolIds }) => (role === 'vendor-lead' || role === 'vendor-support') && toolIds?.includes(toolId) === true,
  )?.vendorId;
}

/**
 * Narrows a list of published answers to those that somebody sees: vendors all of their own, everybody at a site those on
 * its tools that stand.
 *
 * @param query with the alias `published`
 */
export function onlyPublished(query: SelectQueryBuilder<PublishedAnswerEntity>, actor: Actor): void {
  const read = grantsFor(actor, 'concerns.read');
  // Who may publish but not read, such as a program with one scope, sees what it publishes.
  const grants = read.length > 0 ? read : grantsFor(actor, 'concerns.answer');
  if (grants.some(({ role }) => role === 'administrator')) return;
  const conditions = grants.map((grant, number) => conditionOf(grant, `published${String(number)}`));
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

function conditionOf({ role, vendorId, trustIds, assessmentId }: Grant, name: string): Condition {
  if (role === 'vendor-lead' || role === 'vendor-support') {
    return [`published.vendor_id = :${name}`, { [name]: vendorId ?? '' }];
  }
  const standing = 'published.withdrawn_at IS NULL AND own.tool_id = published.tool_id';
  if (role === 'contributor') {
    return [
      `EXISTS (SELECT 1 FROM assessments own WHERE own.id = :${name} AND ${standing})`,
      { [name]: assessmentId ?? '' },
    ];
  }
  return [
    `EXISTS (SELECT 1 FROM deployments own WHERE own.trust_id IN (:...${name}) AND ${standing})`,
    { [name]: ['', ...(trustIds ?? [])] },
  ];
}

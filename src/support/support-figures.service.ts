import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { DAYS_PER_WEEK, isoDate, type DayNumber } from '../core/contracts/calendar.js';
import { vendorTakesPart } from '../deployments/deployment-places.js';
import { onlyVisible } from '../platform/access/visible.js';
import type { Actor } from '../platform/actor/actor.js';
import { SupportContactEntity } from './support-contact.entity.js';
import { SupportPromiseEntity } from './support-promise.entity.js';
import type { ContactKind } from './support-words.js';

const LATELY_WEEKS = 4;

/** What a support team did for a site, in figures. */
export interface SupportFigures {
  readonly lastContact: { readonly on: string; readonly kind: ContactKind } | null;
  readonly hoursSpent: {
    readonly total: number;
    /** In the last 28 days, today included */
    readonly lastFourWeeks: number;
  };
  readonly openPromises: {
    readonly count: number;
    /** Of them, those whose day is past */
    readonly overdue: number;
    /** The first day by which one is to be done, past days included; null when there is none */
    readonly nextDueOn: string | null;
  };
}

/** An open promise whose day has come or is near. */
export interface DuePromise {
  readonly deploymentId: string;
  readonly dueOn: string;
}

const NO_CONTACTS = { lastContact: null, hoursSpent: { total: 0, lastFourWeeks: 0 } } as const;
const NO_PROMISES = { count: 0, overdue: 0, nextDueOn: null } as const;

interface ContactSums {
  readonly deploymentId: string;
  readonly total: number;
  readonly lately: number;
  /** Order of the latest, with its kind behind it */
  readonly latest: string;
}

interface PromiseCounts {
  readonly deploymentId: string;
  readonly count: number | string;
  readonly overdue: number | string;
  readonly nextDueOn: string;
}

/** Sums up contacts and promises of many sites at once. What was withdrawn does not count. */
@Injectable()
export class SupportFiguresService {
  /** By the deployment's id; each of those that were asked for is in it. */
  async of(
    manager: EntityManager,
    deploymentIds: readonly string[],
    today: DayNumber,
  ): Promise<ReadonlyMap<string, SupportFigures>> {
    if (deploymentIds.length === 0) return new Map();
    const sums = await manager
      .createQueryBuilder(SupportContactEntity, 'contact')
      .select('contact.deploymentId', 'deploymentId')
      .addSelect('SUM(contact.hours)', 'total')
      .addSelect('SUM(CASE WHEN contact.on > :before THEN contact.hours ELSE 0 END)', 'lately')
      .addSelect(`MAX(contact.listOrder || ' ' || contact.kind)`, 'latest')
      .where('contact.deploymentId IN (:...deploymentIds) AND contact.withdrawnAt IS NULL', { deploymentIds })
      .setParameter('before', isoDate(today - LATELY_WEEKS * DAYS_PER_WEEK))
      .groupBy('contact.deploymentId')
      .getRawMany<ContactSums>();
    const counts = await manager
      .createQueryBuilder(SupportPromiseEntity, 'promise')
      .select('promise.deploymentId', 'deploymentId')
      .addSelect('COUNT(*)', 'count')
      .addSelect('SUM(CASE WHEN promise.dueOn < :today THEN 1 ELSE 0 END)', 'overdue')
      .addSelect('MIN(promise.dueOn)', 'nextDueOn')
      .where(`promise.deploymentId IN (:...deploymentIds) AND promise.state = 'open'`, { deploymentIds })
      .setParameter('today', isoDate(today))
      .groupBy('promise.deploymentId')
      .getRawMany<PromiseCounts>();
    const [spent, promised] = [byDeployment(sums), byDeployment(counts)];
    return new Map(deploymentIds.map((id) => [id, figuresOf(spent.get(id), promised.get(id))]));
  }

  /** Open promises of a portfolio that are due by a day, or were due before; the earliest first. */
  due(manager: EntityManager, actor: Actor, by: string): Promise<DuePromise[]> {
    const query = manager
      .createQueryBuilder(SupportPromiseEntity, 'promise')
      .select('promise.deploymentId', 'deploymentId')
      .addSelect('promise.dueOn', 'dueOn')
      .where(`promise.state = 'open' AND promise.dueOn <= :by`, { by });
    onlyVisible(query, actor, 'portfolio.read', VISIBLE_BY);
    return query.orderBy('promise.dueOn').addOrderBy('promise.id').getRawMany<DuePromise>();
  }
}

const VISIBLE_BY = { toolId: 'promise.toolId', vendorAccess: vendorTakesPart('promise.deployment_id') } as const;

function byDeployment<Row extends { readonly deploymentId: string }>(rows: readonly Row[]): ReadonlyMap<string, Row> {
  return new Map(rows.map((row) => [row.deploymentId, row]));
}

function figuresOf(spent: ContactSums | undefined, promised: PromiseCounts | undefined): SupportFigures {
  return { ...(spent === undefined ? NO_CONTACTS : spentOf(spent)), openPromises: openOf(promised) };
}

function spentOf({ latest, total, lately }: ContactSums): Pick<SupportFigures, 'lastContact' | 'hoursSpent'> {
  const [on = '', , kind = ''] = latest.split(' ');
  return {
    lastContact: { on, kind: kind as ContactKind },
    hoursSpent: { total, lastFourWeeks: lately },
  };
}

function openOf(promised: PromiseCounts | undefined): SupportFigures['openPromises'] {
  if (promised === undefined) return NO_PROMISES;
  const { count, overdue, nextDueOn } = promised;
  return { count: Number(count), overdue: Number(overdue), nextDueOn };
}

import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { isoDate, parseDay, type DayNumber } from '../core/contracts/calendar.js';
import type { Catalogue } from '../core/instrument/catalogue.js';
import { readAnswers } from '../core/scoring/check-answers.js';
import { InputReader } from '../core/scoring/input-reader.js';
import type { Actor } from '../platform/actor/actor.js';
import { may } from '../platform/access/decide.js';
import { Places } from '../platform/access/places.js';
import { Clock } from '../platform/clock/clock.js';
import { pageOf, sortingOf, type Page } from '../platform/database/paging.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { invalidAnswers, notFound, Problem } from '../platform/problem/problem.js';
import { CATALOGUE } from '../tools/catalogue-token.js';
import { onlyConcerned } from './seen-statements.js';
import { StatementEntity } from './statement.entity.js';
import { StatementAnswers } from './statement-answers.js';
import type { PublishStatement, StatementsQuery, StatementView } from './statements.dto.js';

/** What vendors state of their products. Publishing changes no answer: a site accepts or disputes it. */
@Injectable()
export class StatementsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly places: Places,
    private readonly clock: Clock,
    private readonly answers: StatementAnswers,
    @Inject(CATALOGUE) private readonly catalogue: Catalogue,
  ) {}

  /** @throws Problem `invalid-request`, `invalid-answers` */
  publish(actor: Actor, command: PublishStatement): Promise<StatementView> {
    const { toolId, productVersion, deploymentId, questionId, answer, note } = command;
    const vendorId = vendorFor(actor, toolId);
    if (vendorId === undefined) throw wrong('toolId', 'toolId must be the id of one of your own tools.');
    const today = this.clock.today();
    const statedOn = command.statedOn ?? isoDate(today);
    if ((parseDay(statedOn) as DayNumber) > today) throw wrong('statedOn', 'statedOn must be today at the latest.');
    this.check(toolId, questionId, answer);
    return this.unitOfWork.write(actor, async ({ manager, now, record }) => {
      if (deploymentId !== undefined) await this.refuseUnreached(manager, actor, deploymentId, toolId);
      const row: StatementEntity = {
        ...{ id: randomUUID(), vendorId, toolId, productVersion, deploymentId: deploymentId ?? null, questionId },
        ...{ answer, note: note ?? null, statedOn, createdAt: now, createdBy: actor.id, withdrawnAt: null },
      };
      await manager.insert(StatementEntity, row as never);
      const data = { questionId, productVersion, vendorId };
      record({ type: 'statement-published', subjectId: row.id, toolId, ...(deploymentId && { deploymentId }), data });
      return statementView(row);
    });
  }

  /** Statements that concern somebody, the newest first. @throws Problem `invalid-cursor` */
  list(actor: Actor, { limit, cursor, ...filters }: StatementsQuery): Promise<Page<StatementView>> {
    return this.unitOfWork.read(async (manager) => {
      const query = manager.createQueryBuilder(StatementEntity, 'statement');
      onlyConcerned(query, actor);
      for (const [property, value] of Object.entries(filters) as [keyof typeof filters, string | undefined][]) {
        if (value !== undefined) query.andWhere(`statement.${property} = :${property}`, { [property]: value });
      }
      const sorting = sortingOf('statement', '-createdAt');
      const { items, next } = await pageOf(query, sorting, { limit, cursor }, ({ createdAt }) =>
        createdAt.toISOString(),
      );
      return { items: items.map(statementView), next };
    });
  }

  /** @throws Problem `not-found` for one that does not concern `actor`, too */
  get(actor: Actor, id: string): Promise<StatementView> {
    return this.unitOfWork.read(async (manager) => statementView(await concernedStatement(manager, actor, id)));
  }

  /**
   * Takes a statement back. Answers of open revisions that rest on it become "not known": nobody stands behind them.
   *
   * @throws Problem `not-found`, `conflict` when it was withdrawn before
   */
  withdraw(actor: Actor, id: string): Promise<StatementView> {
    return this.unitOfWork.write(actor, async (scope) => {
      const { manager, now, record } = scope;
      const row = await concernedStatement(manager, actor, id);
      if (vendorFor(actor, row.toolId) !== row.vendorId) throw notFound('statement', id);
      if (row.withdrawnAt !== null) throw new Problem('conflict', 'The statement was withdrawn before.');
      await manager.update(StatementEntity, { id }, { withdrawnAt: now });
      const { toolId, deploymentId } = row;
      record({ type: 'statement-withdrawn', subjectId: id, toolId, ...(deploymentId !== null && { deploymentId }) });
      await this.answers.takeBack(scope, actor, row);
      return statementView({ ...row, withdrawnAt: now });
    });
  }

  /** @throws Problem `invalid-request`, `invalid-answers` */
  private check(toolId: string, questionId: string, answer: Readonly<Record<string, unknown>>): void {
    const compiled = this.catalogue.compiled(toolId, 'routine');
    const asked = this.catalogue.instrument.questions.filter(
      ({ id, scope }) => scope === 'tool' && compiled.byId.get(id)?.ruledOut === false,
    );
    if (!asked.some(({ id }) => id === questionId)) {
      const ids = asked.map(({ id }) => id).join(', ');
      throw wrong('questionId', `questionId must be one that the vendor of this tool answers: ${ids}.`);
    }
    const beyond = Object.keys(answer).filter((field) => field !== 'value' && field !== 'notApplicable');
    if (beyond.length > 0 || Object.keys(answer).length !== 1) {
      throw wrong('answer', 'answer must hold exactly one of value and notApplicable, and nothing else.');
    }
    const reader = new InputReader();
    readAnswers(reader, { [questionId]: answer }, '/answers', compiled);
    if (reader.defects.length === 0) return;
    throw invalidAnswers(
      reader.defects.map((defect) => ({ ...defect, pointer: defect.pointer.replace(/^\/answers\/[^/]+/, '/answer') })),
    );
  }

  private async refuseUnreached(
    manager: EntityManager,
    actor: Actor,
    deploymentId: string,
    toolId: string,
  ): Promise<void> {
    const place = await this.places.find(manager, 'deploymentId', deploymentId);
    if (place?.toolId === toolId && may(actor, 'statements.publish', place)) return;
    throw wrong('deploymentId', 'deploymentId must be a deployment of this tool that you take part in.');
  }
}

/** The vendor for which somebody speaks of a tool; undefined where the tool is not theirs. */
export function vendorFor({ grants }: Actor, toolId: string): string | undefined {
  return grants.find(({ role, toolIds }) => role === 'vendor-lead' && toolIds?.includes(toolId) === true)?.vendorId;
}

/** A statement that concerns somebody, in a transaction of a service. @throws Problem `not-found` */
async function concernedStatement(manager: EntityManager, actor: Actor, id: string): Promise<StatementEntity> {
  const query = manager.createQueryBuilder(StatementEntity, 'statement').where('statement.id = :id', { id });
  onlyConcerned(query, actor);
  const row = await query.getOne();
  if (row === null) throw notFound('statement', id);
  return row;
}

export function statementView({ createdBy: _by, ...view }: StatementEntity): StatementView {
  return { ...view };
}

function wrong(field: string, detail: string): Problem {
  return new Problem('invalid-request', 'The statement cannot be published. Nothing was stored.', {
    errors: [{ pointer: `/${field}`, code: 'not-allowed', detail }],
  });
}

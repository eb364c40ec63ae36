import { Injectable } from '@nestjs/common';
import { In, IsNull, type EntityManager } from 'typeorm';
import { NamesService } from '../accounts/names.service.js';
import { DeploymentsService } from '../deployments/deployments.service.js';
import type { DeploymentView } from '../deployments/deployments.dto.js';
import { ConcernMessageEntity, type ConcernEntity } from './concern.entity.js';
import type { ConcernDetails, ConcernView } from './concerns.dto.js';
import { PublishedAnswerEntity } from './published-answer.entity.js';

/** Questions and concerns as they are shown, with the names of places and people as they are today. */
@Injectable()
export class ConcernViews {
  constructor(
    private readonly deployments: DeploymentsService,
    private readonly names: NamesService,
  ) {}

  async of(manager: EntityManager, rows: readonly ConcernEntity[]): Promise<ConcernView[]> {
    if (rows.length === 0) return [];
    const deployments = await this.deployments.findAll(
      manager,
      rows.map(({ deploymentId }) => deploymentId),
    );
    const places = new Map(deployments.map((deployment) => [deployment.id, deployment]));
    const names = await this.names.of(
      manager,
      rows.map(({ askedBy }) => askedBy),
    );
    const standing = await manager.findBy(PublishedAnswerEntity, {
      concernId: In(rows.map(({ id }) => id)),
      withdrawnAt: IsNull(),
    });
    const published = new Map(standing.map(({ id, concernId }) => [concernId, id]));
    return rows.map(({ siteId: _site, trustId: _trust, formKey: _form, inboxOrder: _order, ...row }) => {
      const { trust, site } = places.get(row.deploymentId) as DeploymentView;
      return {
        ...row,
        ...{ trust, site },
        waitingSince: row.state === 'open' ? row.waitingSince : null,
        publishedAnswerId: published.get(row.id) ?? null,
        askedByName: names.get(row.askedBy) ?? null,
      };
    });
  }

  /** With its messages. */
  async details(manager: EntityManager, concern: ConcernEntity): Promise<ConcernDetails> {
    const [view] = await this.of(manager, [concern]);
    const where = { concernId: concern.id };
    const messages = await manager.find(ConcernMessageEntity, { where, order: { number: 'ASC' } });
    const names = await this.names.of(
      manager,
      messages.map(({ createdBy }) => createdBy),
    );
    return {
      ...(view as ConcernView),
      messages: messages.map(({ number, side, act, text, erased, createdAt, createdBy }) => ({
        ...{ number, side, act, text, erased, at: createdAt, by: createdBy },
        byName: names.get(createdBy) ?? null,
      })),
    };
  }
}

import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { In, Not, type EntityManager } from 'typeorm';
import type { Actor } from '../platform/actor/actor.js';
import { onlyVisible } from '../platform/access/visible.js';
import { pageOf, sortingOf, type Page, type PageRequest } from '../platform/database/paging.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { updateVersion } from '../platform/database/versioned.js';
import { staleVersion } from '../platform/http/versions.js';
import { notFound, Problem } from '../platform/problem/problem.js';
import { NetworkEntity, NetworkTrustEntity } from './network.entity.js';
import type { CreateNetwork, NetworkView, UpdateNetwork } from './networks.dto.js';
import { TrustsService } from './trusts.service.js';

/** Networks of trusts. Administrators see all of them, whoever looks on for a network sees that one. */
@Injectable()
export class NetworksService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly trusts: TrustsService,
  ) {}

  /** By name. @throws Problem `invalid-cursor` */
  list(actor: Actor, page: PageRequest): Promise<Page<NetworkView>> {
    return this.unitOfWork.read(async (manager) => {
      const query = manager.createQueryBuilder(NetworkEntity, 'network');
      onlyVisible(query, actor, 'organisations.read', { networkId: 'network.id' });
      const { items, next } = await pageOf(query, sortingOf('network', 'name'), page, ({ name }) => name);
      return { items: await viewsOf(manager, items), next };
    });
  }

  /** @throws Problem `not-found` */
  get(_actor: Actor, id: string): Promise<NetworkView> {
    return this.unitOfWork.read((manager) => find(manager, id));
  }

  /** @throws Problem `invalid-request` for a trust that there is not, `conflict` for a name that is another's */
  create(actor: Actor, { name, trustIds }: CreateNetwork): Promise<NetworkView> {
    return this.unitOfWork.write(actor, async ({ manager, now, record }) => {
      const network: NetworkEntity = { id: randomUUID(), name, version: 1, createdAt: now, updatedAt: now };
      await refuseTakenName(manager, name, network.id);
      await this.checkTrusts(manager, trustIds);
      await manager.insert(NetworkEntity, network);
      await replaceTrusts(manager, network.id, trustIds);
      record({ type: 'network-added', subjectId: network.id, data: { trustIds } });
      return find(manager, network.id);
    });
  }

  /** @throws Problem `not-found`, `stale-version`, and as `create` */
  update(actor: Actor, id: string, { name, trustIds }: UpdateNetwork, expectedVersion: number): Promise<NetworkView> {
    return this.unitOfWork.write(actor, async ({ manager, now, record }) => {
      const network = await find(manager, id);
      if (name !== undefined) await refuseTakenName(manager, name, id);
      if (trustIds !== undefined) await this.checkTrusts(manager, trustIds);
      const values = { ...(name !== undefined && { name }), updatedAt: now };
      if (!(await updateVersion(manager, NetworkEntity, { id }, expectedVersion, values))) {
        throw staleVersion(network.version);
      }
      if (trustIds !== undefined) await replaceTrusts(manager, id, trustIds);
      const fields = [...(name === undefined ? [] : ['name']), ...(trustIds === undefined ? [] : ['trustIds'])];
      record({ type: 'network-changed', subjectId: id, data: { fields, ...(trustIds !== undefined && { trustIds }) } });
      return find(manager, id);
    });
  }

  /** @throws Problem `invalid-request` */
  private async checkTrusts(manager: EntityManager, trustIds: readonly string[]): Promise<void> {
    const known = await this.trusts.findAll(manager, trustIds);
    const errors = trustIds.flatMap((trustId, index) =>
      known.has(trustId)
        ? []
        : [{ pointer: `/trustIds/${String(index)}`, code: 'not-allowed', detail: 'There is no trust with this id.' }],
    );
    if (errors.length > 0) throw new Problem('invalid-request', 'There is no such trust.', { errors });
  }
}

/** @throws Problem `conflict` */
async function refuseTakenName(manager: EntityManager, name: string, id: string): Promise<void> {
  const existing = await manager.findOneBy(NetworkEntity, { name, id: Not(id) });
  if (existing === null) return;
  throw new Problem('conflict', 'There is a network of this name already.', {
    errors: [{ pointer: '/name', code: 'taken', detail: 'Networks have different names.' }],
    extra: { existingId: existing.id },
  });
}

async function replaceTrusts(manager: EntityManager, networkId: string, trustIds: readonly string[]): Promise<void> {
  await manager.delete(NetworkTrustEntity, { networkId });
  if (trustIds.length === 0) return;
  await manager.insert(
    NetworkTrustEntity,
    trustIds.map((trustId) => ({ networkId, trustId })),
  );
}

async function find(manager: EntityManager, id: string): Promise<NetworkView> {
  const [view] = await viewsOf(manager, await manager.findBy(NetworkEntity, { id }));
  if (view === undefined) throw notFound('network', id);
  return view;
}

async function viewsOf(manager: EntityManager, rows: readonly NetworkEntity[]): Promise<NetworkView[]> {
  const parts = await manager.findBy(NetworkTrustEntity, { networkId: In(rows.map(({ id }) => id)) });
  return rows.map((row) => ({
    ...row,
    trustIds: parts
      .filter(({ networkId }) => networkId === row.id)
      .map(({ trustId }) => trustId)
      .sort(),
  }));
}

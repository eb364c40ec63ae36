import { Injectable } from '@nestjs/common';
import { In, type EntityManager } from 'typeorm';
import { NetworkEntity, NetworkTrustEntity } from './network.entity.js';
import { TrustEntity } from './trust.entity.js';
import { VendorEntity, VendorToolEntity } from './vendor.entity.js';

export interface NamedTenant {
  readonly id: string;
  readonly name: string;
}

/** What belongs to a tenant, for whoever works out what a role reaches to. */
@Injectable()
export class TenantsService {
  /** A trust with all that were merged into it, at whatever remove. */
  async withMerged(manager: EntityManager, trustIds: readonly string[]): Promise<string[]> {
    const known = new Set(trustIds);
    let latest = [...trustIds];
    while (latest.length > 0) {
      const rows = await manager.find(TrustEntity, { select: { id: true }, where: { mergedIntoId: In(latest) } });
      latest = rows.map(({ id }) => id).filter((id) => !known.has(id));
      for (const id of latest) known.add(id);
    }
    return [...known];
  }

  /** A trust with those that it became part of, at whatever remove. */
  async withSuccessors(manager: EntityManager, trustId: string): Promise<string[]> {
    const known = new Set([trustId]);
    let next = (await manager.findOneBy(TrustEntity, { id: trustId }))?.mergedIntoId;
    while (next !== null && next !== undefined && !known.has(next)) {
      known.add(next);
      next = (await manager.findOneBy(TrustEntity, { id: next }))?.mergedIntoId;
    }
    return [...known];
  }

  /** Names of trusts, vendors and networks by id; an id that nothing has is left out. */
  async namesOf(manager: EntityManager, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const names = new Map<string, string>();
    if (ids.length === 0) return names;
    for (const entity of [TrustEntity, VendorEntity, NetworkEntity]) {
      for (const { id, name } of await manager.findBy(entity, { id: In([...ids]) })) names.set(id, name);
    }
    return names;
  }

  /** Vendors and networks by name, for whoever chooses one. */
  async choices(manager: EntityManager): Promise<{ vendors: NamedTenant[]; networks: NamedTenant[] }> {
    const order = { name: 'ASC' } as const;
    const [vendors, networks] = [
      await manager.find(VendorEntity, { order }),
      await manager.find(NetworkEntity, { order }),
    ];
    const named = ({ id, name }: NamedTenant): NamedTenant => ({ id, name });
    return { vendors: vendors.map(named), networks: networks.map(named) };
  }

  async toolsOf(manager: EntityManager, vendorId: string): Promise<string[]> {
    return (await manager.findBy(VendorToolEntity, { vendorId })).map(({ toolId }) => toolId);
  }

  /** The vendor of a tool; undefined while none is recorded. */
  async vendorOf(manager: EntityManager, toolId: string): Promise<string | undefined> {
    return (await manager.findOneBy(VendorToolEntity, { toolId }))?.vendorId;
  }

  async trustByCode(manager: EntityManager, code: string): Promise<string | undefined> {
    return (await manager.findOneBy(TrustEntity, { code }))?.id;
  }

  async vendorByName(manager: EntityManager, name: string): Promise<string | undefined> {
    return (await manager.findOneBy(VendorEntity, { name }))?.id;
  }

  async networkByName(manager: EntityManager, name: string): Promise<string | undefined> {
    return (await manager.findOneBy(NetworkEntity, { name }))?.id;
  }

  /** The networks that hold one of some trusts, by name; not those that hold it only by what was merged into it. */
  async networksOf(manager: EntityManager, trustIds: readonly string[]): Promise<NamedTenant[]> {
    if (trustIds.length === 0) return [];
    const held = await manager.findBy(NetworkTrustEntity, { trustId: In([...trustIds]) });
    const ids = [...new Set(held.map(({ networkId }) => networkId))];
    const rows = await manager.find(NetworkEntity, { where: { id: In(ids) }, order: { name: 'ASC' } });
    return rows.map(({ id, name }) => ({ id, name }));
  }

  /** The trusts of a network, with all that were merged into them. */
  async trustsOf(manager: EntityManager, networkId: string): Promise<string[]> {
    const rows = await manager.findBy(NetworkTrustEntity, { networkId });
    return this.withMerged(
      manager,
      rows.map(({ trustId }) => trustId),
    );
  }
}

import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { In, Not, type EntityManager } from 'typeorm';
import type { Catalogue } from '../core/instrument/catalogue.js';
import type { Actor } from '../platform/actor/actor.js';
import { pageOf, sortingOf, type Page, type PageRequest } from '../platform/database/paging.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { updateVersion } from '../platform/database/versioned.js';
import { staleVersion } from '../platform/http/versions.js';
import { notFound, Problem } from '../platform/problem/problem.js';
import { CATALOGUE } from '../tools/catalogue-token.js';
import { VendorEntity, VendorToolEntity } from './vendor.entity.js';
import type { CreateVendor, UpdateVendor, VendorView } from './vendors.dto.js';

/** Vendors and their tools. Names of vendors are public: whoever is signed in may look up whose a tool is. */
@Injectable()
export class VendorsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    @Inject(CATALOGUE) private readonly catalogue: Catalogue,
  ) {}

  /** All vendors by name. @throws Problem `invalid-cursor` */
  list(_actor: Actor, page: PageRequest): Promise<Page<VendorView>> {
    return this.unitOfWork.read(async (manager) => {
      const query = manager.createQueryBuilder(VendorEntity, 'vendor');
      const { items, next } = await pageOf(query, sortingOf('vendor', 'name'), page, ({ name }) => name);
      return { items: await viewsOf(manager, items), next };
    });
  }

  /** @throws Problem `not-found` */
  get(_actor: Actor, id: string): Promise<VendorView> {
    return this.unitOfWork.read((manager) => find(manager, id));
  }

  /** @throws Problem `invalid-request` for a tool that there is not, `conflict` for a name or a tool that is another's */
  create(actor: Actor, { name, toolIds }: CreateVendor): Promise<VendorView> {
    return this.unitOfWork.write(actor, async ({ manager, now, record }) => {
      const vendor: VendorEntity = { id: randomUUID(), name, version: 1, createdAt: now, updatedAt: now };
      await refuseTakenName(manager, name, vendor.id);
      await this.checkTools(manager, toolIds, vendor.id);
      await manager.insert(VendorEntity, vendor);
      await replaceTools(manager, vendor.id, toolIds);
      record({ type: 'vendor-added', subjectId: vendor.id, data: { toolIds } });
      return find(manager, vendor.id);
    });
  }

  /** @throws Problem `not-found`, `stale-version`, and as `create` */
  update(actor: Actor, id: string, { name, toolIds }: UpdateVendor, expectedVersion: number): Promise<VendorView> {
    return this.unitOfWork.write(actor, async ({ manager, now, record }) => {
      const vendor = await find(manager, id);
      const values = { ...(name !== undefined && { name }), updatedAt: now };
      if (name !== undefined) await refuseTakenName(manager, name, id);
      if (toolIds !== undefined) await this.checkTools(manager, toolIds, id);
      if (!(await updateVersion(manager, VendorEntity, { id }, expectedVersion, values))) {
        throw staleVersion(vendor.version);
      }
      if (toolIds !== undefined) await replaceTools(manager, id, toolIds);
      const fields = [...(name === undefined ? [] : ['name']), ...(toolIds === undefined ? [] : ['toolIds'])];
      record({ type: 'vendor-changed', subjectId: id, data: { fields, ...(toolIds !== undefined && { toolIds }) } });
      return find(manager, id);
    });
  }

  /** @throws Problem `invalid-request`, `conflict` */
  private async checkTools(manager: EntityManager, toolIds: readonly string[], vendorId: string): Promise<void> {
    const unknown = toolIds.flatMap((toolId, index) =>
      this.catalogue.toolIds.includes(toolId)
        ? []
        : [
            {
              pointer: `/toolIds/${String(index)}`,
              code: 'not-allowed',
              detail: `toolIds must be of ${this.catalogue.toolIds.join(', ')}.`,
            },
          ],
    );
    if (unknown.length > 0) throw new Problem('invalid-request', 'There is no such tool.', { errors: unknown });
    const taken = await manager.findBy(VendorToolEntity, { toolId: In([...toolIds]), vendorId: Not(vendorId) });
    if (taken.length === 0) return;
    throw new Problem('conflict', 'A tool is another vendor’s. Nothing was stored.', {
      errors: taken.map(({ toolId }) => ({
        pointer: `/toolIds/${String(toolIds.indexOf(toolId))}`,
        code: 'taken',
        detail: 'Each tool has one vendor: take it from the other one first.',
      })),
    });
  }
}

/** @throws Problem `conflict` */
async function refuseTakenName(manager: EntityManager, name: string, id: string): Promise<void> {
  const existing = await manager.findOneBy(VendorEntity, { name, id: Not(id) });
  if (existing === null) return;
  throw new Problem('conflict', 'There is a vendor of this name already.', {
    errors: [{ pointer: '/name', code: 'taken', detail: 'Vendors have different names.' }],
    extra: { existingId: existing.id },
  });
}

async function replaceTools(manager: EntityManager, vendorId: string, toolIds: readonly string[]): Promise<void> {
  await manager.delete(VendorToolEntity, { vendorId });
  if (toolIds.length === 0) return;
  await manager.insert(
    VendorToolEntity,
    toolIds.map((toolId) => ({ toolId, vendorId })),
  );
}

async function find(manager: EntityManager, id: string): Promise<VendorView> {
  const [view] = await viewsOf(manager, await manager.findBy(VendorEntity, { id }));
  if (view === undefined) throw notFound('vendor', id);
  return view;
}

async function viewsOf(manager: EntityManager, rows: readonly VendorEntity[]): Promise<VendorView[]> {
  const tools = await manager.findBy(VendorToolEntity, { vendorId: In(rows.map(({ id }) => id)) });
  return rows.map((row) => ({
    ...row,
    toolIds: tools
      .filter(({ vendorId }) => vendorId === row.id)
      .map(({ toolId }) => toolId)
      .sort(),
  }));
}

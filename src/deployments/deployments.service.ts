import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { In, MoreThan, type EntityManager } from 'typeorm';
import type { Catalogue } from '../core/instrument/catalogue.js';
import type { Actor } from '../platform/actor/actor.js';
import { may } from '../platform/access/decide.js';
import { Clock } from '../platform/clock/clock.js';
import { onlyVisible } from '../platform/access/visible.js';
import { EventLog, type EventView } from '../platform/database/event-log.js';
import { pageOf, sortingOf, type Page, type PageRequest } from '../platform/database/paging.js';
import { UnitOfWork, type EventRecord, type WriteScope } from '../platform/database/unit-of-work.js';
import { updateVersion } from '../platform/database/versioned.js';
import { staleVersion } from '../platform/http/versions.js';
import { notFound, Problem } from '../platform/problem/problem.js';
import type { SiteView, TrustView } from '../organisations/organisations.dto.js';
import { refuseGone } from '../organisations/mergers.service.js';
import { SitesService } from '../organisations/sites.service.js';
import { TrustsService } from '../organisations/trusts.service.js';
import { CATALOGUE } from '../tools/catalogue-token.js';
import { checkContext } from './check-context.js';
import { DeploymentEntity } from './deployment.entity.js';
import type {
  ChangeRecord,
  CreateDeployment,
  DeploymentQuery,
  DeploymentView,
  PlaceView,
  UpdateDeployment,
} from './deployments.dto.js';
import { refuseBeyondVendor } from './vendor-fields.js';

@Injectable()
export class DeploymentsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly trusts: TrustsService,
    private readonly sites: SitesService,
    private readonly events: EventLog,
    private readonly clock: Clock,
    @Inject(CATALOGUE) private readonly catalogue: Catalogue,
  ) {}

  list(
    actor: Actor,
    { sort = '-createdAt', limit, cursor, ...filters }: DeploymentQuery,
  ): Promise<Page<DeploymentView>> {
    return this.unitOfWork.read(async (manager) => {
      const query = manager.createQueryBuilder(DeploymentEntity, 'deployment');
      onlyVisible(query, actor, 'deployments.read', VISIBLE_BY);
      for (const [property, value] of Object.entries(filters) as [keyof typeof filters, string | undefined][]) {
        if (value !== undefined) query.andWhere(`deployment.${property} = :${property}`, { [property]: value });
      }
      const property = sort.replace(/^-/, '') as 'createdAt' | 'updatedAt';
      const { items, next } = await pageOf(query, sortingOf('deployment', sort), { limit, cursor }, (row) =>
        row[property].toISOString(),
      );
      return { items: await this.viewsOf(manager, items), next };
    });
  }

  get(_actor: Actor, id: string): Promise<DeploymentView> {
    return this.unitOfWork.read((manager) => this.find(manager, id));
  }

  /** What was done with a deployment and its assessments, newest first. @throws Problem `not-found`, `invalid-cursor` */
  history(_actor: Actor, id: string, page: PageRequest): Promise<Page<EventView>> {
    return this.unitOfWork.read(async (manager) => {
      await this.find(manager, id);
      return this.events.list(manager, { deploymentId: id }, page);
    });
  }

  /** Those of some ids that are ids of deployments for which somebody may make plans. */
  known(actor: Actor, ids: readonly string[]): Promise<ReadonlySet<string>> {
    return this.unitOfWork.read(async (manager) => {
      const query = manager.createQueryBuilder(DeploymentEntity, 'deployment').select('deployment.id');
      query.where('deployment.id IN (:...ids)', { ids: ['', ...ids] });
      const found = await onlyVisible(query, actor, 'plans.make', VISIBLE_BY).getMany();
      return new Set(found.map(({ id }) => id));
    });
  }

  /** How many there are. */
  count(): Promise<number> {
    return this.unitOfWork.read((manager) => manager.count(DeploymentEntity));
  }

  /** @throws Problem `invalid-request`, `invalid-answers`, `conflict` when the tool has a deployment at the site, or its trust is no more */
  create(actor: Actor, command: CreateDeployment): Promise<DeploymentView> {
    return this.unitOfWork.write(actor, async ({ manager, now, record }) => {
      this.refuseUnknownTool(command.toolId);
      const site = await this.siteOf(manager, actor, command);
      refuseGone(await this.trusts.find(manager, site.trustId), this.clock.today());
      const existing = await manager.findOneBy(DeploymentEntity, { siteId: site.id, toolId: command.toolId });
      if (existing !== null) {
        throw new Problem('conflict', 'This tool has a deployment at this site already.', {
          errors: [{ pointer: '/toolId', code: 'taken', detail: 'A site has one deployment of each tool.' }],
          // a vendor that takes no part in it is not told more than the rule
          extra: may(actor, 'deployments.read', existing) ? { existingId: existing.id } : {},
        });
      }
      const deployment: DeploymentEntity = {
        ...NOTHING_SAID,
        ...command,
        vendorAccess: startsAsVendor(actor, command.toolId),
        id: randomUUID(),
        trustId: site.trustId,
        version: 1,
        createdAt: now,
        updatedAt: now,
      };
      checkContext(deployment, this.catalogue);
      await manager.insert(DeploymentEntity, deployment);
      record({ type: 'deployment-created', ...subjectOf(deployment) });
      return this.find(manager, deployment.id);
    });
  }

  /** @throws Problem `not-found`, `stale-version`, `invalid-answers` */
  update(actor: Actor, id: string, command: UpdateDeployment, expectedVersion: number): Promise<DeploymentView> {
    return this.unitOfWork.write(actor, async ({ manager, now, record }) => {
      const deployment = await manager.findOneBy(DeploymentEntity, { id });
      if (deployment === null) throw notFound('deployment', id);
      refuseBeyondVendor(actor, command);
      if (deployment.version !== expectedVersion) throw staleVersion(deployment.version);
      checkContext({ ...deployment, ...command }, this.catalogue);
      const values = { ...command, updatedAt: now };
      if (!(await updateVersion(manager, DeploymentEntity, { id }, expectedVersion, values))) {
        throw staleVersion(deployment.version);
      }
      record({ type: 'deployment-changed', ...subjectOf(deployment), data: { fields: Object.keys(command) } });
      return this.find(manager, id);
    });
  }

  /** Some deployments of a tool, by id after `afterId`, in a transaction that another service has opened. */
  async ofTool(manager: EntityManager, toolId: string, limit: number, afterId = ''): Promise<DeploymentView[]> {
    const rows = await manager.find(DeploymentEntity, {
      where: { toolId, id: MoreThan(afterId) },
      order: { id: 'ASC' },
      take: limit,
    });
    return this.viewsOf(manager, rows);
  }

  /**
   * Records a change of the product in a deployment, in a transaction that another service has opened. The same change is
   * recorded once; where the list is full, the newest takes the place of an earlier material version, which it covers. A
   * new version of the product is from then on the deployment's, where it named one before.
   *
   * @throws Problem `invalid-answers` when the list is full of other changes
   */
  async recordChange(scope: WriteScope, deploymentId: string, change: ChangeRecord): Promise<void> {
    const { manager, now, record } = scope;
    const deployment = await manager.findOneBy(DeploymentEntity, { id: deploymentId });
    if (deployment === null) throw notFound('deployment', deploymentId);
    if (deployment.changes.some((known) => isSameChange(known, change))) return;
    const changes = [...withRoom(deployment.changes), { ...change }];
    const values = { changes, ...versionLedTo(deployment, change) };
    checkContext({ ...deployment, ...values }, this.catalogue);
    const where = { id: deploymentId };
    if (!(await updateVersion(manager, DeploymentEntity, where, deployment.version, { ...values, updatedAt: now }))) {
      throw staleVersion(deployment.version);
    }
    record({ type: 'deployment-changed', ...subjectOf(deployment), data: { fields: Object.keys(values) } });
  }

  /** Invites the tool's vendor, or ends that. @throws Problem `not-found`, `stale-version` */
  setVendorAccess(actor: Actor, id: string, vendorAccess: boolean, expectedVersion: number): Promise<DeploymentView> {
    return this.unitOfWork.write(actor, async ({ manager, now, record }) => {
      const deployment = await manager.findOneBy(DeploymentEntity, { id });
      if (deployment === null) throw notFound('deployment', id);
      const values = { vendorAccess, updatedAt: now };
      if (!(await updateVersion(manager, DeploymentEntity, { id }, expectedVersion, values))) {
        throw staleVersion(deployment.version);
      }
      record({ type: vendorAccess ? 'vendor-invited' : 'vendor-removed', ...subjectOf(deployment) });
      return this.find(manager, id);
    });
  }

  /** The deployment, read in a transaction that another service has opened. @throws Problem `not-found` */
  async find(manager: EntityManager, id: string): Promise<DeploymentView> {
    const [view] = await this.findAll(manager, [id]);
    if (view === undefined) throw notFound('deployment', id);
    return view;
  }

  /** Several deployments by id, in a transaction that another service has opened. */
  async findAll(manager: EntityManager, ids: readonly string[]): Promise<DeploymentView[]> {
    return this.viewsOf(manager, await manager.findBy(DeploymentEntity, { id: In([...new Set(ids)]) }));
  }

  private async viewsOf(manager: EntityManager, rows: readonly DeploymentEntity[]): Promise<DeploymentView[]> {
    const trusts = await this.trusts.findAll(
      manager,
      rows.map(({ trustId }) => trustId),
    );
    const sites = await this.sites.findAll(
      manager,
      rows.map(({ siteId }) => siteId),
    );
    return rows.map((row) => viewOf(row, trusts.get(row.trustId) as TrustView, sites.get(row.siteId) as SiteView));
  }

  private refuseUnknownTool(toolId: string): void {
    if (this.catalogue.toolIds.includes(toolId)) return;
    const detail = `toolId must be one of ${this.catalogue.toolIds.join(', ')}.`;
    throw new Problem('invalid-request', 'There is no such tool.', {
      errors: [{ pointer: '/toolId', code: 'not-allowed', detail }],
    });
  }

  /** A site named in a body: an id that is not there, or not theirs, is a wrong field, not a wrong address. */
  private async siteOf(manager: EntityManager, actor: Actor, { siteId, toolId }: CreateDeployment): Promise<SiteView> {
    const site = (await this.sites.findAll(manager, [siteId])).get(siteId);
    // A vendor enrols sites for its own tools; a trust starts at its own sites.
    const place = { trustId: site?.trustId, toolId, vendorAccess: true };
    if (site !== undefined && may(actor, 'deployments.start', place)) return site;
    throw new Problem('invalid-request', 'There is no such site.', {
      errors: [
        {
          pointer: '/siteId',
          code: 'not-allowed',
          detail: 'siteId must be the id of a site; there is none with this id.',
        },
      ],
    });
  }
}

/** By what a list of deployments is narrowed to those that somebody may see. */
export const VISIBLE_BY = {
  trustId: 'deployment.trustId',
  toolId: 'deployment.toolId',
  vendorAccess: 'deployment.vendorAccess',
} as const;

const NOTHING_SAID = {
  use: 'routine',
  status: 'active',
  productVersion: null,
  targetDate: null,
  goLiveDate: null,
  reporters: null,
  physiologists: null,
  projectStaff: null,
  vendorOwner: null,
  vendorAccess: false,
  changes: [],
  alternatives: [],
} as const satisfies Partial<DeploymentEntity>;

/** As many as the answers contract takes */
const MOST_CHANGES = 100;

function withRoom(changes: readonly ChangeRecord[]): readonly ChangeRecord[] {
  if (changes.length < MOST_CHANGES) return changes;
  const covered = changes.findIndex(({ kind, material }) => kind === 'product-version' && material === true);
  return changes.filter((_, index) => index !== covered);
}

/** A version that nobody has named stays unknown, and one that came later stays. */
function versionLedTo(
  { productVersion, changes }: DeploymentEntity,
  { kind, on, productVersion: led }: ChangeRecord,
): { productVersion?: string } {
  if (kind !== 'product-version' || led === undefined || productVersion === null) return {};
  return changes.some((known) => known.kind === kind && known.on > on) ? {} : { productVersion: led };
}

function isSameChange(one: ChangeRecord, other: ChangeRecord): boolean {
  return (['kind', 'on', 'material', 'productVersion'] as const).every((field) => one[field] === other[field]);
}

/** A vendor takes part in what it started; where the trust starts, the trust says when. */
function startsAsVendor(actor: Actor, toolId: string): boolean {
  return actor.grants.some(({ role, toolIds }) => role === 'vendor-lead' && toolIds?.includes(toolId) === true);
}

/** How events name a deployment. */
export function subjectOf({
  id,
  trustId,
  toolId,
}: Pick<DeploymentEntity, 'id' | 'trustId' | 'toolId'>): Pick<
  EventRecord,
  'subjectId' | 'trustId' | 'toolId' | 'deploymentId'
> {
  return { subjectId: id, trustId, toolId, deploymentId: id };
}

function viewOf(row: DeploymentEntity, trust: TrustView, site: SiteView): DeploymentView {
  const { trustId: _trustId, siteId: _siteId, ...rest } = row;
  return {
    ...rest,
    trust: placeOf(trust),
    site: placeOf(site),
  };
}

function placeOf({ id, code, name, version }: TrustView | SiteView): PlaceView {
  return { id, code, name, version };
}

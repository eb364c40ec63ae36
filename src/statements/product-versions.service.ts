import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { EvidenceSources } from '../assessments/evidence-sources.service.js';
import { STATEMENT_LINKS } from '../assessments/statement-links.js';
import { parseDay, type DayNumber } from '../core/contracts/calendar.js';
import type { Catalogue } from '../core/instrument/catalogue.js';
import type { DeploymentView } from '../deployments/deployments.dto.js';
import { DeploymentsService } from '../deployments/deployments.service.js';
import type { Actor } from '../platform/actor/actor.js';
import { Clock } from '../platform/clock/clock.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { notFound, Problem } from '../platform/problem/problem.js';
import { CATALOGUE } from '../tools/catalogue-token.js';
import { StatementAnswers } from './statement-answers.js';
import { ProductVersionEntity } from './statement.entity.js';
import { vendorFor } from './statements.service.js';
import type { PublishVersion, VersionList, VersionPreview, VersionView } from './statements.dto.js';

/** Deployments that are changed in one write: each may take a few events. */
const PAGE = 100;

/** Versions of products. One that is material to clinical safety has the vendor's questions asked again everywhere. */
@Injectable()
export class ProductVersionsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly deployments: DeploymentsService,
    private readonly sources: EvidenceSources,
    private readonly answers: StatementAnswers,
    private readonly clock: Clock,
    @Inject(CATALOGUE) private readonly catalogue: Catalogue,
  ) {}

  /** Versions of a tool, the newest first. @throws Problem `not-found` for a tool that there is not */
  list(_actor: Actor, toolId: string): Promise<VersionList> {
    if (!this.catalogue.toolIds.includes(toolId)) throw notFound('tool', toolId);
    return this.unitOfWork.read(async (manager) => {
      const order = { releasedOn: 'DESC', createdAt: 'DESC' } as const;
      const rows = await manager.find(ProductVersionEntity, { where: { toolId }, order });
      return { items: rows.map(viewOf) };
    });
  }

  /** What a version would have asked again; nothing is stored. @throws Problem `not-found`, `invalid-request`, `conflict` */
  async preview(actor: Actor, toolId: string, command: PublishVersion): Promise<VersionPreview> {
    await this.check(actor, toolId, command);
    const preview: VersionPreview = { deployments: [], others: 0 };
    for await (const page of this.pages(toolId)) {
      const resting = command.material
        ? await this.unitOfWork.read((manager) => this.resting(manager, page, 'newest'))
        : [];
      for (const { id, vendorAccess, site, trust } of page) {
        if (!vendorAccess) preview.others += 1;
        else {
          const own = resting.filter(({ deploymentId }) => deploymentId === id).map(({ questionId }) => questionId);
          preview.deployments.push({
            deploymentId: id,
            site: `${site.name}, ${trust.name}`,
            questions: [...new Set(own)],
          });
        }
      }
    }
    return preview;
  }

  /**
   * Publishes a version. Where it is material, each deployment of the tool gets it as a change, by which earlier evidence
   * lapses and the deployment names the new version, and answers of open revisions that rest on statements become "not
   * known". Done page by page; the version itself comes last, so that one that broke off is published by sending it again.
   *
   * @throws as `preview`
   */
  async publish(actor: Actor, toolId: string, command: PublishVersion): Promise<VersionView> {
    const vendorId = await this.check(actor, toolId, command);
    const { version, releasedOn, material } = command;
    if (material) for await (const page of this.pages(toolId)) await this.reopen(actor, page, command);
    return this.unitOfWork.write(actor, async (scope) => {
      const { manager, now, record } = scope;
      const row: ProductVersionEntity = {
        ...{ id: randomUUID(), vendorId, toolId, version, releasedOn, material, createdAt: now, createdBy: actor.id },
      };
      await manager.insert(ProductVersionEntity, row);
      record({ type: 'product-version-published', subjectId: row.id, toolId, data: { version, releasedOn, material } });
      // What was opened or accepted since its page was done.
      if (material) await this.answers.reopenAll(scope, actor, toolId);
      return viewOf(row);
    });
  }

  private async reopen(actor: Actor, page: readonly DeploymentView[], command: PublishVersion): Promise<void> {
    const { version: productVersion, releasedOn: on } = command;
    const change = { kind: 'product-version', on, material: true, productVersion } as const;
    await this.unitOfWork.write(actor, async (scope) => {
      for (const { id } of page) await this.deployments.recordChange(scope, id, change);
      await this.answers.reopen(scope, actor, await this.resting(scope.manager, page));
      const [first] = page;
      const data = { version: productVersion, deployments: page.length };
      scope.record({ type: 'product-version-applied', subjectId: first?.id ?? '', data });
    });
  }

  private resting(
    manager: Parameters<EvidenceSources['linked']>[0],
    page: readonly DeploymentView[],
    of: 'open' | 'newest' = 'open',
  ): ReturnType<EvidenceSources['linked']> {
    const ids = page.map(({ id }) => id);
    return this.sources.linked(manager, ids, STATEMENT_LINKS, of);
  }

  private async *pages(toolId: string): AsyncGenerator<DeploymentView[]> {
    let after: string | undefined;
    for (;;) {
      const page = await this.unitOfWork.read((manager) => this.deployments.ofTool(manager, toolId, PAGE, after));
      if (page.length > 0) yield page;
      after = page.at(-1)?.id;
      if (page.length < PAGE) return;
    }
  }

  /** @returns the vendor. @throws Problem `not-found` for a tool of somebody else, `invalid-request`, `conflict` */
  private async check(actor: Actor, toolId: string, { version, releasedOn }: PublishVersion): Promise<string> {
    const vendorId = vendorFor(actor, toolId);
    if (vendorId === undefined) throw notFound('tool', toolId);
    if ((parseDay(releasedOn) as DayNumber) > this.clock.today()) {
      throw new Problem('invalid-request', 'The version cannot be published. Nothing was stored.', {
        errors: [{ pointer: '/releasedOn', code: 'out-of-range', detail: 'releasedOn must be today at the latest.' }],
      });
    }
    const known = await this.unitOfWork.read((manager) => manager.existsBy(ProductVersionEntity, { toolId, version }));
    if (!known) return vendorId;
    throw new Problem('conflict', 'This version was published before.', {
      errors: [{ pointer: '/version', code: 'taken', detail: 'Each version is published once.' }],
    });
  }
}

function viewOf({ vendorId: _vendor, createdBy: _by, ...view }: ProductVersionEntity): VersionView {
  return { ...view };
}

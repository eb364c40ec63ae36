import { randomUUID } from 'node:crypto';
import type { EntityManager, ObjectLiteral } from 'typeorm';
import type { QueryDeepPartialEntity } from 'typeorm/query-builder/QueryPartialEntity.js';
import { AssessmentEntity } from '../../src/assessments/assessment.entity.js';
import { RevisionEntity } from '../../src/assessments/revision.entity.js';
import { SnapshotEntity } from '../../src/assessments/snapshot.entity.js';
import { DeploymentEntity } from '../../src/deployments/deployment.entity.js';
import { SiteEntity } from '../../src/organisations/site.entity.js';
import { insertAll } from '../../src/platform/database/insert-all.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import { PortfolioEntryEntity } from '../../src/portfolio/portfolio-entry.entity.js';
import type { TestService } from './service.js';

/** Sites that are stored in one transaction. */
const PORTION = 200;

/**
 * Puts more sites beside one that is worked out: the same trust, tool and standing, names of their own.
 *
 * @param submitted whether they have its submissions, too; without, nothing of them can be ranked
 * @returns ids of the deployments
 */
export async function copySite(
  service: TestService,
  deploymentId: string,
  copies: number,
  submitted: boolean,
): Promise<string[]> {
  const ids = Array.from({ length: copies }, () => randomUUID());
  for (let start = 0; start < copies; start += PORTION) {
    const portion = ids.slice(start, start + PORTION);
    await service.app.get(UnitOfWork).keepBooks((manager) => copy(manager, { deploymentId, submitted, ids: portion }));
  }
  return ids;
}

async function copy(
  manager: EntityManager,
  given: { deploymentId: string; ids: readonly string[]; submitted: boolean },
): Promise<void> {
  const { deploymentId, ids, submitted } = given;
  const deployment = await manager.findOneByOrFail(DeploymentEntity, { id: deploymentId });
  const site = await manager.findOneByOrFail(SiteEntity, { id: deployment.siteId });
  const entry = await manager.findOneByOrFail(PortfolioEntryEntity, { id: deploymentId });
  const places = ids.map((id) => ({ id, siteId: randomUUID(), name: `Copied Hospital ${id}` }));
  await insertCopies(
    manager,
    site,
    places.map(({ siteId, name }) => ({ id: siteId, name, code: null, nameSearched: name.toLowerCase() })),
  );
  await insertCopies(
    manager,
    deployment,
    places.map(({ id, siteId }) => ({ id, siteId })),
  );
  await insertCopies(
    manager,
    entry,
    places.map(({ id, name }) => ({ id, siteName: name.toLowerCase() })),
  );
  const snapshots = submitted ? await manager.findBy(SnapshotEntity, { deploymentId }) : [];
  for (const snapshot of snapshots) await copySnapshot(manager, snapshot, places);
}

async function copySnapshot(
  manager: EntityManager,
  snapshot: SnapshotEntity,
  places: readonly { readonly id: string; readonly siteId: string }[],
): Promise<void> {
  const assessment = await manager.findOneByOrFail(AssessmentEntity, { id: snapshot.assessmentId });
  const revision = await manager.findOneByOrFail(RevisionEntity, { id: snapshot.revisionId });
  const copies = places.map((place) => ({ ...place, assessmentId: randomUUID(), revisionId: randomUUID() }));
  await insertCopies(
    manager,
    assessment,
    copies.map(({ id, siteId, assessmentId }) => ({ id: assessmentId, deploymentId: id, siteId })),
  );
  await insertCopies(
    manager,
    revision,
    copies.map(({ assessmentId, revisionId }) => ({ id: revisionId, assessmentId })),
  );
  await insertCopies(
    manager,
    snapshot,
    copies.map(({ id, assessmentId, revisionId }) => ({
      id: randomUUID(),
      deploymentId: id,
      assessmentId,
      revisionId,
    })),
  );
}

async function insertCopies<Row extends ObjectLiteral>(
  manager: EntityManager,
  row: Row,
  differences: readonly Partial<Row>[],
): Promise<void> {
  const rows = differences.map((different) => Object.assign({}, row, different) as QueryDeepPartialEntity<Row>);
  await insertAll<Row>(manager, row.constructor, rows);
}

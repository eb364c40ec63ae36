import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import type { SnapshotSummary } from './assessments.dto.js';
import { SnapshotEntity } from './snapshot.entity.js';

const SUMMARY_COLUMNS = [
  'id',
  'assessmentId',
  'number',
  'asOf',
  'submittedAt',
  'submittedBy',
  'stage',
  'index',
  'upper',
  'headline',
  'inUseWithoutClearance',
  'inputHash',
] as const;

/** What a summary leaves out, but for the scorecard */
const IN_FULL = [
  'deploymentId',
  'trustId',
  'toolId',
  'instrumentId',
  'instrumentVersion',
  'document',
  'notes',
] as const;

/** Reads snapshots without their documents and scorecards. */
export function summaryQuery(manager: EntityManager): SelectQueryBuilder<SnapshotEntity> {
  return manager
    .createQueryBuilder(SnapshotEntity, 'snapshot')
    .select(SUMMARY_COLUMNS.map((column) => `snapshot.${column}`));
}

/** The latest submission of each assessment, by the assessment's id. */
export async function summariesOf(
  manager: EntityManager,
  assessmentIds: readonly string[],
): Promise<ReadonlyMap<string, SnapshotSummary>> {
  if (assessmentIds.length === 0) return new Map();
  const rows = await onlyLatest(manager, summaryQuery(manager), assessmentIds).getMany();
  return new Map(rows.map((row) => [row.assessmentId, summaryOfSnapshot(row)]));
}

/** As `summariesOf`, with the document of each. */
export async function latestInFull(
  manager: EntityManager,
  assessmentIds: readonly string[],
): Promise<SnapshotEntity[]> {
  if (assessmentIds.length === 0) return [];
  const query = summaryQuery(manager).addSelect(IN_FULL.map((column) => `snapshot.${column}`));
  return onlyLatest(manager, query, assessmentIds).getMany();
}

function onlyLatest(
  manager: EntityManager,
  query: SelectQueryBuilder<SnapshotEntity>,
  assessmentIds: readonly string[],
): SelectQueryBuilder<SnapshotEntity> {
  const newest = manager
    .createQueryBuilder(SnapshotEntity, 'newer')
    .select('MAX(newer.number)')
    .where('newer.assessment_id = snapshot.assessment_id');
  return query
    .where('snapshot.assessmentId IN (:...assessmentIds)', { assessmentIds })
    .andWhere(`snapshot.number = (${newest.getQuery()})`);
}

export function summaryOfSnapshot(row: SnapshotEntity): SnapshotSummary {
  const {
    id,
    number,
    asOf,
    submittedAt,
    submittedBy,
    stage,
    index,
    upper,
    headline,
    inputHash,
    inUseWithoutClearance,
  } = row;
  return {
    id,
    number,
    asOf,
    submittedAt,
    submittedBy,
    stage,
    index,
    upper,
    headline,
    inputHash,
    inUseWithoutClearance,
  };
}

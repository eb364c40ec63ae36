import type { EntityManager, FindOptionsWhere } from 'typeorm';
import type { EventRecord } from '../platform/database/unit-of-work.js';
import { updateVersion } from '../platform/database/versioned.js';
import { staleVersion } from '../platform/http/versions.js';
import { Problem } from '../platform/problem/problem.js';
import { HandOverEntity, type HandOverState } from './hand-over.entity.js';

/** States in which somebody is at work, or is to begin. */
export const UNDER_WAY: readonly HandOverState[] = ['invited', 'started'];

/** Changes a hand-over within somebody's write. @throws Problem `stale-version` */
export async function changeHandOver(
  manager: EntityManager,
  { id, version }: HandOverEntity,
  expectedVersion: number,
  values: Partial<HandOverEntity>,
): Promise<void> {
  const where: FindOptionsWhere<HandOverEntity> = { id };
  if (version !== expectedVersion || !(await updateVersion(manager, HandOverEntity, where, expectedVersion, values))) {
    throw staleVersion(version);
  }
}

/** @throws Problem `conflict` */
export function assertIn({ state }: HandOverEntity, allowed: readonly HandOverState[]): void {
  if (allowed.includes(state)) return;
  throw new Problem('conflict', `This cannot be done any more: it was ${WORDS[state]}.`);
}

const WORDS: Readonly<Record<HandOverState, string>> = {
  invited: 'handed over',
  started: 'begun',
  returned: 'returned',
  declined: 'declined',
  'taken-back': 'taken back',
  reassigned: 'given to somebody else',
};

/** What the record says of a hand-over. */
export function eventOf(type: string, row: HandOverEntity, personId = row.personId): EventRecord {
  const { id, trustId, assessmentId, section, questionId } = row;
  return { type, subjectId: id, trustId, assessmentId, data: { section, questionId, personId } };
}

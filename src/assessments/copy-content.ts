import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { insertAll } from '../platform/database/insert-all.js';
import { AnswerEntity } from './answer.entity.js';
import { EvidenceEntity } from './evidence.entity.js';

/** Gives a new revision the answers and evidence of another. Notes are shared; evidence items get ids of their own. */
export async function copyContent(manager: EntityManager, from: string, to: string): Promise<void> {
  const answers = await manager.findBy(AnswerEntity, { revisionId: from });
  const evidence = await manager.findBy(EvidenceEntity, { revisionId: from });
  await insertAll(
    manager,
    AnswerEntity,
    answers.map((row) => ({ ...row, revisionId: to })),
  );
  await insertAll(
    manager,
    EvidenceEntity,
    evidence.map((row) => ({ ...row, id: randomUUID(), revisionId: to })),
  );
}

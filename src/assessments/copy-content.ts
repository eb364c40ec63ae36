import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { AnswerEntity } from './answer.entity.js';
import { EvidenceEntity } from './evidence.entity.js';

/** Gives a new revision the answers and evidence of another. Notes are shared; evidence items get ids of their own. */
export async function copyContent(manager: EntityManager, from: string, to: string): Promise<void> {
  const answers = await manager.findBy(AnswerEntity, { revisionId: from });
  const evidence = await manager.findBy(EvidenceEntity, { revisionId: from });
  if (answers.length > 0)
    await manager.insert(
      AnswerEntity,
      answers.map((row) => ({ ...row, revisionId: to })),
    );
  if (evidence.length > 0) {
    await manager.insert(
      EvidenceEntity,
      evidence.map((row) => ({ ...row, id: randomUUID(), revisionId: to })),
    );
  }
}

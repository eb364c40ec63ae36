import { randomUUID } from 'node:crypto';
import { In, type EntityManager } from 'typeorm';
import type { Answer } from '../core/contracts/answers.js';
import type { Actor } from '../platform/actor/actor.js';
import { insertAll } from '../platform/database/insert-all.js';
import { AnswerEntity } from './answer.entity.js';
import { noteHash, type ContentItem } from './content.js';
import { contractItem, fieldsOf, sameDocument, type EvidenceFields } from './evidence-items.js';
import { EvidenceEntity } from './evidence.entity.js';
import { NoteEntity } from './note.entity.js';
import type { OpenSection } from './open-section.js';

/** Checked answers of one section. */
export type Answers = ReadonlyMap<string, Answer>;

/** Where the answers belong. */
type Place = Pick<OpenSection, 'assessment' | 'revision' | 'section' | 'content'>;

/**
 * Puts `answers` in the place of the section's rows. Unchanged notes and evidence items keep their ids, and unchanged
 * items who attached them; the others are attached by `actor`.
 */
export async function storeAnswers(
  manager: EntityManager,
  actor: Actor,
  place: Place,
  answers: Answers,
): Promise<void> {
  const { revision, section, assessment, content } = place;
  const { notes, noteIds, dropped } = notesFor(place, answers);
  const rows = { revisionId: revision.id, section: section.code };
  await manager.delete(EvidenceEntity, rows);
  await manager.delete(AnswerEntity, rows);
  if (dropped.length > 0) await manager.delete(NoteEntity, { id: In(dropped), revisionId: revision.id });
  await insertAll(manager, NoteEntity, notes);
  await insertAll(
    manager,
    AnswerEntity,
    [...answers].map(([questionId, answer]) => ({
      ...rows,
      questionId,
      type: answer.type,
      value: answer.type === 'value' ? answer.value : null,
      reason: answer.type === 'not-applicable' ? answer.reason : null,
      noteId: noteIds.get(questionId) ?? null,
    })),
  );
  const attachedBy = attachers(content, actor);
  const evidence = [...answers].flatMap(([questionId, answer]) =>
    answer.evidence.map((item, position) => {
      const fields = fieldsOf(item);
      return {
        ...fields,
        ...rows,
        assessmentId: assessment.id,
        questionId,
        position,
        attachedBy: attachedBy(fields),
      };
    }),
  );
  await insertAll(manager, EvidenceEntity, evidence);
}

/** New notes, which note each question has, and the notes that are not needed any more. */
function notesFor(
  { assessment, revision, content }: Place,
  answers: Answers,
): { notes: NoteEntity[]; noteIds: ReadonlyMap<string, string>; dropped: string[] } {
  const before = new Map(content.flatMap(({ questionId, note }) => (note === undefined ? [] : [[questionId, note]])));
  const notes: NoteEntity[] = [];
  const noteIds = new Map<string, string>();
  for (const [questionId, { note: text }] of answers) {
    if (text === undefined) continue;
    const kept = before.get(questionId);
    if (kept?.text === text) noteIds.set(questionId, kept.id);
    else {
      const id = randomUUID();
      notes.push({ id, assessmentId: assessment.id, revisionId: revision.id, text, hash: noteHash(id, text) });
      noteIds.set(questionId, id);
    }
  }
  const needed = new Set(noteIds.values());
  return { notes, noteIds, dropped: [...before.values()].map(({ id }) => id).filter((id) => !needed.has(id)) };
}

/** Who attached the items that were stored before, by their ids; an item that says something else now is attached anew. */
function attachers(content: readonly ContentItem[], actor: Actor): (fields: EvidenceFields) => string | null {
  const stored = new Map(
    content.flatMap(({ answer, attachedBy }) =>
      ((answer.evidence as { id: string }[] | undefined) ?? []).map(
        (item) => [item.id, { item, by: attachedBy.get(item.id) ?? null }] as const,
      ),
    ),
  );
  return (fields) => {
    const before = stored.get(fields.id);
    return before !== undefined && sameDocument(contractItem(fields), before.item) ? before.by : actor.id;
  };
}

/** Ids of the questions whose answer, note or evidence differs. */
export function changedQuestions(before: readonly ContentItem[], after: readonly ContentItem[]): string[] {
  const earlier = new Map(before.map(({ questionId, answer }) => [questionId, JSON.stringify(answer)]));
  const later = new Map(after.map(({ questionId, answer }) => [questionId, JSON.stringify(answer)]));
  const ids = [...new Set([...earlier.keys(), ...later.keys()])].sort();
  return ids.filter((id) => earlier.get(id) !== later.get(id));
}

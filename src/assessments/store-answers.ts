import { randomUUID } from 'node:crypto';
import { In, type EntityManager } from 'typeorm';
import type { Answer, EvidenceItem } from '../core/contracts/answers.js';
import { isoDate, type DayNumber } from '../core/contracts/calendar.js';
import { insertAll } from '../platform/database/insert-all.js';
import type { InputReader } from '../core/scoring/input-reader.js';
import { AnswerEntity } from './answer.entity.js';
import { noteHash, type ContentItem } from './content.js';
import { EvidenceEntity } from './evidence.entity.js';
import { NoteEntity } from './note.entity.js';
import type { OpenSection } from './open-section.js';

/** Checked answers of one section. */
export type Answers = ReadonlyMap<string, Answer>;

/** Where the answers belong. */
type Place = Pick<OpenSection, 'assessment' | 'revision' | 'section' | 'content'>;

/** Puts `answers` in the place of the section's rows. Unchanged notes and evidence items keep their ids. */
export async function storeAnswers(manager: EntityManager, place: Place, answers: Answers): Promise<void> {
  const { revision, section, assessment } = place;
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
  const evidence = [...answers].flatMap(([questionId, answer]) =>
    answer.evidence.map((item, position) => ({
      ...evidenceRow(item),
      ...rows,
      assessmentId: assessment.id,
      questionId,
      position,
    })),
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

function evidenceRow(
  item: EvidenceItem,
): Omit<EvidenceEntity, 'revisionId' | 'assessmentId' | 'section' | 'questionId' | 'position'> {
  const day = (value: DayNumber | undefined): string | null => (value === undefined ? null : isoDate(value));
  return {
    id: item.id ?? randomUUID(),
    title: item.title,
    url: item.url ?? null,
    fileId: item.fileId ?? null,
    date: day(item.date),
    effectiveFrom: day(item.effectiveFrom),
    expires: day(item.expires),
    owner: item.owner ?? null,
    productVersion: item.productVersion ?? null,
    source: item.source,
    checkedBy: item.checkedBy ?? null,
    checkedOn: day(item.checkedOn),
  };
}

/**
 * An id says "this stored item", so it must be one of the same question; a new item has none. There are no stored files
 * yet, so no item can name one.
 */
export function refuseUnknownEvidence(reader: InputReader, answers: Answers, content: readonly ContentItem[]): void {
  const known = new Set(content.flatMap(({ questionId, answer }) => idsOf(answer).map((id) => `${questionId} ${id}`)));
  for (const [questionId, { evidence }] of answers) {
    evidence.forEach(({ id, fileId }, index) => {
      if (fileId !== undefined) {
        const place = `/answers/${questionId}/evidence/${String(index)}/fileId`;
        reader.report(place, 'unknown-file', 'No file with this id is stored here; name the document by title or url.');
      }
      // Deleted once used, so that the same id twice is refused as well.
      if (id === undefined || known.delete(`${questionId} ${id}`)) return;
      const pointer = `/answers/${questionId}/evidence/${String(index)}/id`;
      reader.report(
        pointer,
        'unknown-evidence',
        `${questionId} has no stored evidence item with this id; leave the id out of a new item.`,
      );
    });
  }
}

function idsOf(answer: ContentItem['answer']): string[] {
  return ((answer.evidence as { id: string }[] | undefined) ?? []).map(({ id }) => id);
}

/** Ids of the questions whose answer, note or evidence differs. */
export function changedQuestions(before: readonly ContentItem[], after: readonly ContentItem[]): string[] {
  const earlier = new Map(before.map(({ questionId, answer }) => [questionId, JSON.stringify(answer)]));
  const later = new Map(after.map(({ questionId, answer }) => [questionId, JSON.stringify(answer)]));
  const ids = [...new Set([...earlier.keys(), ...later.keys()])].sort();
  return ids.filter((id) => earlier.get(id) !== later.get(id));
}

import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { AnswerEntity } from './answer.entity.js';
import { contractItem } from './evidence-items.js';
import { EvidenceEntity } from './evidence.entity.js';
import { NoteEntity } from './note.entity.js';
import type { StoredAnswer } from './sections.dto.js';
import type { NoteReference } from './snapshot.entity.js';

/** A stored answer in the contract's form, with what binds its note. */
export interface ContentItem {
  readonly questionId: string;
  readonly section: string;
  readonly answer: StoredAnswer;
  readonly note?: NoteEntity;
  /** Who attached each evidence item, by its id; null where it is not known */
  readonly attachedBy: ReadonlyMap<string, string | null>;
}

/** All answers of a revision, or of one of its sections, in the order of their questions. */
export async function readContent(
  manager: EntityManager,
  revisionId: string,
  section?: string,
): Promise<readonly ContentItem[]> {
  const where = { revisionId, ...(section !== undefined && { section }) };
  const answers = await manager.find(AnswerEntity, { where, order: { questionId: 'ASC' } });
  const items = await manager.find(EvidenceEntity, { where, order: { questionId: 'ASC', position: 'ASC' } });
  const notes = new Map((await notesOf(manager, answers)).map((note) => [note.id, note]));
  return answers.map((row) => {
    const note = row.noteId === null ? undefined : notes.get(row.noteId);
    const own = items.filter(({ questionId }) => questionId === row.questionId);
    const evidence = own.map(contractItem);
    return {
      questionId: row.questionId,
      section: row.section,
      answer: {
        ...given(row),
        ...(note !== undefined && { note: note.text }),
        ...(evidence.length > 0 && { evidence }),
      },
      attachedBy: new Map(own.map(({ id, attachedBy }) => [id, attachedBy])),
      ...(note !== undefined && { note }),
    };
  });
}

function notesOf(manager: EntityManager, answers: readonly AnswerEntity[]): Promise<NoteEntity[]> {
  const ids = answers.flatMap(({ noteId }) => (noteId === null ? [] : [noteId]));
  if (ids.length === 0) return Promise.resolve([]);
  return manager.createQueryBuilder(NoteEntity, 'note').where('note.id IN (:...ids)', { ids }).getMany();
}

function given({ type, value, reason }: AnswerEntity): StoredAnswer {
  switch (type) {
    case 'value':
      return { value };
    case 'not-known':
      return { notKnown: true };
    case 'not-applicable':
      return { notApplicable: reason };
  }
}

/** The contract's `answers` of a piece of content. */
export function answersOf(content: readonly ContentItem[]): Readonly<Record<string, StoredAnswer>> {
  return Object.fromEntries(content.map(({ questionId, answer }) => [questionId, answer]));
}

/** Whether each answer of a piece of content is known, by its question. */
export function knownOf(content: readonly ContentItem[]): ReadonlyMap<string, 'known' | 'not-known'> {
  return new Map(content.map(({ questionId, answer }) => [questionId, 'notKnown' in answer ? 'not-known' : 'known']));
}

/** What binds the notes of a piece of content to a snapshot. */
export function noteReferences(content: readonly ContentItem[]): Readonly<Record<string, NoteReference>> {
  return Object.fromEntries(
    content.flatMap(({ questionId, note }) =>
      note === undefined ? [] : [[questionId, { id: note.id, hash: note.hash }]],
    ),
  );
}

export function noteHash(id: string, text: string): string {
  return createHash('sha256').update(`${id}\n${text}`).digest('hex');
}

import { In, type EntityManager } from 'typeorm';
import { NoteEntity } from './note.entity.js';
import type { SnapshotEntity } from './snapshot.entity.js';
import { summaryOfSnapshot } from './snapshot-summaries.js';
import type { SnapshotView } from './snapshots.dto.js';

/** The texts of the snapshots' notes, by the note's id. */
export async function notesOf(
  manager: EntityManager,
  snapshots: readonly SnapshotEntity[],
): Promise<ReadonlyMap<string, string>> {
  const ids = snapshots.flatMap(({ notes }) => Object.values(notes).map(({ id }) => id));
  if (ids.length === 0) return new Map();
  const rows = await manager.findBy(NoteEntity, { id: In(ids) });
  return new Map(rows.map(({ id, text }) => [id, text]));
}

export function viewOf(snapshot: SnapshotEntity, texts: ReadonlyMap<string, string>): SnapshotView {
  const answers = snapshot.document.answers as Readonly<Record<string, object>>;
  const withNotes = Object.entries(answers).map(([id, answer]) => {
    const note = texts.get(snapshot.notes[id]?.id ?? '');
    return [id, note === undefined ? answer : { ...answer, note }];
  });
  return {
    ...summaryOfSnapshot(snapshot),
    assessmentId: snapshot.assessmentId,
    deploymentId: snapshot.deploymentId,
    toolId: snapshot.toolId,
    instrument: { id: snapshot.instrumentId, version: snapshot.instrumentVersion },
    document: { ...snapshot.document, answers: Object.fromEntries(withNotes) },
  };
}

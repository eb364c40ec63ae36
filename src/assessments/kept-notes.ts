import type { Actor } from '../platform/actor/actor.js';
import type { AssessmentEntity } from './assessment.entity.js';
import type { StoredAnswer } from './sections.dto.js';

/** What stands where a trust keeps a note back, so that nobody takes it for "no note". */
const KEPT = 'Kept back by the trust.';
const OUTSIDERS: readonly string[] = ['vendor-lead', 'vendor-support', 'network-viewer'];

/**
 * Whether a trust's free notes are kept from a reader: from the vendor and the network, and from plans, which go to both.
 *
 * @param reader in the role in which it reads, or a plan
 */
export function keptFrom({ notesKept }: Pick<AssessmentEntity, 'notesKept'>, reader: Actor | 'plan'): boolean {
  return notesKept && (reader === 'plan' || OUTSIDERS.includes(reader.role));
}

/** Answers with their notes kept back. */
export function withoutNotes(answers: Readonly<Record<string, StoredAnswer>>): Readonly<Record<string, StoredAnswer>> {
  return Object.fromEntries(
    Object.entries(answers).map(([id, answer]) => [id, answer.note === undefined ? answer : { ...answer, note: KEPT }]),
  );
}

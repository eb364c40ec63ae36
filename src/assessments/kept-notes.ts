import type { Actor } from '../platform/actor/actor.js';
import { decide } from '../platform/access/decide.js';
import type { Permission } from '../platform/access/permissions.js';
import type { AssessmentEntity } from './assessment.entity.js';
import type { StoredAnswer } from './sections.dto.js';

/** What stands where a trust keeps a note back, so that nobody takes it for "no note". */
export const KEPT = 'Kept back by the trust.';
const OUTSIDERS: readonly string[] = ['vendor-lead', 'vendor-support', 'network-viewer'];

/**
 * Whether a trust's free notes are kept from a reader: from the vendor and the network, and from plans, which go to both.
 * Somebody of the vendor's who has a role of the trust as well reads them in that one: whoever writes what was read would
 * otherwise write over the notes.
 *
 * @param reader somebody, or a plan
 * @param permission by which it reads
 * @param section of the open revision
 */
export function keptFrom(
  { notesKept, trustId, id: assessmentId }: Pick<AssessmentEntity, 'notesKept' | 'trustId' | 'id'>,
  reader: Actor | 'plan',
  permission: Permission,
  section?: string,
): boolean {
  if (!notesKept || reader === 'plan') return notesKept;
  const decision = decide(reader, permission, { trustId, assessmentId }, section);
  return decision.outcome !== 'allowed' || decision.grants.every(({ role }) => OUTSIDERS.includes(role));
}

/** Answers with their notes kept back. */
export function withoutNotes(answers: Readonly<Record<string, StoredAnswer>>): Readonly<Record<string, StoredAnswer>> {
  return Object.fromEntries(
    Object.entries(answers).map(([id, answer]) => [id, answer.note === undefined ? answer : { ...answer, note: KEPT }]),
  );
}

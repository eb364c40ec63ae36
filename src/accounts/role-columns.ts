import type { Role } from '../platform/access/grants.js';
import { Json, Reference, Text } from '../platform/database/columns.js';

/** What a role that came with a hand-over has besides: the single questions, and the hand-over. */
export interface Handed {
  /** Ids of single questions; null where whole sections were handed over */
  readonly questions: readonly string[] | null;
  /** The hand-over that it came with, and ends with; null for a role that was given by itself */
  readonly handOverId: string | null;
}

export const NOT_HANDED: Handed = { questions: null, handOverId: null };

/** A role and where it is held, as it is stored: at most one place, none for an administrator. */
export abstract class RoleColumns {
  @Text({ length: 20 })
  role: Role;

  @Reference({ nullable: true })
  trustId: string | null;

  @Reference({ nullable: true })
  vendorId: string | null;

  @Reference({ nullable: true })
  networkId: string | null;

  @Reference({ nullable: true })
  assessmentId: string | null;

  /** Contributors: codes of the sections */
  @Json({ nullable: true })
  sections: readonly string[] | null;
}

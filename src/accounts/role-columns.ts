import type { Role } from '../platform/access/grants.js';
import { Json, Reference, Text } from '../platform/database/columns.js';

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

import { ApiProperty } from '@nestjs/swagger';
import { SCOPES, type Scope } from '../platform/access/permissions.js';
import { RoleView } from './invitations.dto.js';

const KINDS = ['person', 'program'] as const;

export class MeView {
  /** Opaque id, as the record has it */
  id: string;

  /** A person at a browser, or a program with a key */
  @ApiProperty({ enum: KINDS })
  kind: (typeof KINDS)[number];

  /** Name of the person or of the key */
  @ApiProperty({ type: String, nullable: true })
  name: string | null;

  /** Roles, where they are held */
  roles: RoleView[];

  /** What the key was made for; null for people, whose roles alone decide */
  @ApiProperty({ enum: SCOPES, isArray: true, nullable: true })
  scopes: readonly Scope[] | null;

  /** When the session ends at the latest, or the key stops being good, UTC */
  @ApiProperty({ type: Date, nullable: true })
  endsAt: Date | null;
}

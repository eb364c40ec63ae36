import { ApiProperty } from '@nestjs/swagger';
import { RoleView } from './invitations.dto.js';
import type { PersonState } from './person.entity.js';

const PERSON_STATES = ['active', 'suspended', 'erased'] as const satisfies readonly PersonState[];

/** A role that a person holds. */
export class GrantView extends RoleView {
  /** Opaque id */
  @ApiProperty({ format: 'uuid' })
  id: string;

  /** Whether you may take it */
  yours: boolean;

  /** When it was given, UTC */
  grantedAt: Date;

  /** Id of who gave it */
  grantedBy: string;
}

export class PersonView {
  /** Opaque id */
  @ApiProperty({ format: 'uuid' })
  id: string;

  /** Name; null once the person was erased */
  @ApiProperty({ type: String, nullable: true })
  name: string | null;

  /** E-mail address; null once the person was erased */
  @ApiProperty({ type: String, nullable: true })
  email: string | null;

  /** Who is suspended cannot sign in */
  @ApiProperty({ enum: PERSON_STATES })
  state: PersonState;

  /** Roles that you look after; an administrator sees all */
  roles: GrantView[];

  /** Whether you may suspend the person or make a link to a new password: only where you may give every role that is held */
  yours: boolean;

  /** When they last signed in, UTC */
  @ApiProperty({ type: Date, nullable: true })
  lastSignInAt: Date | null;

  /** When the account was made, UTC */
  createdAt: Date;

  /** Counts up with every change; also the `ETag` */
  @ApiProperty({ type: 'integer' })
  version: number;
}

export class PersonPage {
  /** People of this page, the newest first */
  items: PersonView[];

  /** Cursor of the next page; null on the last */
  @ApiProperty({ type: String, nullable: true })
  next: string | null;
}

export class ResetLinkView {
  /** The link to pass on. It is told this once: only a hash of it is kept. It works once, for a day */
  @ApiProperty({ example: 'https://readiness.example/reset/(43 characters)' })
  link: string;

  /** Whether the service sends the link by mail as well; where it does not, pass it on yourself */
  mailed: boolean;

  /** When it stops working, UTC */
  expiresAt: Date;
}

import { ApiProperty } from '@nestjs/swagger';
import { MAIL_STATES, type MailState } from '../platform/mail/mail-topics.js';
import { InvitationView } from './invitations.dto.js';
import { KeyView } from './keys.dto.js';
import { PersonView } from './people.dto.js';

/** A session, without what would let anybody use it. */
export class HeldSession {
  /** Opaque id */
  @ApiProperty({ format: 'uuid' })
  id: string;

  /** How the person signed in */
  method: string;

  /** The browser in words */
  device: string;

  /** When the person signed in, UTC */
  createdAt: Date;

  /** The last request, UTC, to the minute */
  seenAt: Date;

  /** When it ends at the latest, UTC */
  expiresAt: Date;
}

/** Who the person is at another organisation's sign-in. */
export class HeldIdentity {
  /** Address of the provider */
  issuer: string;

  /** What the provider calls the person */
  subject: string;

  /** When it was linked, UTC */
  linkedAt: Date;
}

/** A section or question that was handed to the person, or by them. */
export class HeldHandOver {
  /** Opaque id */
  @ApiProperty({ format: 'uuid' })
  id: string;

  /** The assessment */
  @ApiProperty({ format: 'uuid' })
  assessmentId: string;

  /** Code of the section */
  section: string;

  /** The question; null for the whole section */
  @ApiProperty({ type: String, nullable: true })
  questionId: string | null;

  /** Words that went with it */
  @ApiProperty({ type: String, nullable: true })
  message: string | null;

  /** What was said when it was returned or declined */
  @ApiProperty({ type: String, nullable: true })
  reply: string | null;

  /** When it was handed over, UTC */
  createdAt: Date;
}

/** A free text that the person wrote. */
export class HeldText {
  /** What kind of text it is, such as `concern-message` */
  kind: string;

  /** Id of what it stands in */
  @ApiProperty({ format: 'uuid' })
  id: string;

  /** When it was written, UTC */
  at: Date;

  /** The words */
  text: string;
}

/** Mail to the person. Its words are not held. */
export class HeldMailView {
  /** What it was about */
  @ApiProperty({ example: 'password-reset' })
  kind: string;

  /** What became of it */
  @ApiProperty({ enum: MAIL_STATES })
  state: MailState;

  /** When it was ordered, UTC */
  createdAt: Date;

  /** When it was sent or dropped, UTC; null while it waits */
  @ApiProperty({ type: Date, nullable: true })
  endedAt: Date | null;
}

/** All that is held on a person. */
export class PersonalData {
  /** When it was put together, UTC */
  at: Date;

  /** The account and its roles */
  person: PersonView;

  /** When the password was last changed, UTC; null without one. The password itself is not held, only a hash */
  @ApiProperty({ type: Date, nullable: true })
  passwordChangedAt: Date | null;

  /** Since when there is an authenticator app, UTC; null without one */
  @ApiProperty({ type: Date, nullable: true })
  secondFactorSince: Date | null;

  /** Who the person is at other organisations' sign-ins */
  identities: HeldIdentity[];

  /** Where the person is signed in */
  sessions: HeldSession[];

  /** Invitations to the person, and those that the person sent */
  invitations: InvitationView[];

  /** What was handed to the person, and what the person handed to others */
  handOvers: HeldHandOver[];

  /** Keys that the person made */
  keys: KeyView[];

  /** What the person wrote in conversations with a vendor; it is erased with them */
  texts: HeldText[];

  /** Mail to the person, the oldest first */
  mails: HeldMailView[];

  /** Numbers of the events in the record that name the person by id, as the one who acted or was acted upon */
  @ApiProperty({ type: 'integer', isArray: true })
  events: number[];
}

/** What is left of a person who was erased. */
export class ErasedView {
  /** Id, which stays: the record names it */
  @ApiProperty({ format: 'uuid' })
  id: string;

  /** When the person was erased, UTC */
  erasedAt: Date;

  /** Keys that the person made and that stay as they are: end those that are not needed */
  keys: KeyView[];
}

import { Entity, ForeignKey, Index } from 'typeorm';
import { Id, Instant, Reference, Text } from '../platform/database/columns.js';

export type SignInMethod = 'password' | 'openid-connect';

/** Somebody who is signed in at one browser. Its row goes when it ends. */
@Entity('sessions')
export class SessionEntity {
  @Id()
  id: string;

  /** SHA-256 of what is in the cookie */
  @Index('sessions_by_token', { unique: true })
  @Text({ length: 64 })
  tokenHash: string;

  /** What the session's forms carry */
  @Text({ length: 64 })
  formToken: string;

  @ForeignKey('PersonEntity')
  @Index('sessions_by_person')
  @Reference()
  personId: string;

  @Text({ length: 20 })
  method: SignInMethod;

  @Instant({ nullable: true })
  secondFactorAt: Date | null;

  /** The browser in words, such as "Firefox on Windows" */
  @Text({ length: 200 })
  device: string;

  @Instant()
  createdAt: Date;

  /** The last request, to the minute */
  @Instant()
  seenAt: Date;

  /** When it ends, however busy it is */
  @Index('sessions_by_expiry')
  @Instant()
  expiresAt: Date;
}

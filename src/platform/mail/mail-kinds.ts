import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { MailRecipient } from './mail-people.js';
import { MAIL_TOPICS, type MailTopic } from './mail-topics.js';

/** A mail whose turn has come, as whoever ordered it knows it. */
export interface OrderedMail {
  readonly about: Readonly<Record<string, string | number>>;
  readonly sealed: string | null;
  readonly createdAt: Date;
}

/** What goes into the template, and where its link leads. */
export interface MailContent {
  /** Path of the page that it is about, below the address of the service */
  readonly path: string;
  /** Names and days, or lists of lines of them: no answers to questions, notes or files, since mail is read by others */
  readonly values: Readonly<Record<string, string | Date | readonly string[]>>;
}

/** Its text is `templates/mail/<name>.njk`. */
export interface MailKind {
  /** What people choose it by; `account`: everybody gets it at once */
  readonly topic: MailTopic | 'account';
  /**
   * Looks at how things are now.
   *
   * @param to undefined for an address that has no account
   * @returns undefined when it is out of date: it was done, taken back, or is not for this person any more
   */
  readonly content: (
    manager: EntityManager,
    mail: OrderedMail,
    to: MailRecipient | undefined,
  ) => Promise<MailContent | undefined>;
}

/** The kinds of mail that this service sends. Rooms register theirs. */
@Injectable()
export class MailKinds {
  private readonly kinds = new Map<string, MailKind>();

  /** @param name that of its template */
  register(name: string, kind: MailKind): void {
    if (this.kinds.has(name)) throw new Error(`The kind of mail ${name} is there already`);
    this.kinds.set(name, kind);
  }

  /** @throws Error for a kind that nobody registered */
  get(name: string): MailKind {
    const kind = this.kinds.get(name);
    if (kind === undefined) throw new Error(`Nobody knows a mail of the kind ${name}`);
    return kind;
  }

  get names(): readonly string[] {
    return [...this.kinds.keys()];
  }

  /** Topics of which there is a kind, in the order in which they are shown. */
  get topics(): readonly MailTopic[] {
    const used = new Set([...this.kinds.values()].map(({ topic }) => topic));
    return (Object.keys(MAIL_TOPICS) as MailTopic[]).filter((topic) => used.has(topic));
  }
}

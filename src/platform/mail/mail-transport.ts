/** A mail as it goes to the server. */
export interface OutgoingMail {
  /** Opaque id, the same at each attempt, so that a mailbox can tell a second copy */
  readonly id: string;
  readonly address: string;
  /** Of the person; left out where it is somebody else's word for them */
  readonly name?: string;
  readonly subject: string;
  readonly text: string;
}

/**
 * What came of an attempt. `refused`: this mail will never be taken. `later`: not now; where `everything` is set, it is the
 * server or the way to it, so that others would fare no better.
 */
export type Delivery =
  | { readonly outcome: 'sent' }
  | { readonly outcome: 'refused'; readonly trouble: string }
  | { readonly outcome: 'later'; readonly trouble: string; readonly everything: boolean };

/** Hands mail to a server. */
export interface MailTransport {
  /** Never throws for what a server does. */
  send(mail: OutgoingMail): Promise<Delivery>;
}

/** Injection token of the transport; undefined where no mail is sent. */
export const MAIL_TRANSPORT = Symbol('mail-transport');

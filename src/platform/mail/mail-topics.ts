/** `dropped`: it was out of date, or not wanted any more, when its turn came. `given-up`: the server would not have it */
export const MAIL_STATES = ['waiting', 'sent', 'dropped', 'given-up'] as const;
export type MailState = (typeof MAIL_STATES)[number];

/** When somebody gets a mail. */
export const MAIL_CHOICES = ['at-once', 'daily', 'never'] as const;
export type MailChoice = (typeof MAIL_CHOICES)[number];

interface TopicEntry {
  /** What it is about, for the page on which people choose */
  readonly title: string;
  /** What holds until somebody chooses */
  readonly standard: MailChoice;
}

/** What people choose mail about. Mail on the account itself, such as a link to a new password, is no matter of choice. */
export const MAIL_TOPICS = {
  concerns: { title: 'Answers to questions and concerns', standard: 'at-once' },
  handovers: { title: 'Questions that are handed to you, or come back to you', standard: 'at-once' },
  lapsing: { title: 'Evidence that expires soon', standard: 'daily' },
  dates: { title: 'Questions that are open as a target date comes near', standard: 'daily' },
} as const satisfies Readonly<Record<string, TopicEntry>>;

export type MailTopic = keyof typeof MAIL_TOPICS;

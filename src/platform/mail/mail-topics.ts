import type { Actor } from '../actor/actor.js';
import { may } from '../access/decide.js';
import type { Permission } from '../access/permissions.js';

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
  /** What somebody must be allowed for it to be any of their concern; left out: everybody is asked */
  readonly needs?: Permission;
}

/** What people choose mail about. Mail on the account itself, such as a link to a new password, is no matter of choice. */
export const MAIL_TOPICS = {
  concerns: { title: 'Answers to questions and concerns', standard: 'at-once' },
  handovers: { title: 'Questions that are handed to you, or come back to you', standard: 'at-once' },
  lapsing: { title: 'Evidence that expires soon', standard: 'daily' },
  dates: { title: 'Questions that are open as a target date comes near', standard: 'daily' },
  week: { title: 'Which sites to help this week, on Mondays at 7am', standard: 'at-once', needs: 'portfolio.work' },
} as const satisfies Readonly<Record<string, TopicEntry>>;

/** Whether a topic is any concern of somebody's. */
export function concerns(actor: Actor, topic: MailTopic): boolean {
  const { needs }: TopicEntry = MAIL_TOPICS[topic];
  return needs === undefined || may(actor, needs);
}

export type MailTopic = keyof typeof MAIL_TOPICS;

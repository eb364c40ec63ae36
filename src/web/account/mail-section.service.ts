import { Injectable } from '@nestjs/common';
import { may } from '../../platform/access/decide.js';
import type { Actor } from '../../platform/actor/actor.js';
import { MailChoices, type ChosenTopic } from '../../platform/mail/mail-choices.service.js';
import type { MailChoice } from '../../platform/mail/mail-topics.js';
import { Outbox } from '../../platform/mail/outbox.js';
import { timeText } from '../time-text.js';

const WORDS: Readonly<Record<MailChoice, string>> = {
  'at-once': 'At once',
  daily: 'In one mail a day, at 7am',
  never: 'Not at all',
};

/** What the page of an account shows on mail. */
export interface MailSection {
  readonly topics: readonly { name: string; title: string; items: readonly object[] }[];
  /** Whether mail works, in words, for administrators */
  readonly state: string | undefined;
}

/** Says which mail somebody gets, and to administrators whether mail works. */
@Injectable()
export class MailSections {
  constructor(
    private readonly choices: MailChoices,
    private readonly outbox: Outbox,
  ) {}

  /** @returns undefined where the service sends no mail */
  async of(actor: Actor): Promise<MailSection | undefined> {
    if (!this.outbox.isOpen) return undefined;
    const topics = (await this.choices.list(actor)).map(({ topic, title, choice }) => ({
      ...{ name: topic, title },
      items: itemsOf(choice),
    }));
    return { topics, state: may(actor, 'people.recover') ? await this.state() : undefined };
  }

  private async state(): Promise<string> {
    const { lastSentAt, late, givenUp } = await this.outbox.state();
    const last = lastSentAt === undefined ? 'No mail was sent yet.' : `Last mail sent on ${timeText(lastSentAt)}.`;
    const troubles = [
      ...(late === 0 ? [] : [`${String(late)} could not be sent yet, and will be tried again.`]),
      ...(givenUp === 0 ? [] : [`${String(givenUp)} were given up in the last 7 days: see the log.`]),
    ];
    return [last, ...(troubles.length === 0 ? ['No mail is in trouble.'] : troubles)].join(' ');
  }
}

function itemsOf(choice: ChosenTopic['choice']): readonly object[] {
  return Object.entries(WORDS).map(([value, text]) => ({ value, text, checked: value === choice }));
}

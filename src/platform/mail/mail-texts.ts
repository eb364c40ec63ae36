import { fileURLToPath } from 'node:url';
import { Inject, Injectable } from '@nestjs/common';
import nunjucks from 'nunjucks';
import { CONFIG, type Config } from '../config/config.js';
import type { MailContent } from './mail-kinds.js';

const TEMPLATES_FOLDER = fileURLToPath(new URL('../../../templates/', import.meta.url));
const LONGEST_VALUE = 200;
/** Of a list, which may hold a sentence beside a name */
const LONGEST_LINE = 600;
const SUBJECT = 'Subject: ';
const MOMENT = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
  hourCycle: 'h12',
});

export interface MailText {
  readonly subject: string;
  readonly text: string;
}

interface Reader {
  /** Left out where it is not known from the person */
  readonly name?: string;
  /** Whether the mail is one that people choose */
  readonly chosen: boolean;
}

/** Makes the words of mails from `templates/mail/`: plain text, with nothing to load from anywhere. */
@Injectable()
export class MailTexts {
  private readonly templates = new nunjucks.Environment(new nunjucks.FileSystemLoader([TEMPLATES_FOLDER]), {
    // Plain text: what people typed is made harmless in its own way.
    autoescape: false,
    throwOnUndefined: true,
    trimBlocks: true,
    lstripBlocks: true,
  });

  constructor(@Inject(CONFIG) private readonly config: Pick<Config, 'mail'>) {}

  one(kind: string, { path, values }: MailContent, { name, chosen }: Reader): MailText {
    return this.render(kind, { ...harmless(values), link: this.address(path), name: oneLine(name ?? ''), chosen });
  }

  /** The mail of the day: what each of several would have said first, and its link. */
  digest(parts: readonly { kind: string; content: MailContent }[], name: string): MailText {
    const items = parts.map(({ kind, content }) => ({
      subject: this.one(kind, content, { name, chosen: true }).subject,
      link: this.address(content.path),
    }));
    return this.render('digest', { items, name: oneLine(name), chosen: true });
  }

  private render(template: string, values: Readonly<Record<string, unknown>>): MailText {
    const made = this.templates.render(`mail/${template}.njk`, { ...values, choices: this.address('/account#mail') });
    const [first = '', ...rest] = made.trimStart().split('\n');
    if (!first.startsWith(SUBJECT)) throw new Error(`templates/mail/${template}.njk does not begin with its subject`);
    const text = rest
      .join('\n')
      .trim()
      .replace(/\n{3,}/g, '\n\n');
    return { subject: oneLine(first.slice(SUBJECT.length)), text: `${text}\n` };
  }

  private address(path: string): string {
    return `${this.config.mail?.publicUrl ?? ''}${path}`;
  }
}

function harmless(values: MailContent['values']): Readonly<Record<string, string | readonly string[]>> {
  const shown = (value: MailContent['values'][string]): string | readonly string[] => {
    if (value instanceof Date) return MOMENT.format(value);
    return typeof value === 'string' ? oneLine(value) : value.map((line) => oneLine(line, LONGEST_LINE));
  };
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, shown(value)]));
}

/** What somebody typed as part of a line of ours: no line of its own, and no link that the mail program would make of it. */
function oneLine(text: string, most = LONGEST_VALUE): string {
  return text
    .replace(/\p{C}|\p{Zl}|\p{Zp}/gu, ' ')
    .replace(/\S*(?::\/\/|www\.)\S*/gi, '…')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, most);
}

import { randomUUID } from 'node:crypto';
import process from 'node:process';
import { SmtpTransport } from '../integrations/mail/smtp-transport.js';
import { ConfigError, readConfig, type Config } from '../platform/config/config.js';
import type { Console } from './console.js';
import { CommandFailure, EXIT } from './failure.js';

/** What the trouble most often comes from, by how it begins. */
const HINTS: readonly (readonly [begins: string, hint: string])[] = [
  ['EAUTH', 'The server does not take the user and password of SMTP_URL.'],
  ['ETLS', 'The server does not offer STARTTLS. Use smtps://, or another port.'],
  ['EENVELOPE MAIL FROM', 'The server does not let this user send from MAIL_FROM.'],
  ['EENVELOPE RCPT TO', 'The server does not take mail for this address.'],
  ['EDNS', 'The name of the host in SMTP_URL is not known.'],
  ['ESOCKET', 'There is no connection, or the certificate is not good: see SMTP_CA_PATH.'],
  ['ETIMEDOUT', 'The server does not answer: is a firewall in between?'],
];

/** `readiness mail-test`: sends one mail by the settings of the service, and says what the server made of it. */
export async function runMailTest(address: string, console: Console): Promise<void> {
  const mail = settings();
  if (mail === undefined) {
    throw new CommandFailure(EXIT.usage, ['SMTP_URL is not set: the service sends no mail.']);
  }
  const delivery = await new SmtpTransport(mail).send({
    ...{ id: randomUUID(), address, subject: 'Test mail' },
    text: 'This is a test mail of Site readiness for AI tools. Mail of the service reaches this address.\n',
  });
  const server = `${mail.host}:${String(mail.port)}`;
  if (delivery.outcome === 'sent') {
    console.out(`${server} took a mail from ${mail.from} to ${address}. Look whether it arrived.`);
    return;
  }
  const hint = HINTS.find(([begins]) => delivery.trouble.startsWith(begins))?.[1];
  throw new CommandFailure(EXIT.badInput, [
    `${server} did not take the mail: ${delivery.trouble}.`,
    ...(hint === undefined ? [] : [hint]),
  ]);
}

function settings(): Config['mail'] {
  try {
    return readConfig(process.env).mail;
  } catch (error) {
    if (error instanceof ConfigError) throw new CommandFailure(EXIT.usage, error.defects);
    throw error;
  }
}

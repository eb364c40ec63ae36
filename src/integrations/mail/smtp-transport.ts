import fs from 'node:fs';
import tls from 'node:tls';
import { createTransport, type Transporter } from 'nodemailer';
import { isMailAddress, type MailConfig } from '../../platform/config/mail-config.js';
import type { Delivery, MailTransport, OutgoingMail } from '../../platform/mail/mail-transport.js';

const CONNECTION_MILLISECONDS = 10_000;
const SILENCE_MILLISECONDS = 30_000;
const SENDER = 'Site readiness for AI tools';

/** What nodemailer's errors hold. */
interface SmtpError {
  readonly code?: string;
  readonly command?: string;
  readonly responseCode?: number;
}

/** Hands mail to a server by SMTP: one connection for each mail. */
export class SmtpTransport implements MailTransport {
  private readonly transporter: Transporter;

  /** @throws Error when the file of authorities cannot be read: the service does not start */
  constructor(private readonly config: MailConfig) {
    const { host, port, encryption, user, password, authorities } = config;
    this.transporter = createTransport({
      ...{ host, port, secure: encryption === 'at-once', requireTLS: encryption === 'starttls' },
      ...(user !== undefined && { auth: { user, pass: password ?? '' } }),
      tls: {
        minVersion: 'TLSv1.2',
        // A relay on this machine that is let off has a certificate that nobody signed.
        rejectUnauthorized: encryption !== 'off',
        ...(authorities !== undefined && { ca: [...tls.rootCertificates, readAuthorities(authorities)] }),
      },
      connectionTimeout: CONNECTION_MILLISECONDS,
      greetingTimeout: CONNECTION_MILLISECONDS,
      socketTimeout: SILENCE_MILLISECONDS,
      // A mail is made of its text alone.
      ...{ disableFileAccess: true, disableUrlAccess: true },
    });
  }

  async send({ id, address, name, subject, text }: OutgoingMail): Promise<Delivery> {
    // Addresses were checked when they were typed; this is the last place before a mail's head.
    if (!isMailAddress(address)) return { outcome: 'refused', trouble: 'The address is none' };
    const { from } = this.config;
    try {
      await this.transporter.sendMail({
        from: { name: SENDER, address: from },
        to: { name: name ?? '', address },
        ...{ subject, text },
        messageId: `<${id}@${from.slice(from.lastIndexOf('@') + 1)}>`,
        // Nobody's absence is answered to a machine.
        headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
      });
      return { outcome: 'sent' };
    } catch (error) {
      return deliveryOf(error as SmtpError);
    }
  }
}

/** What a server's refusal of one mail means, and what trouble on the way to it. */
function deliveryOf({ code = 'unknown', command, responseCode }: SmtpError): Delivery {
  const trouble = [code, command, responseCode].filter((part) => part !== undefined).join(' ');
  const aboutThisMail = code === 'EENVELOPE' ? command !== 'MAIL FROM' : code === 'EMESSAGE';
  if (aboutThisMail && responseCode !== undefined && responseCode >= 500) return { outcome: 'refused', trouble };
  return { outcome: 'later', trouble, everything: !aboutThisMail };
}

function readAuthorities(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (error) {
    const { code = 'unknown reason' } = error as NodeJS.ErrnoException;
    throw new Error(`The file of SMTP_CA_PATH cannot be read: ${code}.`, { cause: error });
  }
}

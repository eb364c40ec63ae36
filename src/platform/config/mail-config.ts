import path from 'node:path';

/** By which server mail is sent, and from whom. */
export interface MailConfig {
  readonly host: string;
  readonly port: number;
  /** `at-once`: encrypted from the first byte (smtps). `starttls`: before anything is said. `off`: as the server likes it */
  readonly encryption: 'at-once' | 'starttls' | 'off';
  readonly user: string | undefined;
  readonly password: string | undefined;
  /** Certificates of authorities that are believed beside the usual ones, a PEM file */
  readonly authorities: string | undefined;
  /** The address that mail comes from */
  readonly from: string;
  /** Where people reach the service: links begin with it */
  readonly publicUrl: string;
}

export interface MailSettings {
  readonly SMTP_URL?: string;
  readonly SMTP_TLS: 'required' | 'off';
  readonly SMTP_CA_PATH?: string;
  readonly MAIL_FROM?: string;
  readonly PUBLIC_URL?: string;
}

const PORTS: Readonly<Record<string, number>> = { 'smtp:': 587, 'smtps:': 465 };
const LOOPBACK: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

/** `smtp://user:password@host:port`: no path and no query, and both of user and password or neither. */
export function isSmtpAddress(text: string): boolean {
  if (!/^smtps?:\/\/[^/?#]+\/?$/.test(text) || !URL.canParse(text)) return false;
  const { username, password, hostname } = new URL(text);
  if (hostname === '' || (username === '') !== (password === '')) return false;
  // What stands before the last `@` is read as it was meant only where other `@` are written as `%40`.
  if (text.split('@').length > 2) return false;
  try {
    return [username, password].every((part) => !/\p{Cc}/u.test(decodeURIComponent(part)));
  } catch {
    return false;
  }
}

/** One plain address, `name@example.nhs.uk`, with nothing that a mail's head would read as more than that. */
export function isMailAddress(text: string): boolean {
  return /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@(?:[a-z\d](?:[a-z\d-]*[a-z\d])?\.)+[a-z\d][a-z\d-]*[a-z\d]$/i.test(text);
}

/** What is missing beside what was set, or does not go together. */
export function mailDefects({ SMTP_URL, SMTP_TLS, MAIL_FROM, PUBLIC_URL }: MailSettings): string[] {
  if (SMTP_URL === undefined) {
    return MAIL_FROM === undefined ? [] : ['SMTP_URL is missing: MAIL_FROM says from whom, SMTP_URL by which server.'];
  }
  const { protocol, hostname, username } = new URL(SMTP_URL);
  return [
    ...(MAIL_FROM === undefined ? ['MAIL_FROM is missing: mail needs the address that it comes from.'] : []),
    ...(PUBLIC_URL === undefined ? ['PUBLIC_URL is missing: the links in mail begin with it.'] : []),
    ...(protocol === 'smtp:' && SMTP_TLS === 'off' && username !== '' && !LOOPBACK.includes(hostname)
      ? ['SMTP_TLS is off, and SMTP_URL holds a password: it would be sent where others can read it.']
      : []),
  ];
}

/** @returns undefined where no mail is sent */
export function mailConfigOf(settings: MailSettings): MailConfig | undefined {
  const { SMTP_URL, SMTP_TLS, SMTP_CA_PATH, MAIL_FROM: from, PUBLIC_URL: publicUrl } = settings;
  if (SMTP_URL === undefined || from === undefined || publicUrl === undefined) return undefined;
  const { protocol, hostname, port, username, password } = new URL(SMTP_URL);
  const named = username !== '';
  return {
    // An IPv6 address stands in brackets in an address only.
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? (PORTS[protocol] as number) : Number(port),
    encryption: protocol === 'smtps:' ? 'at-once' : SMTP_TLS === 'required' ? 'starttls' : 'off',
    user: named ? decodeURIComponent(username) : undefined,
    password: named ? decodeURIComponent(password) : undefined,
    authorities: SMTP_CA_PATH === undefined ? undefined : path.resolve(SMTP_CA_PATH),
    ...{ from, publicUrl },
  };
}

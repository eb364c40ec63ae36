import fs from 'node:fs';
import type { AddressInfo, Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import type { MailConfig } from '../../src/platform/config/mail-config.js';

const fixture = (name: string): string => fileURLToPath(new URL(`../fixtures/mail/${name}`, import.meta.url));

/** The authority that tests believe. */
export const TEST_CERTIFICATE = fixture('test-only-certificate.pem');
export const MAIL_USER = 'readiness';
export const MAIL_PASSWORD = 'vole/ketchup@9';
export const TEST_PUBLIC_URL = 'https://readiness.example.nhs.uk';

/** A mail as the server took it. */
export interface TakenMail {
  /** Of the envelope */
  readonly to: readonly string[];
  readonly from: string;
  /** Whether it came over TLS, from somebody who had signed in */
  readonly secure: boolean;
  readonly user: string | undefined;
  /** As it stands, by names in small letters */
  readonly head: Readonly<Record<string, string>>;
  readonly raw: string;
  readonly text: string;
}

/** What the server says to a recipient: nothing to take it, else a number of the protocol. */
type Answer = (address: string) => number | undefined;

/** A mail server that runs in the test. */
export interface MailServer {
  readonly port: number;
  readonly taken: TakenMail[];
  /** Recipients that were named, whatever came of it */
  readonly tried: string[];
  /** What it says to each recipient */
  answer: Answer;
  /** Cuts the connection in the middle of the next mails, after so many bytes of each */
  cuts: number;
  /** Settings of a service that sends by it */
  readonly config: MailConfig;
  stop(): Promise<void>;
}

/** @param options that differ from: STARTTLS, and a password that is asked for */
export async function startMailServer(options: SMTPServerOptions = {}): Promise<MailServer> {
  const [taken, tried]: [TakenMail[], string[]] = [[], []];
  const sockets = new Set<Socket>();
  const server = new SMTPServer({
    cert: fs.readFileSync(TEST_CERTIFICATE),
    key: fs.readFileSync(fixture('test-only-key.pem')),
    disableReverseLookup: true,
    closeTimeout: 200,
    onAuth: ({ username, password }, _session, done) => {
      if (username === MAIL_USER && password === MAIL_PASSWORD) done(null, { user: username });
      else done(new Error('Who is that?'));
    },
    onRcptTo: ({ address }, _session, done) => {
      tried.push(address);
      const code = state.answer(address);
      done(code === undefined ? null : Object.assign(new Error(`No: <${address}>`), { responseCode: code }));
    },
    onData: (stream, session, done) => {
      if (state.cuts > 0) {
        state.cuts -= 1;
        for (const socket of sockets) socket.destroy();
        stream.resume();
        return;
      }
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        taken.push({
          to: rcptTo.map(({ address }) => address),
          from: mailFrom === false ? '' : mailFrom.address,
          secure: session.secure,
          user: typeof session.user === 'string' ? session.user : undefined,
          ...read(Buffer.concat(parts).toString('latin1')),
        });
        done(null);
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  server.server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  const { port } = server.server.address() as AddressInfo;
  const state: MailServer = {
    ...{ port, taken, tried, cuts: 0, answer: () => undefined },
    config: {
      ...{ host: 'localhost', port, encryption: 'starttls', user: MAIL_USER, password: MAIL_PASSWORD },
      ...{ authorities: TEST_CERTIFICATE, from: 'readiness@example.nhs.uk', publicUrl: TEST_PUBLIC_URL },
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(resolve);
      }),
  };
  return state;
}

/** Head and text of a plain mail. */
function read(raw: string): Pick<TakenMail, 'head' | 'raw' | 'text'> {
  const end = raw.indexOf('\r\n\r\n');
  const lines = raw
    .slice(0, end)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
  const head = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  return { raw, head, text: decoded(raw.slice(end + 4), head['content-transfer-encoding']) };
}

function decoded(body: string, encoding = '7bit'): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  if (encoding !== 'quoted-printable') return Buffer.from(body, 'latin1').toString('utf8');
  const bytes = body
    .replace(/=\r\n/g, '')
    .replace(/=([\dA-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

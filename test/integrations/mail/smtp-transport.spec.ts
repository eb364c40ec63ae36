import { afterEach, describe, expect, it } from '@jest/globals';
import { SmtpTransport } from '../../../src/integrations/mail/smtp-transport.js';
import type { MailConfig } from '../../../src/platform/config/mail-config.js';
import type { Delivery, OutgoingMail } from '../../../src/platform/mail/mail-transport.js';
import { MAIL_USER, startMailServer, type MailServer } from '../../support/mail-server.js';

/* What a real server makes of the service's mail, and what the service makes of a server's trouble. */

const MAIL: OutgoingMail = {
  id: '5b0b4a7e-0000-4000-8000-000000000001',
  address: 'priya.nair@fenmere.example',
  name: 'Priya Nair',
  subject: 'Test',
  text: 'Good day.\n',
};

let server: MailServer | undefined;

afterEach(async () => {
  await server?.stop();
  server = undefined;
});

async function serve(options?: Parameters<typeof startMailServer>[0]): Promise<MailServer> {
  server = await startMailServer(options);
  return server;
}

const send = (config: MailConfig, mail: Partial<OutgoingMail> = {}): Promise<Delivery> =>
  new SmtpTransport(config).send({ ...MAIL, ...mail });

describe('a mail', () => {
  it('should go over TLS, signed in, as plain text with its own id and nothing to answer', async () => {
    const { config, taken } = await serve();
    expect(await send(config, { subject: 'Réponse ✓', text: 'A “quoted” line.\n' })).toEqual({ outcome: 'sent' });
    const [mail] = taken;
    expect(mail).toMatchObject({ to: [MAIL.address], from: config.from, secure: true, user: MAIL_USER });
    expect(mail?.text.trim()).toBe('A “quoted” line.');
    expect(mail?.head).toMatchObject({
      from: 'Site readiness for AI tools <readiness@example.nhs.uk>',
      to: 'Priya Nair <priya.nair@fenmere.example>',
      'message-id': `<${MAIL.id}@example.nhs.uk>`,
      'auto-submitted': 'auto-generated',
      'content-type': 'text/plain; charset=utf-8',
    });
    expect(Object.keys(mail?.head ?? {})).not.toContain('x-mailer');
  });

  it('should go by smtps as well, and without TLS only where that was allowed', async () => {
    const secure = await serve({ secure: true });
    expect(await send({ ...secure.config, encryption: 'at-once' })).toEqual({ outcome: 'sent' });
    expect(secure.taken).toHaveLength(1);
    await secure.stop();
    const plain = await serve({ disabledCommands: ['STARTTLS'], authOptional: true });
    const open: MailConfig = { ...plain.config, encryption: 'off', user: undefined, password: undefined };
    expect(await send({ ...open, encryption: 'starttls' })).toMatchObject({ outcome: 'later', everything: true });
    expect(plain.taken).toEqual([]);
    expect(await send(open)).toEqual({ outcome: 'sent' });
    expect(plain.taken[0]?.secure).toBe(false);
  });

  it.each([
    ['line breaks in a subject', { subject: 'Hello\r\nBcc: everybody@example.com' }],
    ['line breaks in a name', { name: 'Priya\r\nBcc: everybody@example.com\r\n\r\nBody' }],
    ['another address in a name', { name: '"Priya" <everybody@example.com>, x' }],
  ])('should go to one address, whatever stands in it: %s', async (_, mail) => {
    const { config, taken } = await serve();
    expect(await send(config, mail)).toEqual({ outcome: 'sent' });
    expect(taken).toHaveLength(1);
    expect(taken[0]?.to).toEqual([MAIL.address]);
    expect(Object.keys(taken[0]?.head ?? {})).not.toContain('bcc');
    expect(taken[0]?.raw.split('\r\n').filter((line) => /^bcc/i.test(line))).toEqual([]);
    expect(taken[0]?.text.trim()).toBe('Good day.');
  });

  it.each([
    'a@b.example\r\nRCPT TO:<c@d.example>',
    'a@b.example, c@d.example',
    '<a@b.example> c@d.example',
    '"a b"@c.example',
    'a@localhost',
    '',
  ])('should not go to what is no plain address: %j', async (address) => {
    const { config, tried } = await serve();
    expect(await send(config, { address })).toEqual({ outcome: 'refused', trouble: 'The address is none' });
    expect(tried).toEqual([]);
  });
});

describe('trouble', () => {
  it('should be about everything when it is the way, the certificate, the password or the sender', async () => {
    const { config, taken, port } = await serve({
      onMailFrom: (_address, _session, done) => {
        done(Object.assign(new Error('Not from you'), { responseCode: 550 }));
      },
    });
    const later = (trouble: string): object => ({
      outcome: 'later',
      everything: true,
      trouble: expect.stringContaining(trouble),
    });
    expect(await send({ ...config, authorities: undefined })).toEqual(later('ESOCKET'));
    // A good certificate of somebody else's
    expect(await send({ ...config, host: '127.0.0.2' })).toMatchObject({ outcome: 'later', everything: true });
    expect(await send({ ...config, password: 'wrong' })).toEqual(later('EAUTH AUTH PLAIN 535'));
    expect(await send(config)).toEqual(later('EENVELOPE MAIL FROM 550'));
    await server?.stop();
    server = undefined;
    expect(await send({ ...config, port })).toEqual(later('ESOCKET'));
    expect(taken).toEqual([]);
  });

  it('should be about this mail alone when a recipient is put off or refused, without what the server said', async () => {
    const mails = await serve();
    mails.answer = () => 451;
    expect(await send(mails.config)).toEqual({
      outcome: 'later',
      everything: false,
      trouble: 'EENVELOPE RCPT TO 451',
    });
    mails.answer = () => 550;
    expect(await send(mails.config)).toEqual({ outcome: 'refused', trouble: 'EENVELOPE RCPT TO 550' });
    mails.answer = () => undefined;
    mails.cuts = 1;
    expect(await send(mails.config)).toMatchObject({ outcome: 'later' });
    expect(mails.taken).toEqual([]);
    expect(await send(mails.config)).toEqual({ outcome: 'sent' });
  });

  it('should say which setting names a file that cannot be read', async () => {
    const { config } = await serve();
    expect(() => new SmtpTransport({ ...config, authorities: '/nowhere/ca.pem' })).toThrow(
      'The file of SMTP_CA_PATH cannot be read: ENOENT.',
    );
  });
});

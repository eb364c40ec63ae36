import process from 'node:process';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Console } from '../../src/commands/console.js';
import { runMailTest } from '../../src/commands/mail-test.js';
import {
  MAIL_PASSWORD,
  MAIL_USER,
  startMailServer,
  TEST_CERTIFICATE,
  type MailServer,
} from '../support/mail-server.js';

let mails: MailServer;
let kept: NodeJS.ProcessEnv;
const said: string[] = [];
const CONSOLE = { out: (text: string) => said.push(text) } as unknown as Console;

beforeEach(async () => {
  mails = await startMailServer();
  kept = process.env;
  said.length = 0;
});

afterEach(async () => {
  process.env = kept;
  await mails.stop();
});

function set(password = MAIL_PASSWORD): void {
  process.env = {
    ...kept,
    SMTP_URL: `smtp://${MAIL_USER}:${encodeURIComponent(password)}@localhost:${String(mails.port)}`,
    SMTP_CA_PATH: TEST_CERTIFICATE,
    MAIL_FROM: 'readiness@example.nhs.uk',
    PUBLIC_URL: 'https://readiness.example.nhs.uk',
  };
}

const run = (): Promise<unknown> => runMailTest('ann@example.nhs.uk', CONSOLE).catch((error: unknown) => error);

describe('readiness mail-test', () => {
  it('should send a mail by the settings, and say that the server took it', async () => {
    set();
    expect(await run()).toBeUndefined();
    expect(said.join()).toMatch(/^localhost:\d+ took a mail from readiness@example\.nhs\.uk to ann@example\.nhs\.uk/);
    expect(mails.taken.map(({ to }) => to)).toEqual([['ann@example.nhs.uk']]);
  });

  it('should say what is wrong and what that most often is, without the password', async () => {
    set('not-the-password');
    const failure = (await run()) as { exitCode: number; lines: string[] };
    expect(failure.exitCode).toBe(1);
    expect(failure.lines[0]).toMatch(/did not take the mail: EAUTH AUTH PLAIN 535\.$/);
    expect(failure.lines[1]).toBe('The server does not take the user and password of SMTP_URL.');
    expect(failure.lines.join()).not.toContain('not-the-password');
  });

  it('should be wrong usage where no server is set', async () => {
    expect(await run()).toMatchObject({ exitCode: 2, lines: ['SMTP_URL is not set: the service sends no mail.'] });
  });
});

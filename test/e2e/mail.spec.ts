import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SignInService } from '../../src/accounts/sign-in.service.js';
import { operator } from '../../src/platform/actor/actor.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import { JobRunner } from '../../src/platform/jobs/job-runner.js';
import { MailChoices } from '../../src/platform/mail/mail-choices.service.js';
import { ENGINE } from '../support/databases.js';
import { startMailServer, TEST_PUBLIC_URL, type MailServer, type TakenMail } from '../support/mail-server.js';
import { ask, setUpAssessment, startService, type TestService } from '../support/service.js';
import { addVendor, askAs, pathOf, readAs, sendForm, signedIn, type SignedIn } from '../support/signed-in.js';

/* What is ordered is sent by a real server, once, as things are when it is sent; and nothing where no server is set. */

const NOON = new Date('2026-11-23T12:00:00Z');

let mails: MailServer;
let service: TestService;
let trustId: string;
let assessmentId: string;
let deploymentId: string;
let lead: SignedIn;
let number = 0;

beforeAll(async () => {
  mails = await startMailServer();
  service = await startService({ mail: mails.config });
  ({ trustId, assessmentId, deploymentId } = await setUpAssessment(service, { code: 'ZM01' }));
  lead = await signedIn(service, [{ role: 'trust-lead', trustId }]);
});

beforeEach(async () => {
  // The clock is set far ahead here and there, when sessions end.
  const token = await service.app
    .get(UnitOfWork)
    .write(operator('tests'), (scope) =>
      service.app.get(SignInService).enter(scope, lead.id, 'password', 'Test', true),
    );
  lead = { ...lead, cookie: `__Host-session=${token}` };
});

afterEach(async () => {
  mails.answer = () => undefined;
  service.clock.set(new Date(service.clock.now().getTime() + 60_000));
  await runDue();
  mails.taken.length = 0;
  mails.tried.length = 0;
  service.clock.set(NOON);
});

afterAll(async () => {
  await service.stop();
  await mails.stop();
});

const runDue = (of = service): Promise<number> => of.app.get(JobRunner).runDue();
const later = (minutes: number): void => {
  service.clock.set(new Date(service.clock.now().getTime() + minutes * 60_000));
};

interface Invited {
  readonly id: string;
  readonly email: string;
  readonly link: string;
  readonly mailed: boolean;
}

async function invite(of = service, who = lead, name = 'Guest'): Promise<Invited> {
  number += 1;
  const email = `guest${String(number)}@fenmere.example`;
  const body = { email, name, role: 'trust-viewer', trustId, message: 'Words between the two of us' };
  const made = await askAs<Invited>(of, who, 'POST', '/api/v1/invitations', { body });
  expect(made.status).toBe(201);
  return made.body;
}

async function stateOf(ticketId: string): Promise<Record<string, unknown>> {
  const [row] = await service.database.query(
    'SELECT id, state, attempts, trouble, sealed, address FROM mails WHERE about LIKE $1 ORDER BY created_at DESC',
    [`%${ticketId}%`],
  );
  return { ...row };
}

describe('the link of an invitation', () => {
  it('should be sent once, with the change stored, and work; the outbox holds it sealed, and then not at all', async () => {
    const { id, email, link, mailed } = await invite(service, lead, 'Ann http://evil.example');
    const token = pathOf(link).split('/')[2] as string;
    expect(mailed).toBe(true);
    expect(mails.tried).toEqual([]);
    const waiting = JSON.stringify(await service.database.query('SELECT * FROM mails'));
    expect(waiting).toContain('v1.');
    expect(waiting).not.toContain(token);
    await runDue();
    await runDue();
    expect(mails.taken).toHaveLength(1);
    const [mail] = mails.taken as [TakenMail];
    expect(mail.to).toEqual([email]);
    expect(mail.head.subject).toBe('You are invited to Site readiness for AI tools');
    expect(mail.text).toContain(`${TEST_PUBLIC_URL}/invitations/${token}\r\n`);
    expect(mail.text).toMatch(/invites you: Trust viewer at Test Trust ZM01\./);
    expect(mail.text).toMatch(/until 7 December 2026 at 12:\d\d pm/);
    expect(mail.text).not.toMatch(/Words between|evil|{{/);
    expect((await readAs(service, undefined, `/invitations/${token}`)).status).toBe(200);
    expect(await stateOf(id)).toMatchObject({ state: 'sent', sealed: null, address: null });
  });

  it.each([
    ['was withdrawn', ({ id }: Invited) => askAs(service, lead, 'POST', `/api/v1/invitations/${id}/withdraw`)],
    ['was answered', ({ link }: Invited) => sendForm(service, undefined, `${pathOf(link)}/decline`, { reason: 'No' })],
    ['expired', () => Promise.resolve(service.clock.set(new Date('2026-12-08T12:00:00Z')))],
  ])('should not be sent once it %s', async (_, end) => {
    const made = await invite();
    await end(made);
    await runDue();
    expect(mails.tried).toEqual([]);
    expect(await stateOf(made.id)).toMatchObject({ state: 'dropped', sealed: null, address: null });
  });

  it('should not be sent once whoever made it may not any more, and only the newest of two', async () => {
    const other = await signedIn(service, [{ role: 'trust-lead', trustId }]);
    await invite(service, other);
    const { id, email } = await invite();
    const again = await askAs<Invited>(service, lead, 'POST', `/api/v1/invitations/${id}/remind`);
    expect(again.body.mailed).toBe(true);
    await askAs(service, lead, 'POST', `/api/v1/people/${other.id}/suspend`);
    await runDue();
    expect(mails.taken.map(({ to }) => to)).toEqual([[email]]);
    expect(mails.taken[0]?.text).toContain(pathOf(again.body.link));
  });

  it('should be sent for a section that is handed over, and anew with a reminder', async () => {
    interface Handed {
      readonly id: string;
      readonly link: string;
      readonly version: number;
      readonly mailed: boolean;
    }
    const address = `/api/v1/assessments/${assessmentId}/hand-overs`;
    const body = { section: 'GV', name: 'Ida', email: 'ida@fenmere.example' };
    const made = await askAs<Handed>(service, lead, 'POST', address, { body });
    expect(made.status).toBe(201);
    expect(made.body.mailed).toBe(true);
    await runDue();
    const remind = `/api/v1/hand-overs/${made.body.id}/remind`;
    const headers = { 'if-match': `"${String(made.body.version)}"` };
    const reminded = await askAs<Handed>(service, lead, 'POST', remind, { headers });
    expect(reminded.status).toBe(200);
    await runDue();
    expect(mails.taken.map(({ to }) => to)).toEqual([[body.email], [body.email]]);
    const [first, second] = mails.taken as [TakenMail, TakenMail];
    expect(first.text).toContain(`${TEST_PUBLIC_URL}${pathOf(made.body.link)}\r\n`);
    expect(second.text).toContain(`${TEST_PUBLIC_URL}${pathOf(reminded.body.link)}\r\n`);
    expect((await readAs(service, undefined, pathOf(made.body.link))).status).toBe(410);
  });

  it('should be shown on the page as well, which says where it was sent', async () => {
    const form = { role: 'trust-viewer', trustId, name: 'Page Guest', email: 'page@fenmere.example' };
    const { html } = await sendForm(service, lead, '/people/invite', form);
    expect(html).toContain('<h1 class="nhsuk-heading-l">The invitation is on its way</h1>');
    expect(html).toContain('The invitation is being sent to page@fenmere.example.');
    expect(html).toMatch(/>http:\/\/127\.0\.0\.1:\d+\/invitations\/[\w-]{43}</);
  });
});

describe('a link to a new password', () => {
  it('should go to the address of the account, unless the person is suspended or erased by then', async () => {
    const [viewer, suspended, erased] = (await Promise.all(
      [1, 2, 3].map(() => signedIn(service, [{ role: 'trust-viewer', trustId }])),
    )) as [SignedIn, SignedIn, SignedIn];
    for (const { id } of [viewer, suspended, erased]) {
      const made = await askAs(service, lead, 'POST', `/api/v1/people/${id}/reset-link`);
      expect(made.body.mailed).toBe(true);
    }
    await askAs(service, lead, 'POST', `/api/v1/people/${suspended.id}/suspend`);
    const administrator = await signedIn(service, [{ role: 'administrator' }]);
    expect((await askAs(service, administrator, 'POST', `/api/v1/people/${erased.id}/erase`)).status).toBe(200);
    const rows = JSON.stringify(await service.database.query('SELECT * FROM mails'));
    expect(rows).not.toContain(erased.id);
    await runDue();
    expect(mails.tried).toEqual([viewer.email]);
    expect(mails.taken[0]?.head.subject).toBe('Choose a new password');
    const own = await askAs(service, viewer, 'GET', `/api/v1/people/${viewer.id}/export`);
    expect(own.body.mails).toMatchObject([{ kind: 'password-reset', state: 'sent' }]);
  });
});

describe('a mail that is not taken', () => {
  it('should be tried again after longer waits, others going out meanwhile, and be taken in the end', async () => {
    const [slow, quick] = [await invite(), await invite()];
    mails.answer = (address) => (address === slow.email ? 451 : undefined);
    await runDue();
    expect([...mails.tried].sort()).toEqual([slow.email, quick.email].sort());
    expect(await stateOf(slow.id)).toMatchObject({
      ...{ state: 'waiting', attempts: 1, trouble: 'EENVELOPE RCPT TO 451' },
    });
    await runDue();
    expect(mails.tried).toHaveLength(2);
    later(1);
    await runDue();
    later(4);
    await runDue();
    expect(mails.tried).toHaveLength(3);
    mails.answer = () => undefined;
    later(1);
    await runDue();
    expect(mails.taken.map(({ to }) => to[0])).toEqual([quick.email, slow.email]);
    expect(await stateOf(slow.id)).toMatchObject({ state: 'sent', attempts: 3, trouble: null });
  });

  it('should be given up at once where it is refused for good, and told without its address', async () => {
    const { id, email } = await invite();
    mails.answer = () => 550;
    await runDue();
    later(600);
    await runDue();
    expect(mails.tried).toEqual([email]);
    const row = await stateOf(id);
    expect(row).toMatchObject({ state: 'given-up', trouble: 'EENVELOPE RCPT TO 550', sealed: null, address: null });
    const [event] = await service.database.query("SELECT data FROM events WHERE type = 'mail-given-up'");
    expect(event?.data).toContain('EENVELOPE RCPT TO 550');
    expect(event?.data).not.toContain(email);
    const administrator = await signedIn(service, [{ role: 'administrator' }]);
    const [seen, hidden] = [await readAs(service, administrator, '/account'), await readAs(service, lead, '/account')];
    expect(seen.html).toContain('1 were given up in the last 7 days');
    expect(hidden.html).not.toContain('given up');
  });

  it('should be sent again when the connection breaks in the middle, with the same id', async () => {
    const { id } = await invite();
    mails.cuts = 1;
    await runDue();
    expect(mails.taken).toEqual([]);
    const { id: mailId, state } = await stateOf(id);
    expect(state).toBe('waiting');
    later(1);
    await runDue();
    expect(mails.taken.map(({ head }) => head['message-id'])).toEqual([`<${String(mailId)}@example.nhs.uk>`]);
  });

  it('should be given up after four days of trouble, and the server be left alone for a while', async () => {
    later(2);
    const first = await invite();
    const second = await invite();
    mails.cuts = 1;
    await runDue();
    // the way itself is in trouble: the next one is not tried on it
    expect(mails.tried).toHaveLength(1);
    const [late, next] = mails.tried[0] === first.email ? [first, second] : [second, first];
    await runDue();
    expect(mails.tried).toHaveLength(1);
    later(0.5);
    await runDue();
    expect(mails.taken.map(({ to }) => to[0])).toEqual([next.email]);
    later(4 * 24 * 60 + 1);
    await runDue();
    expect(mails.taken).toHaveLength(1);
    expect(await stateOf(late.id)).toMatchObject({ state: 'given-up', trouble: expect.stringMatching(/^E/) });
  });
});

describe('what comes back', () => {
  it('should be told of to whoever asked the vendor, without the answer, and not once it was settled', async () => {
    const vendorId = await addVendor(service, 'Example Imaging', ['echogo-pro']);
    const vendor = await signedIn(service, [{ role: 'vendor-support', vendorId }]);
    // Its mail on Mondays has tests of its own.
    const actor = { id: vendor.id, role: 'vendor-support', grants: [{ role: 'vendor-support' as const, vendorId }] };
    await service.app.get(MailChoices).choose(actor, { week: 'never' });
    const address = `/api/v1/deployments/${deploymentId}/vendor-access`;
    const { headers } = await ask(service, 'GET', `/api/v1/deployments/${deploymentId}`);
    const shared = await askAs(service, lead, 'PUT', address, {
      ...{ body: { vendorAccess: true }, headers: { 'if-match': headers.get('etag') ?? '' } },
    });
    expect(shared.status).toBe(200);
    const raise = async (): Promise<string> => {
      const body = { kind: 'question', subject: 'Ports', text: 'Which?', questionId: 'IT-05' };
      const asked = await askAs<{ id: string }>(service, lead, 'POST', `/api/v1/assessments/${assessmentId}/concerns`, {
        body,
      });
      expect(asked.status).toBe(201);
      const reply = { body: { text: 'Port 11112, between us.' } };
      const answered = await askAs(service, vendor, 'POST', `/api/v1/concerns/${asked.body.id}/messages`, reply);
      expect(answered.status).toBe(201);
      return asked.body.id;
    };
    const [told, settled] = [await raise(), await raise()];
    const before = await askAs(service, lead, 'GET', `/api/v1/concerns/${settled}`);
    const settle = await askAs(service, lead, 'PATCH', `/api/v1/concerns/${settled}`, {
      ...{ body: { state: 'settled' }, headers: { 'if-match': before.headers.get('etag') ?? '' } },
    });
    expect(settle.status).toBe(200);
    await runDue();
    expect(mails.tried).toEqual([lead.email]);
    const [mail] = mails.taken as [TakenMail];
    expect(mail.head.subject).toBe('The vendor of EchoGo Pro answered what you asked');
    expect(mail.text).toContain(`${TEST_PUBLIC_URL}/assessments/${assessmentId}/concerns/${told}\r\n`);
    expect(mail.text).not.toContain('11112');
    // what the site adds itself is no news to it
    const more = { body: { text: 'Thank you.' } };
    expect((await askAs(service, lead, 'POST', `/api/v1/concerns/${told}/messages`, more)).status).toBe(201);
    await runDue();
    expect(mails.tried).toHaveLength(1);
  });

  it('should be told of to whoever handed it over: returned, declined by a colleague, declined by the link', async () => {
    interface Handed {
      readonly id: string;
      readonly link: string;
    }
    const colleague = await signedIn(service, [{ role: 'trust-viewer', trustId }]);
    const hand = async (body: object): Promise<Handed> => {
      const made = await askAs<Handed>(service, lead, 'POST', `/api/v1/assessments/${assessmentId}/hand-overs`, {
        body,
      });
      expect(made.status).toBe(201);
      return made.body;
    };
    const end = async ({ id }: Handed, how: string, body: object): Promise<void> => {
      const { headers } = await askAs(service, colleague, 'GET', `/api/v1/hand-overs/${id}`);
      const sent = { body, headers: { 'if-match': headers.get('etag') ?? '' } };
      expect((await askAs(service, colleague, 'POST', `/api/v1/hand-overs/${id}/${how}`, sent)).status).toBe(200);
    };
    const returned = await hand({ section: 'IT', personId: colleague.id, wishedFor: '2026-12-24' });
    await hand({ section: 'PT', personId: colleague.id });
    await runDue();
    const [first] = mails.taken.filter(({ text }) => text.includes(returned.id));
    expect(first?.to).toEqual([colleague.email]);
    expect(first?.head.subject).toMatch(/^Person \d+ asks you to answer a part for /);
    expect(first?.text.replaceAll('\r\n', ' ')).toContain('if you can by 24 December 2026');
    expect(mails.taken).toHaveLength(2);
    mails.tried.length = 0;
    await end(returned, 'return', { message: 'Not for others to read' });
    const declined = await hand({ section: 'TM', personId: colleague.id });
    await end(declined, 'decline', { reason: 'Not mine' });
    const byLink = await hand({ section: 'TR', name: 'Omar', email: 'omar@fenmere.example' });
    await runDue();
    mails.taken.length = 0;
    await sendForm(service, undefined, `${pathOf(byLink.link)}/decline`, { reason: 'No' });
    await runDue();
    later(1);
    await runDue();
    const told = mails.taken.map(({ to, head, text }) => [to[0], head.subject, /hand-over\/([\w-]+)/.exec(text)?.[1]]);
    expect(told).toEqual([
      [lead.email, expect.stringMatching(/^A colleague cannot answer what you handed over/), byLink.id],
    ]);
    expect(mails.tried.filter((address) => address === lead.email)).toHaveLength(3);
    // what was given back is not asked of the colleague any more
    expect(mails.tried).not.toContain(colleague.email);
  });
});

describe('evidence that expires', () => {
  const evidenceOf = async (expires: string): Promise<void> => {
    const section = `/api/v1/assessments/${assessmentId}/sections/GV`;
    const { headers } = await ask(service, 'GET', section);
    const evidence = [{ title: 'DSPT', date: '2026-06-30', expires, owner: 'IG lead' }];
    const body = { answers: { 'GV-09': { value: 1, evidence } } };
    const saved = await ask(service, 'PUT', section, { body, headers: { 'if-match': headers.get('etag') ?? '' } });
    expect(saved.status).toBe(200);
  };
  const subjects = (): string[] => mails.taken.map(({ head }) => String(head.subject));

  it('should be told to the leads of the trust in the mail of the day, at each threshold once', async () => {
    await evidenceOf('2027-03-20');
    service.clock.set(new Date('2027-01-18T06:00:00Z'));
    await runDue();
    expect(await service.database.query("SELECT 1 FROM mails WHERE kind = 'lapsing'")).toEqual([]);
    // 60 days before
    service.clock.set(new Date('2027-01-19T06:00:00Z'));
    await runDue();
    expect(mails.tried).toEqual([]);
    service.clock.set(new Date('2027-01-19T06:59:59Z'));
    await runDue();
    expect(mails.tried).toEqual([]);
    service.clock.set(new Date('2027-01-19T07:00:00Z'));
    await runDue();
    expect(mails.tried).toEqual([lead.email]);
    expect(subjects()).toEqual(['Your mail of the day: 1 item']);
    expect(mails.taken[0]?.text).toMatch(
      /- Evidence for EchoGo Pro at .+ expires on 20 March 2027\r\n {2}https:\/\/readiness\.example\.nhs\.uk\/assessments\//,
    );
    expect(mails.taken[0]?.text).toContain('https://readiness.example.nhs.uk/account#mail');
    expect(mails.taken[0]?.text).not.toContain('DSPT');
    service.clock.set(new Date('2027-02-01T07:00:00Z'));
    await runDue();
    expect(mails.tried).toHaveLength(1);
    // 14 days before
    await service.app.get(MailChoices).choose({ id: lead.id, role: 'trust-lead', grants: [] }, { lapsing: 'at-once' });
    service.clock.set(new Date('2027-03-06T05:00:00Z'));
    // ordered by the job of the morning, sent by the next
    await runDue();
    await runDue();
    expect(subjects()[1]).toMatch(/^Evidence for EchoGo Pro at .+ expires on 20 March 2027$/);
    service.clock.set(new Date('2027-03-07T05:00:00Z'));
    await runDue();
    await runDue();
    expect(mails.tried).toHaveLength(2);
  });

  it('should not be told when it was replaced, or to those who chose not to hear of it', async () => {
    await evidenceOf('2027-05-20');
    const quiet = await signedIn(service, [{ role: 'trust-lead', trustId }]);
    const page = await readAs(service, quiet, '/account');
    expect(page.html).toContain('Evidence that expires soon');
    expect((await sendForm(service, quiet, '/account/mail', { lapsing: 'never' })).location).toBe('/account?done=mail');
    await service.app.get(MailChoices).choose({ id: lead.id, role: 'trust-lead', grants: [] }, { lapsing: 'daily' });
    service.clock.set(new Date('2027-03-21T05:30:00Z'));
    await runDue();
    const rows = await service.database.query(
      "SELECT person_id, due_at FROM mails WHERE kind = 'lapsing' AND state = 'waiting' ORDER BY person_id",
    );
    expect(rows.map(({ person_id: personId }) => personId)).not.toContain(quiet.id);
    expect(rows[0]?.due_at).toBe('2027-03-21T07:00:00.000Z');
    await evidenceOf('2028-05-20');
    service.clock.set(new Date('2027-03-21T07:00:00Z'));
    await runDue();
    expect(mails.tried).toEqual([]);
  });
});

describe('a test mail', () => {
  it('should go to whoever asks for it, once an hour', async () => {
    for (let time = 0; time < 3; time += 1) {
      expect((await sendForm(service, lead, '/account/mail/test', {})).location).toBe('/account?done=mail-test');
    }
    await runDue();
    expect(mails.taken.map(({ to, head }) => [to[0], head.subject])).toEqual([[lead.email, 'Test mail']]);
  });
});

describe('several instances', () => {
  it('should send each mail once', async () => {
    const settings = { mail: mails.config };
    const others =
      ENGINE === 'postgres'
        ? await Promise.all([1, 2].map(() => startService({ ...settings, ...service.database.place })))
        : [];
    const sent = await Promise.all(Array.from({ length: 20 }, () => invite()));
    await Promise.all([service, ...others].map((one) => runDue(one)));
    await Promise.all([service, ...others].map((one) => runDue(one)));
    expect(mails.taken.map(({ to }) => to[0]).sort()).toEqual(sent.map(({ email }) => email).sort());
    await Promise.all(others.map((other) => other.stop()));
  });
});

describe('a service without a mail server', () => {
  it('should store no mail, offer none, and pass links on as ever', async () => {
    const quiet = await startService();
    try {
      const place = await setUpAssessment(quiet, { code: 'ZM02' });
      const own = await signedIn(quiet, [{ role: 'trust-lead', trustId: place.trustId }]);
      const body = { email: 'a@fenmere.example', name: 'A', role: 'trust-viewer', trustId: place.trustId };
      const made = await askAs<Invited>(quiet, own, 'POST', '/api/v1/invitations', { body });
      expect(made.body).toMatchObject({ mailed: false, link: expect.stringContaining('/invitations/') });
      expect((await readAs(quiet, own, '/account')).html).not.toContain('id="mail"');
      expect((await sendForm(quiet, own, '/account/mail/test', {})).status).toBe(404);
      await runDue(quiet);
      expect(await quiet.database.query('SELECT 1 FROM mails')).toEqual([]);
      expect(await quiet.database.query("SELECT 1 FROM jobs WHERE kind IN ('send-mail', 'tell-lapsing')")).toEqual([]);
    } finally {
      await quiet.stop();
    }
  });
});

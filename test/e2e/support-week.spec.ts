import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { JobRunner } from '../../src/platform/jobs/job-runner.js';
import { startMailServer, TEST_PUBLIC_URL, type MailServer } from '../support/mail-server.js';
import { setUpAssessment, startService, type TestService } from '../support/service.js';
import { addVendor, askAs, readAs, sendForm, signedIn, type Held, type SignedIn } from '../support/signed-in.js';
import { submitAgain } from '../support/submitted.js';
import { letVendorTakePart } from '../support/vendor-part.js';

/* On Mondays at seven in London everybody in a support team hears whom to help, once, whatever the clocks did. */

const { context, answers } = parse(readFileSync('data/demo/fenmere-infirmary.yaml', 'utf8')) as {
  context: object;
  answers: Record<string, object>;
};

let mails: MailServer;
let service: TestService;
let vendorId: string;
let otherVendorId: string;
let deploymentId: string;
let assessmentId: string;
let trustId: string;
let lead: SignedIn;

beforeAll(async () => {
  mails = await startMailServer();
  service = await startService({ mail: mails.config });
  vendorId = await addVendor(service, 'Example Imaging', ['echogo-pro']);
  otherVendorId = await addVendor(service, 'Other Imaging', ['ambient-scribe']);
  ({ trustId, deploymentId, assessmentId } = await setUpAssessment(service, { code: 'ZW01', context }));
  lead = await enter({ role: 'vendor-lead', vendorId });
  await invite(true);
  await submitAgain(service, assessmentId, answers);
}, 60_000);

beforeEach(() => {
  mails.taken.length = 0;
  mails.tried.length = 0;
});

afterAll(async () => {
  await service.stop();
  await mails.stop();
});

const enter = (held: Held): Promise<SignedIn> => signedIn(service, [held]);

const invite = (vendorAccess: boolean): Promise<void> => letVendorTakePart(service, deploymentId, vendorAccess);

/** Does all that is due at a time, mail that the first round ordered included. */
async function at(instant: string): Promise<void> {
  service.clock.set(new Date(instant));
  for (let round = 0; round < 3; round += 1) await service.app.get(JobRunner).runDue();
}

const weekly = () => mails.taken.filter(({ head }) => String(head.subject).startsWith('Which sites to help'));
const recipients = (): string[] => weekly().flatMap(({ to }) => to);
const textFor = ({ email }: SignedIn): string =>
  (weekly().find(({ to }) => to.includes(email))?.text ?? '').replaceAll('\r\n', '\n');

describe('the mail of Monday', () => {
  it('should go to the support team alone, at seven, once however often it is looked, and on no other day', async () => {
    const support = await enter({ role: 'vendor-support', vendorId });
    const others = [
      await enter({ role: 'vendor-lead', vendorId: otherVendorId }),
      await enter({ role: 'trust-lead', trustId }),
      await enter({ role: 'administrator' }),
    ];
    const suspended = await enter({ role: 'vendor-support', vendorId });
    await askAs(service, lead, 'POST', `/api/v1/people/${suspended.id}/suspend`);
    const promised = { what: 'Send ports to gateway four', dueOn: '2026-12-04' };
    await askAs(service, support, 'POST', `/api/v1/deployments/${deploymentId}/promises`, { body: promised });
    await at('2026-11-29T07:30:00Z');
    await at('2026-11-30T06:59:59Z');
    expect(mails.tried).toEqual([]);
    await at('2026-11-30T07:00:00Z');
    expect(recipients().sort()).toEqual([lead.email, support.email].sort());
    expect(weekly()[0]?.head.subject).toBe('Which sites to help in the week of 30 November 2026');
    const text = textFor(support);
    expect(text).toContain(
      'Promised, and due this week or overdue:\n\n- Test Hospital (EchoGo Pro): a promise is due on 4 December 2026\n',
    );
    expect(text).toContain(`${TEST_PUBLIC_URL}/portfolio?mine=yes\n`);
    expect(text).not.toContain('gateway');
    for (const { email } of [...others, suspended]) expect(mails.tried).not.toContain(email);
    // the job once more, as after a restore of its record
    await service.database.query("DELETE FROM jobs WHERE kind = 'tell-support-week'");
    await at('2026-11-30T09:00:00Z');
    await at('2026-12-01T09:00:00Z');
    expect(recipients()).toHaveLength(2);
    const [job] = await service.database.query(
      "SELECT result FROM jobs WHERE kind = 'tell-support-week' ORDER BY created_at",
    );
    expect(JSON.parse(String(job?.result))).toEqual({ mails: 0 });
  });

  it.each([
    ['the clocks went forward', '2027-03-29T05:59:59Z', '2027-03-29T06:00:00Z'],
    ['the clocks went back', '2027-11-01T06:59:59Z', '2027-11-01T07:00:00Z'],
  ])('should go out at seven in London on the day after %s', async (_, before, then) => {
    await at(before);
    expect(weekly()).toEqual([]);
    await at(then);
    expect(recipients()).toContain(lead.email);
    await at(then.replace(/T0\d/, 'T08'));
    expect(recipients().filter((email) => email === lead.email)).toHaveLength(1);
  });

  it('should say what went backwards, waits, lapses and changed, and leave out what people wrote', async () => {
    lead = await enter({ role: 'vendor-lead', vendorId });
    const trust = await enter({ role: 'trust-lead', trustId });
    const body = { kind: 'question', subject: 'Ports of gateway four', text: 'Which?', questionId: 'IT-05' };
    const asked = await askAs(service, trust, 'POST', `/api/v1/assessments/${assessmentId}/concerns`, { body });
    expect(asked.status).toBe(201);
    await at('2027-11-08T07:00:00Z');
    const text = textFor(lead);
    expect(text).toMatch(/Went backwards:\n\n- Test Hospital \(EchoGo Pro\): \S.*lapsed.*\n/);
    expect(text).toContain(
      'Questions and concerns to answer:\n\n- Test Hospital (EchoGo Pro): 1 waits since 1 November 2027\n',
    );
    expect(text).toContain('a promise is overdue since 4 December 2026');
    expect(text).not.toMatch(/gateway|{{|undefined/);
  });

  it('should not go to who chose not to get it, nor offer the choice to who is in no support team', async () => {
    const quiet = await enter({ role: 'vendor-support', vendorId });
    const daily = await enter({ role: 'vendor-support', vendorId });
    const outside = await enter({ role: 'trust-lead', trustId });
    expect((await readAs(service, quiet, '/account')).html).toContain('Which sites to help this week');
    expect((await readAs(service, outside, '/account')).html).not.toContain('Which sites to help this week');
    await sendForm(service, quiet, '/account/mail', { week: 'never' });
    await sendForm(service, daily, '/account/mail', { week: 'daily' });
    await at('2027-11-15T05:00:00Z');
    await at('2027-11-15T07:00:00Z');
    expect(mails.tried).not.toContain(quiet.email);
    const digest = mails.taken.find(({ to }) => to.includes(daily.email));
    expect(digest?.head.subject).toBe('Your mail of the day: 1 item');
    expect(digest?.text).toContain('Which sites to help in the week of 15 November 2027');
  });

  it('should hold nothing of a trust that lets the vendor take part no more, and not be sent then', async () => {
    await invite(false);
    await at('2027-11-22T07:00:00Z');
    expect(weekly()).toEqual([]);
  });
});

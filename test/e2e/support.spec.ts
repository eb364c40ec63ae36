import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { JobRunner } from '../../src/platform/jobs/job-runner.js';
import { ask, setUpAssessment, startService, type Reply, type TestService } from '../support/service.js';
import { addVendor, askAs, signedIn, type SignedIn } from '../support/signed-in.js';
import { letVendorTakePart } from '../support/vendor-part.js';

/* What a support team did for a site and promised it: its own log, which neither the trust nor another vendor sees. */

interface Contact {
  readonly id: string;
  readonly on: string;
  readonly version: number;
  readonly withdrawnAt: string | null;
}

interface Promised {
  readonly id: string;
  readonly what: string | null;
  readonly state: string;
  readonly version: number;
}

let service: TestService;
let trustId: string;
let deploymentId: string;
let vendorId: string;
let elsewhereId: string;
let vendor: SignedIn;
let vendorLead: SignedIn;
let otherVendor: SignedIn;
let trustLead: SignedIn;
let keeper: SignedIn;
let number = 0;

const CALL = { kind: 'call', on: '2026-11-20', hours: 1.25, note: 'Ports.\nThe form is with the board.' };
const PORTS = { what: 'Send the list of ports', dueOn: '2026-12-04', actionId: 'IT-05' };

beforeAll(async () => {
  service = await startService();
  vendorId = await addVendor(service, 'Example Imaging', ['echogo-pro']);
  vendor = await signedIn(service, [{ role: 'vendor-support', vendorId }]);
  vendorLead = await signedIn(service, [{ role: 'vendor-lead', vendorId }]);
  const otherVendorId = await addVendor(service, 'Other Imaging', ['ambient-scribe']);
  otherVendor = await signedIn(service, [{ role: 'vendor-lead', vendorId: otherVendorId }]);
  keeper = await signedIn(service, [{ role: 'administrator' }]);
  ({ deploymentId: elsewhereId } = await setUpAssessment(service, { code: 'ZY02' }));
  await takePart(elsewhereId, true);
});

afterAll(() => service.stop());

beforeEach(async () => {
  number += 1;
  ({ trustId, deploymentId } = await setUpAssessment(service, { code: `ZX${String(number).padStart(2, '0')}` }));
  await takePart(deploymentId, true);
  trustLead = await signedIn(service, [{ role: 'trust-lead', trustId }]);
});

const takePart = (id: string, vendorAccess: boolean): Promise<void> => letVendorTakePart(service, id, vendorAccess);

const at = (what: string, id = deploymentId): string => `/api/v1/deployments/${id}/${what}`;
const log = (body: object = CALL, who = vendor): Promise<Reply<Contact>> =>
  askAs<Contact>(service, who, 'POST', at('contacts'), { body });
const promise = (body: object = PORTS, who = vendor): Promise<Reply<Promised>> =>
  askAs<Promised>(service, who, 'POST', at('promises'), { body });
const withdraw = (id: string, version: number, who = vendor, of = deploymentId): Promise<Reply<Contact>> =>
  askAs<Contact>(service, who, 'POST', `${at('contacts', of)}/${id}/withdrawal`, {
    ...{ body: { reason: 'entered-twice' }, headers: { 'if-match': `"${String(version)}"` } },
  });
const change = (id: string, version: number, body: object, who = vendor): Promise<Reply<Promised>> =>
  askAs<Promised>(service, who, 'PATCH', `/api/v1/promises/${id}`, {
    ...{ body, headers: { 'if-match': `"${String(version)}"` } },
  });
const wrongFields = ({ body }: Reply<unknown>): string[] =>
  (body as { errors: { pointer: string }[] }).errors.map(({ pointer }) => pointer);

async function outlook(): Promise<Record<string, unknown>> {
  await service.app.get(JobRunner).runDue();
  return (await askAs(service, vendor, 'GET', at('outlook'))).body;
}

describe('a contact', () => {
  it('should be logged with its hours, stand at its day, and count no more once it is withdrawn', async () => {
    const { status, body, headers } = await log();
    expect([status, headers.get('location')]).toEqual([201, `${at('contacts')}/${body.id}`]);
    expect(body).toMatchObject({ ...CALL, version: 1, withdrawnAt: null, erased: false, actionId: null });
    for (const hidden of ['listOrder', 'formKey', 'trustId']) expect(body).not.toHaveProperty(hidden);
    const visit = (await log({ kind: 'visit', on: '2026-10-01', hours: 6 })).body;
    const meeting = (await log({ kind: 'meeting', on: '2026-11-23', hours: 0.5, actionId: 'IT-05' })).body;
    const list = await askAs<{ items: Contact[] }>(service, vendorLead, 'GET', at('contacts'));
    expect(list.body.items.map(({ id }) => id)).toEqual([meeting.id, body.id, visit.id]);
    expect(await outlook()).toMatchObject({
      lastContact: { on: '2026-11-23', kind: 'meeting' },
      hoursSpent: { total: 7.75, lastFourWeeks: 1.75 },
      openPromises: { count: 0, overdue: 0, nextDueOn: null },
    });
    expect((await withdraw(meeting.id, 1)).body).toMatchObject({ version: 2, withdrawnBecause: 'entered-twice' });
    expect((await withdraw(meeting.id, 1)).status).toBe(412);
    expect((await withdraw(meeting.id, 2)).body).toMatchObject({ code: 'support-settled' });
    expect(await outlook()).toMatchObject({
      lastContact: { on: '2026-11-20', kind: 'call' },
      hoursSpent: { total: 7.25, lastFourWeeks: 1.25 },
    });
    const [event] = await service.database.query(
      "SELECT data, trust_id, deployment_id FROM events WHERE type = 'contact-withdrawn'",
    );
    expect(JSON.parse(String(event?.data))).toMatchObject({ reason: 'entered-twice', deploymentId });
    expect([event?.trust_id, event?.deployment_id]).toEqual([null, null]);
  });

  it.each([
    ['hours', { hours: 100.25 }],
    ['hours', { hours: 0.3 }],
    ['hours', { hours: -1 }],
    ['hours', { hours: '1' }],
    ['on', { on: '2026-11-24' }],
    ['note', { note: 'Patient 943 476 5919' }],
    ['note', { note: 'n'.repeat(2001) }],
    ['actionId', { actionId: 'IT-99' }],
    ['kind', { kind: 'lunch' }],
  ])('should be refused where its %s is not one (%#)', async (field, wrong) => {
    const reply = await log({ ...CALL, ...wrong });
    expect([reply.status, wrongFields(reply)]).toEqual([400, [`/${field}`]]);
  });

  it('should take the least and the most hours', async () => {
    for (const hours of [0, 100]) expect((await log({ ...CALL, hours })).body).toMatchObject({ hours });
  });

  it('should be withdrawn at its own site only', async () => {
    const { id } = (await log()).body;
    expect((await withdraw(id, 1, vendor, elsewhereId)).status).toBe(404);
    expect((await askAs(service, vendor, 'GET', `${at('contacts', elsewhereId)}/${id}`)).status).toBe(404);
    expect((await askAs(service, vendor, 'GET', `${at('contacts')}/${id}`)).body).toMatchObject({ withdrawnAt: null });
  });
});

describe('a promise', () => {
  it('should be moved, kept, broken or withdrawn, and change no more then', async () => {
    const { status, body, headers } = await promise();
    expect([status, headers.get('location')]).toEqual([201, `/api/v1/promises/${body.id}`]);
    expect(body).toMatchObject({ ...PORTS, state: 'open', settledOn: null });
    expect(await outlook()).toMatchObject({ openPromises: { count: 1, overdue: 0, nextDueOn: '2026-12-04' } });
    expect((await change(body.id, 1, { dueOn: '2026-12-11' }, vendorLead)).body).toMatchObject({
      ...{ dueOn: '2026-12-11', state: 'open', version: 2 },
    });
    expect((await change(body.id, 1, { state: 'kept' })).status).toBe(412);
    expect((await change(body.id, 2, { state: 'kept' })).body).toMatchObject({
      ...{ state: 'kept', settledOn: '2026-11-23', version: 3 },
    });
    expect((await change(body.id, 3, { state: 'broken' })).body).toMatchObject({ code: 'support-settled' });
    expect(await outlook()).toMatchObject({ openPromises: { count: 0, nextDueOn: null } });
  });

  it('should stand before those that are settled, the earliest day first', async () => {
    const later = (await promise({ ...PORTS, dueOn: '2027-01-04' })).body;
    const sooner = (await promise({ ...PORTS, dueOn: '2026-11-23' })).body;
    const done = (await promise({ ...PORTS, dueOn: '2026-11-30' })).body;
    await change(done.id, 1, { state: 'withdrawn' });
    const ids: string[] = [];
    let next: string | null = '';
    while (next !== null) {
      const query: string = next === '' ? '' : `&cursor=${next}`;
      const page: Reply<{ items: Promised[]; next: string | null }> = await askAs(
        ...([service, vendor, 'GET', `${at('promises')}?limit=1${query}`] as const),
      );
      ids.push(...page.body.items.map(({ id }) => id));
      ({ next } = page.body);
    }
    expect(ids).toEqual([sooner.id, later.id, done.id]);
  });

  it.each([
    ['dueOn', { dueOn: '2026-11-22' }],
    ['what', { what: 'Patient 943 476 5919' }],
    ['what', { what: 'w'.repeat(301) }],
    ['actionId', { actionId: 'IT-05:renew' }],
  ])('should be refused where its %s is not one (%#)', async (field, wrong) => {
    const reply = await promise({ ...PORTS, ...wrong });
    expect([reply.status, wrongFields(reply)]).toEqual([400, [`/${field}`]]);
  });

  it('should be refused a change of nothing, of both, and to a day that is past', async () => {
    const { id } = (await promise()).body;
    expect((await change(id, 1, {})).status).toBe(400);
    expect((await change(id, 1, { state: 'kept', dueOn: '2026-12-24' })).status).toBe(400);
    expect((await change(id, 1, { dueOn: '2026-11-22' })).status).toBe(400);
  });
});

describe('the log', () => {
  it('should be hidden from the trust, from another vendor, and from a vendor that takes part no more', async () => {
    const contact = (await log()).body;
    const promised = (await promise()).body;
    for (const [who, expected] of [
      [trustLead, 403],
      [otherVendor, 404],
    ] as const) {
      for (const what of ['contacts', 'promises', `contacts/${contact.id}`]) {
        expect((await askAs(service, who, 'GET', at(what))).status).toBe(expected);
      }
      expect((await askAs(service, who, 'GET', `/api/v1/promises/${promised.id}`)).status).toBe(expected);
      expect((await log(CALL, who)).status).toBe(expected);
      expect((await promise(PORTS, who)).status).toBe(expected);
      expect((await withdraw(contact.id, 1, who)).status).toBe(expected);
      expect((await change(promised.id, 1, { state: 'kept' }, who)).status).toBe(expected);
    }
    expect((await log(CALL, keeper)).status).toBe(403);
    expect((await askAs(service, keeper, 'GET', at('contacts'))).status).toBe(200);
    const seen = await askAs(service, trustLead, 'GET', '/api/v1/events?limit=200');
    const history = await askAs(service, trustLead, 'GET', at('history'));
    for (const { status, body } of [seen, history]) {
      expect(status).toBe(200);
      for (const secret of [contact.id, promised.id, 'contact-logged', 'promise-made']) {
        expect(JSON.stringify(body)).not.toContain(secret);
      }
    }
    await takePart(deploymentId, false);
    expect((await askAs(service, vendor, 'GET', at('contacts'))).status).toBe(404);
    expect((await askAs(service, vendor, 'GET', `/api/v1/promises/${promised.id}`)).status).toBe(404);
  });

  it('should hand out what somebody wrote and erase it with them, while days and hours stay', async () => {
    const writer = await signedIn(service, [{ role: 'vendor-support', vendorId }]);
    const contact = (await log(CALL, writer)).body;
    const silent = (await log({ ...CALL, note: undefined }, writer)).body;
    const promised = (await promise(PORTS, writer)).body;
    const person = `/api/v1/people/${writer.id}`;
    const { body } = await askAs<{ texts: object[] }>(service, keeper, 'GET', `${person}/export`);
    expect(body.texts).toMatchObject([
      { kind: 'support-contact', id: contact.id, text: CALL.note },
      { kind: 'support-promise', id: promised.id, text: PORTS.what },
    ]);
    expect((await askAs(service, keeper, 'POST', `${person}/erase`)).status).toBe(200);
    const left = await askAs<{ items: object[] }>(service, vendor, 'GET', at('contacts'));
    expect(left.body.items).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ id: contact.id, hours: 1.25, note: null, erased: true, madeByName: 'erased person' }),
        expect.objectContaining({ id: silent.id, note: null, erased: false }),
      ]),
    );
    expect((await askAs(service, vendor, 'GET', `/api/v1/promises/${promised.id}`)).body).toMatchObject({
      ...{ what: null, erased: true, state: 'open', dueOn: PORTS.dueOn },
    });
    const { support_contacts: contacts, support_promises: promises } = await service.database.rows();
    const mine = [...(contacts ?? []), ...(promises ?? [])].filter((row) => row.made_by === writer.id);
    expect(mine).toHaveLength(3);
    expect(JSON.stringify(mine)).not.toMatch(/board|ports/i);
  });
});

describe('who looks after a site', () => {
  const put = (who: SignedIn, vendorOwner: string | null, tag: string): Promise<Reply> =>
    askAs(service, who, 'PUT', at('vendor-owner'), { body: { vendorOwner }, headers: { 'if-match': tag } });

  it('should be said by anybody in the support team, and by no trust or other vendor', async () => {
    const tag = (await ask(service, 'GET', `/api/v1/deployments/${deploymentId}`)).headers.get('etag') ?? '';
    expect((await put(trustLead, 'Us', tag)).status).toBe(403);
    expect((await put(otherVendor, 'Us', tag)).status).toBe(404);
    const { status, body, headers } = await put(vendor, 'Amira', tag);
    expect([status, body.vendorOwner]).toEqual([200, 'Amira']);
    expect((await put(vendorLead, 'Ben', tag)).status).toBe(412);
    expect((await put(vendorLead, null, headers.get('etag') ?? '')).body.vendorOwner).toBeNull();
    expect(await outlook()).toMatchObject({ owner: null });
  });
});

describe('a promise whose day is past', () => {
  it('should count as overdue', async () => {
    await promise({ ...PORTS, dueOn: '2026-11-23' });
    await promise({ ...PORTS, dueOn: '2026-11-24' });
    service.clock.set(new Date('2026-11-24T12:00:00Z'));
    // sessions of the day before have ended
    vendor = await signedIn(service, [{ role: 'vendor-support', vendorId }]);
    expect(await outlook()).toMatchObject({ openPromises: { count: 2, overdue: 1, nextDueOn: '2026-11-23' } });
  });
});

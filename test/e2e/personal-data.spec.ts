import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { JobKinds, type RunningJob } from '../../src/platform/jobs/job-kinds.js';
import { setUpAssessment, startService, type TestService } from '../support/service.js';
import { askAs, pathOf, readAs, sendForm, signedIn, type SignedIn } from '../support/signed-in.js';

let service: TestService;
let trustId: string;
let administrator: SignedIn;
let lead: SignedIn;

beforeAll(async () => {
  service = await startService();
  ({ trustId } = await setUpAssessment(service));
  administrator = await signedIn(service, [{ role: 'administrator' }]);
  lead = await signedIn(service, [{ role: 'trust-lead', trustId }]);
});

afterAll(() => service.stop());

const invite = (email: string): Promise<{ body: Record<string, unknown> }> =>
  askAs(service, lead, 'POST', '/api/v1/invitations', {
    body: { email, name: 'Ann Invited', role: 'trust-viewer', trustId, message: 'Hello Ann' },
  });

/** Everything in the tables of accounts and in the record, as text. */
async function everything(): Promise<string> {
  const tables = ['people', 'tickets', 'sessions', 'grants', 'passwords', 'identities', 'events', 'sign_in_tries'];
  const rows = await Promise.all(tables.map((table) => service.database.query(`SELECT * FROM ${table}`)));
  return JSON.stringify(rows);
}

describe('what is held on a person', () => {
  it('should be handed out to the person and to administrators, without secrets', async () => {
    const viewer = await signedIn(service, [{ role: 'trust-viewer', trustId }]);
    const path = `/api/v1/people/${viewer.id}/export`;
    const own = await askAs(service, viewer, 'GET', path);
    expect(own.body).toMatchObject({
      person: { id: viewer.id, email: viewer.email, roles: [{ role: 'trust-viewer' }] },
      sessions: [{ device: 'Firefox on Linux' }],
      identities: [],
      keys: [],
    });
    expect((own.body.events as number[]).length).toBeGreaterThanOrEqual(3);
    expect(JSON.stringify(own.body)).not.toMatch(/hash|formToken|argon2/i);
    expect({
      administrator: (await askAs(service, administrator, 'GET', path)).status,
      lead: (await askAs(service, lead, 'GET', path)).status,
      nobody: (await fetch(`${service.url}${path}`, { headers: { 'x-nobody': '1' } })).status,
    }).toEqual({ administrator: 200, lead: 404, nobody: 401 });
    expect((await readAs(service, viewer, '/account')).html).toContain(`href="${path}"`);
  });

  it('should be gone when the person is erased, but for the id in the record', async () => {
    const { body } = await invite('ann@example.nhs.uk');
    const account = { name: 'Ann Whittle', password: 'walrus-lantern-teacup' };
    const { cookie = '' } = await sendForm(service, undefined, pathOf(body.link), account);
    const { id } = (await askAs<{ id: string }>(service, { cookie }, 'GET', '/api/v1/me')).body;
    expect(await everything()).toMatch(/Ann Whittle[^]*Ann Invited|Ann Invited[^]*Ann Whittle/);
    const before = await service.database.query('SELECT hash FROM events ORDER BY sequence');
    expect((await askAs(service, lead, 'POST', `/api/v1/people/${id}/erase`)).status).toBe(404);
    const erased = await askAs(service, administrator, 'POST', `/api/v1/people/${id}/erase`);
    expect([erased.status, erased.body]).toMatchObject([200, { id, keys: [] }]);
    const left = await everything();
    expect(left).not.toMatch(/Ann|ann@example/);
    expect(left).toContain(id);
    const after = await service.database.query('SELECT hash FROM events ORDER BY sequence');
    expect(after.slice(0, before.length)).toEqual(before);
    expect((await askAs(service, { cookie }, 'GET', '/api/v1/me')).status).toBe(401);
    const person = await askAs(service, administrator, 'GET', `/api/v1/people/${id}`);
    expect(person.body).toMatchObject({ state: 'erased', name: null, email: null, roles: [] });
    expect((await readAs(service, administrator, `/people/${id}`)).html).toContain('Erased person');
  });

  it('should list keys that stay, and never erase oneself', async () => {
    const second = await signedIn(service, [{ role: 'administrator' }]);
    const command = { name: 'Nightly', role: 'trust-viewer', trustId, scopes: ['results:read'] };
    const key = await askAs(service, second, 'POST', '/api/v1/keys', { body: command });
    const erase = (who: SignedIn) => askAs(service, who, 'POST', `/api/v1/people/${second.id}/erase`);
    expect((await erase(second)).status).toBe(403);
    expect((await erase(administrator)).body).toMatchObject({ keys: [{ id: key.body.id, name: 'Nightly' }] });
  });

  it('should be forgotten by night: ended sessions, and addresses of invitations after 90 days', async () => {
    await invite('old@example.nhs.uk');
    const run = async (): Promise<unknown> => {
      const kind = service.app.get(JobKinds).get('forget-people');
      return kind?.run({} as RunningJob);
    };
    service.clock.set(new Date('2027-03-06T03:00:00Z'));
    expect(await run()).toMatchObject({ invitations: 0 });
    expect(await everything()).toContain('old@example.nhs.uk');
    service.clock.set(new Date('2027-03-08T03:00:00Z'));
    expect(await run()).toMatchObject({ invitations: 1, sessions: 0 });
    const left = await everything();
    service.clock.set(new Date('2026-11-23T12:00:00Z'));
    expect(left).not.toContain('old@example.nhs.uk');
    expect(await service.database.query('SELECT id FROM sessions')).toEqual([]);
  });
});

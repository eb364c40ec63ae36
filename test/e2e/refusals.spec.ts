import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { KeysService } from '../../src/accounts/keys.service.js';
import { operator } from '../../src/platform/actor/actor.js';
import { ask, setUpAssessment, startService, type TestService } from '../support/service.js';
import { addVendor, askAs, readAs, signedIn, type SignedIn } from '../support/signed-in.js';

/* What somebody known was refused is on record, and what is not theirs to read is in no field of what they may read. */

const MAKER = operator('tests');

let service: TestService;
let trustId: string;
let assessmentId: string;
let deploymentId: string;
let lead: SignedIn;
let colleague: SignedIn;

beforeAll(async () => {
  service = await startService();
  ({ trustId, assessmentId, deploymentId } = await setUpAssessment(service));
  lead = await signedIn(service, [{ role: 'trust-lead', trustId }]);
  colleague = await signedIn(service, [{ role: 'contributor', trustId, assessmentId, sections: ['GV'] }]);
});

afterAll(() => service.stop());

interface Event {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The newest events of somebody. */
async function eventsOf(actorId: string, type: string): Promise<readonly Event['data'][]> {
  const { body } = await ask<{ items: Event[] }>(service, 'GET', `/api/v1/events?actorId=${actorId}&type=${type}`);
  return body.items.map(({ data }) => data);
}

async function submit(): Promise<void> {
  const { headers } = await ask(service, 'GET', `/api/v1/assessments/${assessmentId}/revision`);
  const tag = { 'if-match': headers.get('etag') ?? '' };
  const { status } = await ask(service, 'POST', `/api/v1/assessments/${assessmentId}/submit`, { headers: tag });
  expect(status).toBe(201);
}

describe('what is refused', () => {
  it('should be on record where the service says so, and not the guard', async () => {
    const body = { email: 'new@example.nhs.uk', name: 'New', role: 'administrator' };
    expect((await askAs(service, lead, 'POST', '/api/v1/invitations', { body })).status).toBe(403);
    expect(await eventsOf(lead.id, 'access-refused')).toEqual([
      { route: 'POST /api/v1/invitations', permission: 'people.manage', outcome: 'not-permitted' },
    ]);
    const section = `/api/v1/assessments/${assessmentId}/sections/IT`;
    const { headers } = await ask(service, 'GET', section);
    const tag = { 'if-match': headers.get('etag') ?? '' };
    const item = { questionId: 'IT-01', item: { title: 'A paper' } };
    const evidence = `/api/v1/assessments/${assessmentId}/evidence`;
    expect((await askAs(service, colleague, 'POST', evidence, { body: item, headers: tag })).status).toBe(403);
    expect(await eventsOf(colleague.id, 'access-refused')).toEqual([
      {
        route: 'POST /api/v1/assessments/:assessmentId/evidence',
        permission: 'answers.write',
        outcome: 'not-permitted',
      },
    ]);
  });

  it('should be on record for an id that was guessed, but not for whoever reaches everything', async () => {
    const address = `/api/v1/assessments/${randomUUID()}`;
    const viewer = await signedIn(service, [{ role: 'trust-viewer', trustId }]);
    expect((await askAs(service, viewer, 'GET', address)).status).toBe(404);
    expect(await eventsOf(viewer.id, 'access-refused')).toEqual([
      { route: 'GET /api/v1/assessments/:assessmentId', permission: 'deployments.read', outcome: 'not-reached' },
    ]);
    const administrator = await signedIn(service, [{ role: 'administrator' }]);
    expect((await askAs(service, administrator, 'GET', address)).status).toBe(404);
    expect(await eventsOf(administrator.id, 'access-refused')).toEqual([]);
  });

  it('should be on record for a key that ended, has expired or is wrong, and in the same words to all', async () => {
    const keys = service.app.get(KeysService);
    const { id, key } = await keys.create(MAKER, {
      name: 'A program',
      role: 'trust-viewer',
      trustId,
      scopes: ['score'],
    });
    const use = async (text: string): Promise<unknown> => {
      const headers = { authorization: `Bearer ${text}` };
      const { status, body } = await ask(service, 'GET', '/api/v1/me', { headers });
      return [status, body.detail];
    };
    const unknown = [401, 'The key is not known, has expired or was ended.'];
    const last = key.at(-1) === 'a' ? 'b' : 'a';
    expect(await use(`${key.slice(0, -1)}${last}`)).toEqual(unknown);
    await keys.end(MAKER, id);
    expect(await use(key)).toEqual(unknown);
    expect(await eventsOf(id, 'key-refused')).toEqual([{ outcome: 'ended' }, { outcome: 'wrong' }]);
  });

  it('should leave a trace when what is held on somebody is taken away', async () => {
    const address = `/api/v1/people/${lead.id}/export`;
    expect((await askAs(service, lead, 'GET', address)).status).toBe(200);
    expect(await eventsOf(lead.id, 'person-exported')).toHaveLength(1);
  });
});

describe('the result of a submission', () => {
  it('should be in no field for a colleague or a key that may read deployments only', async () => {
    await submit();
    const latestFor = async (headers: Record<string, string>): Promise<unknown[]> => {
      const one = await ask(service, 'GET', `/api/v1/assessments/${assessmentId}`, { headers });
      const { body } = await ask<{ items: { latest: unknown }[] }>(service, 'GET', '/api/v1/assessments', { headers });
      return [one.body.latest, body.items.map(({ latest }) => latest)];
    };
    const keys = service.app.get(KeysService);
    const command = { name: 'Lists', role: 'trust-viewer', trustId, scopes: ['deployments:read'] } as const;
    const { key } = await keys.create(MAKER, { ...command, scopes: [...command.scopes] });
    expect(await latestFor({ cookie: colleague.cookie })).toEqual([null, [null]]);
    expect(await latestFor({ authorization: `Bearer ${key}` })).toEqual([null, [null]]);
    expect(await latestFor({ cookie: lead.cookie })).toEqual([
      expect.objectContaining({ stage: 0 }),
      [expect.objectContaining({ stage: 0 })],
    ]);
  });

  it('should be on the page of the assessment for whoever may read it: trust, vendor and network', async () => {
    const vendorId = await addVendor(service, 'Echo Makers', ['echogo-pro']);
    const vendor = await signedIn(service, [{ role: 'vendor-support', vendorId }]);
    const deployment = `/api/v1/deployments/${deploymentId}`;
    const { headers } = await ask(service, 'GET', deployment);
    const change = { body: { vendorAccess: true }, headers: { 'if-match': headers.get('etag') ?? '' } };
    expect((await ask(service, 'PUT', `${deployment}/vendor-access`, change)).status).toBe(200);
    for (const who of [lead, vendor]) {
      expect((await readAs(service, who, `/assessments/${assessmentId}`)).html).toContain('Last submitted');
    }
    const shown = await readAs(service, colleague, `/assessments/${assessmentId}`);
    expect([shown.status, shown.html.includes('Last submitted')]).toEqual([200, false]);
  });
});

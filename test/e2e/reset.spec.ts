import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setUpAssessment, startService, type TestService } from '../support/service.js';
import { askAs, PASSWORD, pathOf, readAs, sendForm, signedIn, type SignedIn } from '../support/signed-in.js';

const NEW = 'cobalt-harbour-spoon';

let service: TestService;
let trustId: string;
let lead: SignedIn;

beforeAll(async () => {
  service = await startService();
  ({ trustId } = await setUpAssessment(service));
  lead = await signedIn(service, [{ role: 'trust-lead', trustId }]);
});

afterAll(() => service.stop());

async function linkFor(id: string): Promise<string> {
  const { status, body } = await askAs(service, lead, 'POST', `/api/v1/people/${id}/reset-link`);
  expect(status).toBe(200);
  return pathOf(body.link);
}

const signIn = async (email: string, password: string): Promise<number> =>
  (await sendForm(service, undefined, '/sign-in', { email, password })).status;

describe('a link to a new password', () => {
  it('should change the password once, end all sessions and let nobody in by itself', async () => {
    const viewer = await signedIn(service, [{ role: 'trust-viewer', trustId }]);
    const path = await linkFor(viewer.id);
    expect((await readAs(service, undefined, path)).html).toContain(viewer.email);
    const weak = await sendForm(service, undefined, path, { password: 'password1234' });
    expect([weak.status, weak.html.includes('password1234')]).toEqual([400, false]);
    const done = await sendForm(service, undefined, path, { password: NEW });
    expect(done).toMatchObject({ status: 303, location: '/password-changed', cookie: undefined });
    expect((await askAs(service, viewer, 'GET', '/api/v1/me')).status).toBe(401);
    expect([await signIn(viewer.email, PASSWORD), await signIn(viewer.email, NEW)]).toEqual([400, 303]);
    expect((await sendForm(service, undefined, path, { password: NEW })).status).toBe(410);
  });

  it('should end with the next one, after a day, and when the person is suspended', async () => {
    const viewer = await signedIn(service, [{ role: 'trust-viewer', trustId }]);
    const first = await linkFor(viewer.id);
    const second = await linkFor(viewer.id);
    const status = async (path: string): Promise<number> => (await readAs(service, undefined, path)).status;
    expect([await status(first), await status(second)]).toEqual([410, 200]);
    await askAs(service, lead, 'POST', `/api/v1/people/${viewer.id}/suspend`);
    await askAs(service, lead, 'POST', `/api/v1/people/${viewer.id}/reactivate`);
    expect(await status(second)).toBe(410);
    const third = await linkFor(viewer.id);
    service.clock.set(new Date('2026-11-24T12:00:01Z'));
    const late = await status(third);
    service.clock.set(new Date('2026-11-23T12:00:00Z'));
    expect(late).toBe(410);
  });

  it('should end with the power of whoever made it', async () => {
    const viewer = await signedIn(service, [{ role: 'trust-viewer', trustId }]);
    const other = await signedIn(service, [{ role: 'trust-lead', trustId }]);
    const made = await askAs(service, other, 'POST', `/api/v1/people/${viewer.id}/reset-link`);
    const path = pathOf(made.body.link);
    expect((await readAs(service, undefined, path)).status).toBe(200);
    await askAs(service, lead, 'POST', `/api/v1/people/${other.id}/suspend`);
    expect((await readAs(service, undefined, path)).status).toBe(410);
    const password = 'harvest-pebble-lantern';
    expect((await sendForm(service, undefined, path, { password })).status).toBe(410);
  });

  it('should not be good for anything else', async () => {
    const viewer = await signedIn(service, [{ role: 'trust-viewer', trustId }]);
    const token = (await linkFor(viewer.id)).replace('/reset/', '');
    expect((await readAs(service, undefined, `/invitations/${token}`)).status).toBe(410);
    expect((await readAs(service, undefined, `/set-up/${token}`)).status).toBe(410);
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ask, setUpAssessment, startService, type TestService } from '../support/service.js';

interface Item {
  readonly id: string;
  readonly questionId: string;
  readonly item: Record<string, unknown>;
  readonly version: number;
}

let service: TestService;
let assessmentId: string;

beforeAll(async () => {
  service = await startService();
  ({ assessmentId } = await setUpAssessment(service));
  const answers = { 'GV-01': { value: 3 }, 'GV-02': { notKnown: true } };
  await ask(service, 'PUT', `/api/v1/assessments/${assessmentId}/sections/GV`, {
    body: { answers },
    headers: { 'if-match': '"1"' },
  });
});

afterAll(async () => {
  await service.stop();
});

const add = (body: object, version: number) =>
  ask<Item>(service, 'POST', `/api/v1/assessments/${assessmentId}/evidence`, {
    body,
    headers: { 'if-match': `"${String(version)}"` },
  });

describe('evidence items', () => {
  it('should be added, read, replaced and taken away, each time on the current version of the section', async () => {
    const added = await add({ questionId: 'GV-01', item: { title: 'DPIA', date: '2026-10-01' } }, 2);
    expect(added).toMatchObject({ status: 201, body: { questionId: 'GV-01', section: 'GV', version: 3 } });
    expect(added.headers.get('etag')).toBe('"3"');
    const address = `/api/v1/evidence/${added.body.id}`;
    const read = await ask<Item>(service, 'GET', address);
    expect(read.body).toEqual(added.body);
    const replaced = await ask<Item>(service, 'PUT', address, {
      body: { item: { title: 'DPIA, signed', date: '2026-11-01', owner: 'SIRO' } },
      headers: { 'if-match': '"3"' },
    });
    expect(replaced.body).toMatchObject({
      id: added.body.id,
      version: 4,
      item: { title: 'DPIA, signed', owner: 'SIRO' },
    });
    const stale = await ask(service, 'DELETE', address, { headers: { 'if-match': '"3"' } });
    expect(stale).toMatchObject({ status: 412, body: { currentVersion: 4 } });
    const removed = await ask(service, 'DELETE', address, { headers: { 'if-match': '"4"' } });
    expect(removed.status).toBe(204);
    expect(removed.headers.get('etag')).toBe('"5"');
    expect((await ask(service, 'GET', address)).status).toBe(404);
    const history = await ask<{ items: { type: string; data: object }[] }>(
      service,
      'GET',
      `/api/v1/assessments/${assessmentId}/history?limit=3`,
    );
    const evidenceId = added.body.id;
    expect(history.body.items.map(({ type, data }) => ({ type, ...data }))).toMatchObject([
      { type: 'evidence-removed', version: 5, questions: ['GV-01'], evidenceId },
      { type: 'evidence-replaced', version: 4, questions: ['GV-01'], evidenceId },
      { type: 'evidence-added', version: 3, questions: ['GV-01'] },
    ]);
  });

  it('should say where they can be read, and name no file and no other item', async () => {
    const section = `/api/v1/assessments/${assessmentId}/sections/GV`;
    const version = async (): Promise<number> => (await ask<{ version: number }>(service, 'GET', section)).body.version;
    const added = await add({ questionId: 'GV-02', item: { title: 'One' } }, await version());
    expect(added.headers.get('location')).toBe(`/api/v1/evidence/${added.body.id}`);
    const file = await add({ questionId: 'GV-02', item: { title: 'Two', fileId: 'x' } }, await version());
    expect(file).toMatchObject({ status: 422, body: { errors: [{ pointer: '/item/fileId', code: 'unknown-file' }] } });
    const other = await ask(service, 'PUT', `/api/v1/evidence/${added.body.id}`, {
      body: { item: { id: '6f9619ff-8b86-4d01-b42d-00cf4fc964ff', title: 'Three' } },
      headers: { 'if-match': `"${String(await version())}"` },
    });
    expect(other).toMatchObject({ status: 422, body: { errors: [{ pointer: '/item/id', code: 'unknown-evidence' }] } });
    await ask(service, 'DELETE', `/api/v1/evidence/${added.body.id}`, {
      headers: { 'if-match': `"${String(await version())}"` },
    });
  });

  it('should be listed by question', async () => {
    const version = (
      (await ask(service, 'GET', `/api/v1/assessments/${assessmentId}/sections/GV`)).body as { version: number }
    ).version;
    await add({ questionId: 'GV-01', item: { title: 'One' } }, version);
    await add({ questionId: 'GV-02', item: { title: 'Two' } }, version + 1);
    const all = await ask<{ items: Item[]; next: string | null }>(
      service,
      'GET',
      `/api/v1/assessments/${assessmentId}/evidence?limit=1`,
    );
    expect(all.body.items.map(({ questionId }) => questionId)).toEqual(['GV-01']);
    const rest = await ask<{ items: Item[] }>(
      service,
      'GET',
      `/api/v1/assessments/${assessmentId}/evidence?cursor=${all.body.next ?? ''}`,
    );
    expect(rest.body.items.map(({ questionId }) => questionId)).toEqual(['GV-02']);
    const one = await ask<{ items: Item[] }>(
      service,
      'GET',
      `/api/v1/assessments/${assessmentId}/evidence?questionId=GV-02`,
    );
    expect(one.body.items).toMatchObject([{ item: { title: 'Two' } }]);
  });

  it.each([
    ['an unknown question', { questionId: 'GV-99', item: { title: 'X' } }, 'unknown-question', '/questionId'],
    ['a question without an answer', { questionId: 'GV-03', item: { title: 'X' } }, 'not-answered', '/questionId'],
    ['an item without a title', { questionId: 'GV-02', item: {} }, 'title-missing', '/item/title'],
    [
      'a date that does not exist',
      { questionId: 'GV-02', item: { title: 'X', date: '2026-02-30' } },
      'wrong-date',
      '/item/date',
    ],
    ['a patient', { questionId: 'GV-02', item: { title: 'Scan of 943 476 5919' } }, 'nhs-number', '/item/title'],
    ['an id of its own', { questionId: 'GV-02', item: { title: 'X', id: 'mine' } }, 'unknown-evidence', '/item/id'],
  ])('should be refused with %s', async (_, body, code, pointer) => {
    const { version } = (await ask(service, 'GET', `/api/v1/assessments/${assessmentId}/sections/GV`)).body as {
      version: number;
    };
    const reply = await add(body, version);
    expect(reply).toMatchObject({ status: 422, body: { errors: [expect.objectContaining({ code, pointer })] } });
  });

  it('should be frozen with the revision', async () => {
    const version = (
      (await ask(service, 'GET', `/api/v1/assessments/${assessmentId}/sections/GV`)).body as { version: number }
    ).version;
    const { body } = await add({ questionId: 'GV-01', item: { title: 'Last' } }, version);
    const revision = await ask(service, 'GET', `/api/v1/assessments/${assessmentId}/revision`);
    await ask(service, 'POST', `/api/v1/assessments/${assessmentId}/submit`, {
      headers: { 'if-match': revision.headers.get('etag') ?? '' },
    });
    const reply = await ask(service, 'DELETE', `/api/v1/evidence/${body.id}`, {
      headers: { 'if-match': `"${String(version + 1)}"` },
    });
    expect(reply).toMatchObject({ status: 409, body: { code: 'revision-submitted' } });
    expect((await ask<Item>(service, 'GET', `/api/v1/evidence/${body.id}`)).body.item.title).toBe('Last');
  });
});

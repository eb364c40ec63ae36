import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Scorecard } from '../../src/core/contracts/scorecard.js';
import { VendorEntity, VendorToolEntity } from '../../src/organisations/vendor.entity.js';
import { DATA_SOURCES, type DataSources } from '../../src/platform/database/data-sources.js';
import { ask, setUpAssessment, startService, type Reply, type TestService } from '../support/service.js';
import { askAs, signedIn, type SignedIn } from '../support/signed-in.js';

/* A vendor states, a site accepts or disputes; only what was accepted counts, and a material version asks again. */

const VENDOR = '10000000-0000-4000-8000-000000000001';
const OTHER_VENDOR = '10000000-0000-4000-8000-000000000002';
const STATEMENT = { toolId: 'echogo-pro', productVersion: '2.2', questionId: 'VS-01', answer: { value: 3 } };

interface Statement {
  readonly id: string;
  readonly withdrawnAt: string | null;
}

let service: TestService;
let vendor: SignedIn;
let otherVendor: SignedIn;
let lead: SignedIn;
let otherLead: SignedIn;
let ids: Awaited<ReturnType<typeof setUpAssessment>>;
let number = 0;
let seconds = 0;

beforeAll(async () => {
  service = await startService();
  const now = new Date('2026-11-01T12:00:00Z');
  await service.app.get<DataSources>(DATA_SOURCES).transaction('write', async (manager) => {
    const common = { version: 1, createdAt: now, updatedAt: now };
    await manager.insert(VendorEntity, [
      { id: VENDOR, name: 'Echo Vendor', ...common },
      { id: OTHER_VENDOR, name: 'Scribe Vendor', ...common },
    ]);
    await manager.insert(VendorToolEntity, [
      { toolId: 'echogo-pro', vendorId: VENDOR },
      { toolId: 'ambient-scribe', vendorId: OTHER_VENDOR },
    ]);
  });
  vendor = await signedIn(service, [{ role: 'vendor-lead', vendorId: VENDOR }]);
  otherVendor = await signedIn(service, [{ role: 'vendor-lead', vendorId: OTHER_VENDOR }]);
});

beforeEach(async () => {
  number += 1;
  const context = { productVersion: '2.2' };
  ids = await setUpAssessment(service, { code: `ZZ${String(number).padStart(2, '0')}`, context });
  lead = await signedIn(service, [{ role: 'trust-lead', trustId: ids.trustId }]);
  const other = await ask<{ id: string }>(service, 'POST', '/api/v1/trusts', {
    body: { code: `YY${String(number)}`, name: 'Other Trust' },
  });
  otherLead = await signedIn(service, [{ role: 'trust-lead', trustId: other.body.id }]);
});

afterAll(() => service.stop());

/** Each a second after the one before: the newest counts. */
const publish = (who: SignedIn = vendor, change: object = {}): Promise<Reply<Statement>> => {
  seconds += 1;
  service.clock.set(new Date(Date.parse('2026-11-23T12:00:00Z') + seconds * 1000));
  return askAs<Statement>(service, who, 'POST', '/api/v1/statements', { body: { ...STATEMENT, ...change } });
};

const answer = (statementId: string, what: 'accept' | 'dispute', who = lead): Promise<Reply> =>
  askAs(service, who, 'POST', `/api/v1/assessments/${ids.assessmentId}/statements/${statementId}/${what}`, {
    ...(what === 'dispute' && { body: { reason: 'The line does not answer.' } }),
  });

const answersOf = async (section = 'VS'): Promise<Record<string, Record<string, unknown>>> =>
  (
    await ask<{ answers: Record<string, Record<string, unknown>> }>(
      service,
      'GET',
      `/api/v1/assessments/${ids.assessmentId}/sections/${section}`,
    )
  ).body.answers;

const indexOf = async (): Promise<number> =>
  (await ask<Scorecard>(service, 'GET', `/api/v1/assessments/${ids.assessmentId}/scorecard`)).body.index.value;

/** Submits what is open; nothing is open then. */
const submit = async (): Promise<void> => {
  const { body } = await ask<{ version: string }>(service, 'GET', `/api/v1/assessments/${ids.assessmentId}/revision`);
  const { status } = await askAs(service, lead, 'POST', `/api/v1/assessments/${ids.assessmentId}/submit`, {
    headers: { 'if-match': `"${body.version}"` },
  });
  expect(status).toBe(201);
};

const openRevision = async (): Promise<void> => {
  const { status } = await askAs(service, lead, 'POST', `/api/v1/assessments/${ids.assessmentId}/revisions`);
  expect(status).toBe(201);
};

/** Types of what was done with the assessment, the newest first. */
const historyOf = async (): Promise<{ type: string; data: object }[]> =>
  (
    await ask<{ items: { type: string; data: object }[] }>(
      service,
      'GET',
      `/api/v1/assessments/${ids.assessmentId}/history`,
    )
  ).body.items;

const standings = async (who: SignedIn = lead): Promise<(readonly [string, string])[]> => {
  const address = `/api/v1/assessments/${ids.assessmentId}/statements`;
  const { body } = await askAs<{ items: { statement: Statement; standing: string }[] }>(service, who, 'GET', address);
  return body.items.map(({ statement, standing }) => [statement.id, standing] as const);
};

describe('a statement', () => {
  it('should change no answer and no score when it is published, and count once it is accepted', async () => {
    const before = await indexOf();
    const { status, body } = await publish();
    expect(status).toBe(201);
    expect(await answersOf()).toEqual({});
    expect(await indexOf()).toBe(before);
    expect(await standings()).toContainEqual([body.id, 'waiting']);

    const accepted = await answer(body.id, 'accept');
    expect(accepted).toMatchObject({ status: 200, body: { standing: 'accepted', reply: { state: 'accepted' } } });
    expect(await answersOf()).toMatchObject({
      'VS-01': {
        value: 3,
        evidence: [
          { title: 'Vendor statement, version 2.2', url: `/api/v1/statements/${body.id}`, productVersion: '2.2' },
        ],
      },
    });
    expect(await indexOf()).toBeGreaterThan(before);
  });

  it('should leave the answer not known when it is disputed after it was accepted', async () => {
    const { body } = await publish();
    await answer(body.id, 'accept');
    expect(await answer(body.id, 'dispute')).toMatchObject({ status: 200, body: { standing: 'disputed' } });
    expect(await answersOf()).toEqual({ 'VS-01': { notKnown: true } });
  });

  it('should leave an answer of the trust’s own alone when it is disputed', async () => {
    const address = `/api/v1/assessments/${ids.assessmentId}/sections/VS`;
    await ask(service, 'PUT', address, {
      body: { answers: { 'VS-01': { value: 1 } } },
      headers: { 'if-match': '"1"' },
    });
    const { body } = await publish();
    await answer(body.id, 'dispute');
    expect(await answersOf()).toEqual({ 'VS-01': { value: 1 } });
  });

  it('should be not known any more where it is withdrawn, and not be accepted then', async () => {
    const { body } = await publish();
    await answer(body.id, 'accept');
    const withdrawn = await askAs<Statement>(service, vendor, 'POST', `/api/v1/statements/${body.id}/withdraw`);
    expect(withdrawn).toMatchObject({ status: 200, body: { withdrawnAt: expect.stringMatching(/^2026-11-23T/) } });
    expect(await answersOf()).toEqual({ 'VS-01': { notKnown: true } });
    expect(await standings()).toContainEqual([body.id, 'withdrawn']);
    expect(await answer(body.id, 'accept')).toMatchObject({ status: 409, body: { code: 'statement-not-current' } });
    const again = await askAs(service, vendor, 'POST', `/api/v1/statements/${body.id}/withdraw`);
    expect(again.status).toBe(409);
  });

  it('should not be accepted when a newer one took its place, or it is about another version', async () => {
    const older = await publish();
    const newer = await publish();
    const other = await publish(vendor, { productVersion: '9.9' });
    expect(await standings()).toEqual(
      expect.arrayContaining([
        [older.body.id, 'superseded'],
        [newer.body.id, 'waiting'],
        [other.body.id, 'other-version'],
      ]),
    );
    for (const { body } of [older, other]) expect((await answer(body.id, 'accept')).status).toBe(409);
    expect(await answersOf()).toEqual({});
  });

  it.each([
    ['a tool of somebody else', { toolId: 'ambient-scribe' }, '/toolId'],
    ['a question that sites answer', { questionId: 'IT-01' }, '/questionId'],
    ['a day to come', { statedOn: '2026-11-24' }, '/statedOn'],
    ['an answer that says nothing', { answer: { notKnown: true } }, '/answer'],
    ['evidence of its own', { answer: { value: 3, evidence: [{ title: 'x' }] } }, '/answer'],
    ['a level that there is not', { answer: { value: 9 } }, '/answer/value'],
    ['a deployment that it takes no part in', { deploymentId: true }, '/deploymentId'],
  ])('should be refused with %s', async (_, change, pointer) => {
    const given = 'deploymentId' in change ? { deploymentId: ids.deploymentId } : change;
    const { status, body } = await publish(vendor, given);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(body).toMatchObject({ errors: [{ pointer }] });
  });

  it('should be published by vendors only, and answered by the trust’s lead only', async () => {
    expect((await publish(lead)).status).toBe(403);
    const { body } = await publish();
    expect((await answer(body.id, 'accept', otherLead)).status).toBe(404);
    expect((await answer(body.id, 'accept', vendor)).status).toBe(404);
    const withdraw = `/api/v1/statements/${body.id}/withdraw`;
    expect((await askAs(service, otherVendor, 'POST', withdraw)).status).toBe(404);
    expect((await askAs(service, otherLead, 'GET', `/api/v1/statements/${body.id}`)).status).toBe(404);
    expect((await askAs(service, lead, 'GET', `/api/v1/statements/${body.id}`)).status).toBe(200);
    const listed = await askAs<{ items: Statement[] }>(service, otherLead, 'GET', '/api/v1/statements');
    expect(listed.body.items).toEqual([]);
  });
});

describe('a product version', () => {
  it('should tell what it would ask again, then ask it again everywhere and lapse what came before', async () => {
    const { body } = await publish();
    await answer(body.id, 'accept');
    const version = { version: `3.${String(number)}`, releasedOn: '2026-11-23', material: true };
    const address = '/api/v1/tools/echogo-pro/product-versions';
    const preview = await askAs<{ deployments: object[]; others: number }>(
      service,
      vendor,
      'POST',
      `${address}/preview`,
      {
        body: version,
      },
    );
    // the trust has not invited the vendor: it is counted, and not named
    expect(preview).toMatchObject({ status: 200, body: { deployments: [] } });
    expect(preview.body.others).toBeGreaterThan(0);
    expect(await answersOf()).toMatchObject({ 'VS-01': { value: 3 } });

    expect((await askAs(service, vendor, 'POST', address, { body: version })).status).toBe(201);
    expect(await answersOf()).toEqual({ 'VS-01': { notKnown: true } });
    const deployment = await ask<{ changes: object[] }>(service, 'GET', `/api/v1/deployments/${ids.deploymentId}`);
    expect(deployment.body.changes).toContainEqual({
      kind: 'product-version',
      on: '2026-11-23',
      material: true,
      productVersion: version.version,
    });
    expect((await askAs(service, vendor, 'POST', address, { body: version })).status).toBe(409);
    const listed = await askAs<{ items: object[] }>(service, lead, 'GET', address);
    expect(listed.body.items).toContainEqual(expect.objectContaining(version));
  });

  it('should be published for own tools only, and not ahead of its day', async () => {
    const body = { version: '9', releasedOn: '2026-11-23', material: false };
    const address = '/api/v1/tools/echogo-pro/product-versions';
    expect((await askAs(service, otherVendor, 'POST', address, { body })).status).toBe(404);
    expect((await askAs(service, lead, 'POST', address, { body })).status).toBe(403);
    const early = await askAs(service, vendor, 'POST', address, { body: { ...body, releasedOn: '2026-11-24' } });
    expect(early).toMatchObject({ status: 400, body: { errors: [{ pointer: '/releasedOn' }] } });
  });
});

describe('what was submitted with a statement', () => {
  beforeEach(async () => {
    const { body } = await publish();
    statement = body;
    await answer(body.id, 'accept');
    await submit();
  });

  let statement: Statement;

  it('should be copied into the next revision while the statement holds', async () => {
    await openRevision();
    expect(await answersOf()).toMatchObject({ 'VS-01': { value: 3 } });
  });

  it('should not be known in the next revision when the statement was withdrawn meanwhile', async () => {
    await askAs(service, vendor, 'POST', `/api/v1/statements/${statement.id}/withdraw`);
    await openRevision();
    expect(await answersOf()).toEqual({ 'VS-01': { notKnown: true } });
    expect((await historyOf())[0]).toMatchObject({
      type: 'statement-taken-back',
      data: { revision: 2, section: 'VS', questions: ['VS-01'], statementId: statement.id },
    });
  });

  it('should not be known in the next revision when a material version was published meanwhile', async () => {
    await askAs(service, lead, 'PUT', `/api/v1/deployments/${ids.deploymentId}/vendor-access`, {
      body: { vendorAccess: true },
      headers: { 'if-match': '"1"' },
    });
    const version = { version: `4.${String(number)}`, releasedOn: '2026-11-23', material: true };
    const address = '/api/v1/tools/echogo-pro/product-versions';
    const preview = await askAs(service, vendor, 'POST', `${address}/preview`, { body: version });
    const own = expect.objectContaining({ deploymentId: ids.deploymentId, questions: ['VS-01'] });
    expect(preview.body).toMatchObject({ deployments: expect.arrayContaining([own]) });

    expect((await askAs(service, vendor, 'POST', address, { body: version })).status).toBe(201);
    await openRevision();
    expect(await answersOf()).toEqual({ 'VS-01': { notKnown: true } });
    expect((await historyOf())[0]).toMatchObject({ type: 'answers-reopened', data: { questions: ['VS-01'] } });
  });

  it('should stand beside answers of the trust’s own, which stay as they are', async () => {
    await openRevision();
    const address = `/api/v1/assessments/${ids.assessmentId}/sections/VS`;
    const saved = await ask<{ answers: object; version: number }>(service, 'GET', address);
    const own = { 'VS-02': { value: 1, note: 'Ours', evidence: [{ title: 'Our letter', date: '2026-11-01' }] } };
    const { status } = await ask(service, 'PUT', address, {
      body: { answers: { ...saved.body.answers, ...own } },
      headers: { 'if-match': `"${String(saved.body.version)}"` },
    });
    expect(status).toBe(200);
    const before = (await answersOf())['VS-02'];
    await askAs(service, vendor, 'POST', `/api/v1/statements/${statement.id}/withdraw`);
    expect(await answersOf()).toEqual({ 'VS-01': { notKnown: true }, 'VS-02': before });
  });
});

describe('an answer that does not fit the use any more', () => {
  it('should be in the way of no withdrawal and of no new revision', async () => {
    const { body } = await publish(vendor, { questionId: 'GV-05' });
    await answer(body.id, 'accept');
    const section = `/api/v1/assessments/${ids.assessmentId}/sections/GV`;
    const unsuited = { 'GV-08': { notApplicable: 'Routine use is not asked this.' } };
    const saved = await ask(service, 'PUT', section, {
      body: { answers: { ...(await answersOf('GV')), ...unsuited } },
      headers: { 'if-match': '"2"' },
    });
    expect(saved.status).toBe(200);
    await submit();
    const place = `/api/v1/deployments/${ids.deploymentId}`;
    const used = await ask(service, 'PATCH', place, { body: { use: 'research' }, headers: { 'if-match': '"1"' } });
    expect(used.status).toBe(200);

    const withdraw = `/api/v1/statements/${body.id}/withdraw`;
    expect((await askAs(service, vendor, 'POST', withdraw)).status).toBe(200);
    await openRevision();
    expect(await answersOf('GV')).toEqual({ 'GV-05': { notKnown: true }, ...unsuited });
  });
});

describe('a material version', () => {
  const address = '/api/v1/tools/echogo-pro/product-versions';
  const patch = async (body: object): Promise<void> => {
    const place = `/api/v1/deployments/${ids.deploymentId}`;
    const { version } = (await ask<{ version: number }>(service, 'GET', place)).body;
    const reply = await askAs(service, lead, 'PATCH', place, { body, headers: { 'if-match': `"${String(version)}"` } });
    expect(reply.status).toBe(200);
  };
  const publishVersion = async (releasedOn = '2026-11-23'): Promise<string> => {
    seconds += 1;
    const body = { version: `5.${String(seconds)}`, releasedOn, material: true };
    expect((await askAs(service, vendor, 'POST', address, { body })).status).toBe(201);
    return body.version;
  };
  const versionInUse = async (): Promise<unknown> =>
    (await ask(service, 'GET', `/api/v1/deployments/${ids.deploymentId}`)).body.productVersion;

  it('should supersede what was stated before it, for good', async () => {
    const { body } = await publish();
    await answer(body.id, 'accept');
    const version = await publishVersion();
    expect(await standings()).toContainEqual([body.id, 'superseded']);
    const again = await answer(body.id, 'accept');
    expect(again).toMatchObject({
      status: 409,
      body: { code: 'statement-not-current', detail: expect.stringContaining(`Version ${version}, which is material`) },
    });
    // nor where the trust says that it went back
    await patch({ productVersion: '2.2' });
    expect((await answer(body.id, 'accept')).status).toBe(409);
    expect(await answersOf()).toEqual({ 'VS-01': { notKnown: true } });
  });

  it('should be the version of the deployment, so that what is stated of it can be accepted', async () => {
    const version = await publishVersion();
    expect(await versionInUse()).toBe(version);
    const { body } = await publish(vendor, { productVersion: version });
    expect(await answer(body.id, 'accept')).toMatchObject({ status: 200, body: { standing: 'accepted' } });
    expect(await answersOf()).toMatchObject({ 'VS-01': { value: 3, evidence: [{ productVersion: version }] } });
  });

  it('should leave a version unknown that nobody has named, and say what to do first', async () => {
    await patch({ productVersion: null });
    const version = await publishVersion();
    expect(await versionInUse()).toBeNull();
    const { body } = await publish(vendor, { productVersion: version });
    expect(await answer(body.id, 'accept')).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('set the product version of the deployment to it first') },
    });
    await patch({ productVersion: version });
    expect((await answer(body.id, 'accept')).status).toBe(200);
  });

  it('should not take the place of one that came later', async () => {
    const change = { kind: 'product-version', on: '2026-11-22', material: false, productVersion: '2.2' };
    await patch({ changes: [change] });
    await publishVersion('2026-11-21');
    expect(await versionInUse()).toBe('2.2');
  });

  it('should leave answers of the trust’s own that rest on no statement', async () => {
    const section = `/api/v1/assessments/${ids.assessmentId}/sections/VS`;
    const own = { answers: { 'VS-01': { value: 2 } } };
    await ask(service, 'PUT', section, { body: own, headers: { 'if-match': '"1"' } });
    await publishVersion();
    expect(await answersOf()).toEqual(own.answers);
  });
});

describe('evidence that names a statement', () => {
  const section = (): string => `/api/v1/assessments/${ids.assessmentId}/sections/VS`;
  const versionOf = async (): Promise<string> =>
    `"${String((await ask<{ version: number }>(service, 'GET', section())).body.version)}"`;
  const save = async (answers: object): Promise<Reply> =>
    askAs(service, lead, 'PUT', section(), { body: { answers }, headers: { 'if-match': await versionOf() } });
  const accepted = async (): Promise<{ id: string; saved: Record<string, Record<string, unknown>> }> => {
    const { body } = await publish();
    await answer(body.id, 'accept');
    return { id: body.id, saved: await answersOf() };
  };
  const REFUSED = { errors: [{ pointer: '/answers/VS-02/evidence/0/url', code: 'statement-link' }] };

  it.each([
    (id: string) => `/api/v1/statements/${id}`,
    (id: string) => `https://readiness.example/api/v1/statements/${id}`,
    (id: string) => `/API/v1/Statements/${id}`,
    (id: string) => `/api/v1/x/../statements/${id}`,
    (id: string) => `/api/v1/%73tatements/${id}`,
    (id: string) => ` \\api\\v1\\statements/${id}`,
    (id: string) => `/api/v1/statements/${id}/%`,
  ])('should not be made by people: %#', async (link) => {
    const { body } = await publish();
    const item = { title: 'Vendor statement, version 2.2', url: link(body.id), date: '2026-11-23' };
    const reply = await save({ 'VS-02': { value: 3, evidence: [item] } });
    expect(reply).toMatchObject({ status: 422, body: REFUSED });
    expect(await answersOf()).toEqual({});

    await save({ 'VS-02': { value: 3 } });
    const added = await askAs(service, lead, 'POST', `/api/v1/assessments/${ids.assessmentId}/evidence`, {
      body: { questionId: 'VS-02', item },
      headers: { 'if-match': await versionOf() },
    });
    expect(added).toMatchObject({ status: 422, body: { errors: [{ pointer: '/item/url', code: 'statement-link' }] } });
  });

  it('should be taken back as it was read, with another note and other evidence beside it', async () => {
    const { id, saved } = await accepted();
    const items = saved['VS-01']?.evidence as object[];
    const more = { title: 'Our letter', date: '2026-11-01', url: 'https://trust.example/statements/1' };
    const reply = await save({ 'VS-01': { value: 3, note: 'As agreed', evidence: [...items, more] } });
    expect(reply.status).toBe(200);
    expect(await answersOf()).toMatchObject({
      'VS-01': { note: 'As agreed', evidence: [{ url: `/api/v1/statements/${id}` }, more] },
    });
  });

  it('should not be changed, nor be put behind another answer, by people', async () => {
    const { saved } = await accepted();
    const [item] = saved['VS-01']?.evidence as [{ id: string }];
    const later = await save({ 'VS-01': { value: 3, evidence: [{ ...item, date: '2026-11-23', owner: 'Somebody' }] } });
    expect(later).toMatchObject({ status: 422, body: { errors: [{ code: 'statement-link' }] } });
    const twice = await save({
      'VS-01': saved['VS-01'],
      'VS-02': { value: 3, evidence: [{ ...item, id: undefined }] },
    });
    expect(twice).toMatchObject({ status: 422, body: REFUSED });
    const own = { title: 'Ours', url: '/api/v1/statements/none', date: '2026-11-23' };
    const replaced = await askAs(service, lead, 'PUT', `/api/v1/evidence/${item.id}`, {
      body: { item: own },
      headers: { 'if-match': await versionOf() },
    });
    expect(replaced).toMatchObject({ status: 422, body: { errors: [{ code: 'statement-link' }] } });
    expect(await answersOf()).toEqual(saved);
  });

  it.each([{ value: 1 }, { notKnown: true }])('should not stay when the answer becomes %j', async (given) => {
    const { id, saved } = await accepted();
    const own = { title: 'Our letter', date: '2026-11-01' };
    const evidence = [...(saved['VS-01']?.evidence as object[]), own];
    expect((await save({ 'VS-01': { ...given, evidence } })).status).toBe(200);
    const after = (await answersOf())['VS-01'];
    expect(after).toMatchObject(given);
    expect(after?.evidence).toEqual([expect.objectContaining(own)]);

    // it is the answer of the trust alone now, and it stays when the statement is no more
    await askAs(service, vendor, 'POST', `/api/v1/statements/${id}/withdraw`);
    expect((await answersOf())['VS-01']).toEqual(after);
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EvidenceService } from '../../src/assessments/evidence.service.js';
import { SectionsService } from '../../src/assessments/sections.service.js';
import { operator, type Actor } from '../../src/platform/actor/actor.js';
import { OPERATORS_ID } from '../support/operators-key.js';
import { ask, setUpAssessment, startService, type TestService } from '../support/service.js';
import { sectionTag } from '../support/uploads.js';

/* Only a second person, or a public register, gives evidence its full strength; nobody can claim either. */

const ANNA = operator('anna');
const BEN = operator('ben');
const ITEM = { title: 'DPIA, signed', date: '2026-10-01', owner: 'SIRO' };

interface View {
  readonly id: string;
  readonly item: Readonly<Record<string, unknown>>;
  readonly version: number;
}

let service: TestService;
let evidence: EvidenceService;
let assessmentId: string;
let section: string;
let number = 0;

beforeAll(async () => {
  service = await startService();
  evidence = service.app.get(EvidenceService);
});

beforeEach(async () => {
  number += 1;
  // Summer time: at 23:30 UTC it is the next day in London.
  service.clock.set(new Date('2026-10-05T23:30:00Z'));
  ({ assessmentId } = await setUpAssessment(service, { code: `ZZ${String(10 + number)}` }));
  section = `/api/v1/assessments/${assessmentId}/sections/GV`;
  const saved = await save({ 'GV-01': { value: 3 } });
  expect(saved.status).toBe(200);
});

afterAll(() => service.stop());

async function save(answers: object) {
  const headers = { 'if-match': await sectionTag(service, assessmentId, 'GV') };
  return ask<{ answers: Record<string, { evidence: Record<string, unknown>[] }> }>(service, 'PUT', section, {
    body: { answers },
    headers,
  });
}

async function version(): Promise<number> {
  return Number((await sectionTag(service, assessmentId, 'GV')).replaceAll('"', ''));
}

const attach = async (actor: Actor, item: object = ITEM): Promise<View> =>
  evidence.add(actor, assessmentId, 'GV-01', item as Record<string, unknown>, await version());

const check = async (id: string, tag?: string) =>
  ask<View>(service, 'POST', `/api/v1/evidence/${id}/check`, {
    headers: { 'if-match': tag ?? (await sectionTag(service, assessmentId, 'GV')) },
  });

describe('the check by a second person', () => {
  it('should be recorded for an item that somebody else attached, with who and the day in London', async () => {
    const { id } = await attach(ANNA);
    const checked = await check(id);
    expect(checked).toMatchObject({
      status: 200,
      body: { id, item: { ...ITEM, checkedBy: OPERATORS_ID, checkedOn: '2026-10-06' }, version: 4 },
    });
    expect(checked.headers.get('etag')).toBe('"4"');
    expect((await ask<View>(service, 'GET', `/api/v1/evidence/${id}`)).body).toEqual(checked.body);
    const history = await ask<{ items: object[] }>(
      service,
      'GET',
      `/api/v1/assessments/${assessmentId}/history?limit=1`,
    );
    expect(history.body.items).toMatchObject([
      { type: 'evidence-checked', actor: { id: OPERATORS_ID }, data: { evidenceId: id, questions: ['GV-01'] } },
    ]);
  });

  it('should not be by who attached it', async () => {
    const added = await ask<View>(service, 'POST', `/api/v1/assessments/${assessmentId}/evidence`, {
      body: { questionId: 'GV-01', item: ITEM },
      headers: { 'if-match': await sectionTag(service, assessmentId, 'GV') },
    });
    expect(await check(added.body.id)).toMatchObject({ status: 409, body: { code: 'same-person' } });
    expect((await evidence.check(BEN, added.body.id, await version())).item).toMatchObject({ checkedBy: 'ben' });
    const { id } = await attach(ANNA);
    await expect(evidence.check(ANNA, id, await version())).rejects.toMatchObject({ code: 'same-person' });
  });

  it('should not be by who changed it last, nor by anybody where that is not known', async () => {
    const { id } = await attach(ANNA);
    await evidence.replace(BEN, id, { ...ITEM, date: '2026-10-02' }, await version());
    await expect(evidence.check(BEN, id, await version())).rejects.toMatchObject({ code: 'same-person' });
    expect((await evidence.check(ANNA, id, await version())).item).toMatchObject({ checkedBy: 'anna' });
    await service.database.query('UPDATE evidence SET attached_by = NULL WHERE id = $1', [id]);
    expect(await check(id)).toMatchObject({ status: 409, body: { code: 'same-person' } });
  });

  it('should leave others as who attached the rest of the section', async () => {
    const first = await attach(ANNA);
    await attach(BEN, { title: 'Another' });
    await evidence.check(BEN, first.id, await version());
    await expect(evidence.check(ANNA, first.id, await version())).rejects.toMatchObject({ code: 'same-person' });
  });

  it('should be made on the current version, and of an open revision', async () => {
    const { id } = await attach(ANNA);
    expect(await check(id, '"2"')).toMatchObject({ status: 412, body: { currentVersion: 3 } });
    const without = await ask(service, 'POST', `/api/v1/evidence/${id}/check`);
    expect(without.status).toBe(428);
    const revision = await ask(service, 'GET', `/api/v1/assessments/${assessmentId}/revision`);
    await ask(service, 'POST', `/api/v1/assessments/${assessmentId}/submit`, {
      headers: { 'if-match': revision.headers.get('etag') ?? '' },
    });
    expect(await check(id, '"3"')).toMatchObject({ status: 409, body: { code: 'revision-submitted' } });
    const nowhere = '6f9619ff-8b86-4d01-b42d-00cf4fc964ff';
    expect((await check(nowhere, '"3"')).status).toBe(404);
  });

  it('should go on into the next revision, with who attached it', async () => {
    const { id } = await attach(ANNA);
    await attach(ANNA, { title: 'Unchecked' });
    await evidence.check(BEN, id, await version());
    const revision = await ask(service, 'GET', `/api/v1/assessments/${assessmentId}/revision`);
    await ask(service, 'POST', `/api/v1/assessments/${assessmentId}/submit`, {
      headers: { 'if-match': revision.headers.get('etag') ?? '' },
    });
    await ask(service, 'POST', `/api/v1/assessments/${assessmentId}/revisions`);
    const read = await ask<{ answers: Record<string, { evidence: { id: string }[] }> }>(service, 'GET', section);
    const [first, second] = read.body.answers['GV-01']?.evidence ?? [];
    expect(first).toMatchObject({ checkedBy: 'ben', checkedOn: '2026-10-06' });
    expect((await save(read.body.answers)).status).toBe(200);
    await expect(evidence.check(ANNA, second?.id ?? '', await version())).rejects.toMatchObject({
      code: 'same-person',
    });
  });
});

describe('what a section says of checks and registers', () => {
  it('should be taken back as it was read, and no further', async () => {
    const { id } = await attach(ANNA);
    await evidence.check(BEN, id, await version());
    const { answers } = (await ask<{ answers: Record<string, { evidence: object[] }> }>(service, 'GET', section)).body;
    expect(await save(answers)).toMatchObject({ status: 200, body: { answers } });
    const [item] = answers['GV-01']?.evidence ?? [];
    const pointer = '/answers/GV-01/evidence/0/checkedBy';
    for (const change of [
      { date: '2026-10-03' },
      { checkedBy: 'carol' },
      { checkedOn: '2026-10-07' },
      { id: undefined },
    ]) {
      const reply = await save({ 'GV-01': { value: 3, evidence: [{ ...item, ...change }] } });
      expect(reply).toMatchObject({ status: 422, body: { errors: [{ pointer, code: 'check-not-recorded' }] } });
    }
    const unsaid = { ...item, checkedBy: undefined, checkedOn: undefined, date: '2026-10-03' };
    const changed = await save({ 'GV-01': { value: 3, evidence: [unsaid] } });
    expect(changed.status).toBe(200);
    expect(changed.body.answers['GV-01']?.evidence[0]).toEqual({ id, ...ITEM, date: '2026-10-03' });
  });

  it.each([
    [{ checkedBy: 'B. Person' }, 'check-not-recorded', 'checkedBy'],
    [{ checkedOn: '2026-10-02' }, 'check-not-recorded', 'checkedOn'],
    [{ checkedBy: 'B. Person', checkedOn: '2026-10-02' }, 'check-not-recorded', 'checkedBy'],
    [{ source: 'register' }, 'register-not-imported', 'source'],
  ])('should not be claimed: %j', async (claim, code, field) => {
    const section_ = await save({ 'GV-01': { value: 3, evidence: [{ ...ITEM, ...claim }] } });
    expect(section_).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: `/answers/GV-01/evidence/0/${field}`, code }] },
    });
    const item = await ask(service, 'POST', `/api/v1/assessments/${assessmentId}/evidence`, {
      body: { questionId: 'GV-01', item: { ...ITEM, ...claim } },
      headers: { 'if-match': await sectionTag(service, assessmentId, 'GV') },
    });
    expect(item).toMatchObject({ status: 422, body: { errors: [{ pointer: `/item/${field}`, code }] } });
  });

  it('should be what an import says, which can be read and sent back', async () => {
    const sections = service.app.get(SectionsService);
    const items = [
      { ...ITEM, source: 'register' },
      { ...ITEM, checkedBy: 'B. Person', checkedOn: '2026-10-02' },
    ];
    const answers = { 'GV-01': { value: 3, evidence: items } };
    await sections.importAnswers(ANNA, assessmentId, 'GV', answers, await version());
    const read = await ask<{ answers: Record<string, { evidence: object[] }> }>(service, 'GET', section);
    expect(read.body.answers['GV-01']?.evidence).toMatchObject(items);
    expect(await save(read.body.answers)).toMatchObject({ status: 200, body: { answers: read.body.answers } });
    const [register] = read.body.answers['GV-01']?.evidence ?? [];
    const later = await save({ 'GV-01': { value: 3, evidence: [{ ...register, date: '2026-10-04' }] } });
    expect(later).toMatchObject({ status: 422, body: { errors: [{ code: 'register-not-imported' }] } });
  });

  it('should be taken as it is where nothing is stored', async () => {
    const answers = { 'GV-01': { value: 3, evidence: [{ ...ITEM, checkedBy: 'B. Person', source: 'register' }] } };
    const reply = await ask(service, 'POST', '/api/v1/score', { body: { tool: 'echogo-pro', answers } });
    expect(reply.status).toBe(200);
  });
});

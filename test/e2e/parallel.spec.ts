import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Question } from '../../src/core/contracts/instrument.js';
import { SiteEntity } from '../../src/organisations/site.entity.js';
import { TrustEntity } from '../../src/organisations/trust.entity.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import { ask, setUpAssessment, startService, type TestService } from '../support/service.js';

/*
 * 500 changes at once, of which three of ten fail half-way. What was acknowledged is there once, nothing else is, and
 * nobody ever sees a row of a change that was not finished.
 */

const CHANGES = 500;
const ASSESSMENTS = 20;
/** Sections that are saved at once, one on which every save is wrong, and one on which every save comes too late. */
const [SAVED, WRONG, LATE] = [['IT', 'TM', 'GV', 'TR', 'CO', 'PT'], 'VS', 'RD'] as const;
const ANSWERS = 3;

interface Attempt {
  readonly id: string;
  /** Status of the answer; 0 for work that is no request */
  readonly expected: number;
  readonly run: () => Promise<number>;
  /** Where it saved a section */
  readonly section?: { readonly assessmentId: string; readonly code: string };
}

type Place = Awaited<ReturnType<typeof setUpAssessment>>;

let service: TestService;
let places: Place[];
let questions: readonly Question[];

beforeAll(async () => {
  service = await startService();
  const address = '/api/v1/instruments/ai-site-readiness/versions/1.0.0?toolId=echogo-pro&use=routine';
  ({ questions } = (await ask<{ questions: Question[] }>(service, 'GET', address)).body);
  places = [];
  for (let index = 0; index < ASSESSMENTS; index++) {
    const place = await setUpAssessment(service, { code: `ZZ${String(index + 10)}` });
    places.push(place);
    expect(
      (await save('setup', place.assessmentId, LATE, '"1"', answersOf(LATE, `setup ${place.assessmentId}`))).status,
    ).toBe(200);
  }
});

afterAll(async () => {
  await service.stop();
});

/** Answers that hold a note and a document each, named after the request that sent them. */
function answersOf(section: string, name: string): Record<string, object> {
  const own = questions.filter(({ domain }) => domain === section).slice(0, ANSWERS);
  return Object.fromEntries(
    own.map(({ id }) => [id, { notKnown: true, note: `${name} ${id}`, evidence: [{ title: `${name} ${id}` }] }]),
  );
}

function save(requestId: string, assessmentId: string, code: string, version: string, answers: object) {
  return ask(service, 'PUT', `/api/v1/assessments/${assessmentId}/sections/${code}`, {
    body: { answers },
    headers: { 'if-match': version, 'x-request-id': requestId },
  });
}

const placeAt = (index: number): Place => places[index % places.length] as Place;

/** The changes that succeed: sections, trusts and sites in turn. */
function good(id: string, number: number): Attempt {
  const section = SAVED[Math.floor(number / 3 / ASSESSMENTS)];
  const { assessmentId, trustId } = placeAt(Math.floor(number / 3));
  const headers = { 'x-request-id': id };
  const create = async (address: string, body: object): Promise<number> =>
    (await ask(service, 'POST', address, { body, headers })).status;
  if (number % 3 === 0 && section !== undefined) {
    const run = async (): Promise<number> =>
      (await save(id, assessmentId, section, '"1"', answersOf(section, id))).status;
    return { id, expected: 200, run, section: { assessmentId, code: section } };
  }
  if (number % 3 === 1)
    return { id, expected: 201, run: () => create(`/api/v1/trusts/${trustId}/sites`, { name: `Site ${id}` }) };
  return {
    id,
    expected: 201,
    run: () => create('/api/v1/trusts', { code: `ZY${String(number)}`, name: `Trust ${id}` }),
  };
}

/** The changes that fail: a wrong answer after right ones, a stale version, something that exists, a fault in the midst. */
function bad(id: string, number: number): Attempt {
  const { assessmentId } = placeAt(number);
  switch (number % 4) {
    case 0: {
      const answers = { ...answersOf(WRONG, id), 'VS-99': { value: 1 } };
      return { id, expected: 422, run: async () => (await save(id, assessmentId, WRONG, '"1"', answers)).status };
    }
    case 1:
      return {
        id,
        expected: 412,
        run: async () => (await save(id, assessmentId, LATE, '"1"', answersOf(LATE, id))).status,
      };
    case 2: {
      const body = { code: `ZZ${String((number % ASSESSMENTS) + 10)}`, name: `Trust ${id}` };
      const headers = { 'x-request-id': id };
      return {
        id,
        expected: 409,
        run: async () => (await ask(service, 'POST', '/api/v1/trusts', { body, headers })).status,
      };
    }
    default:
      return { id, expected: 0, run: () => failInTheMidst(id, number) };
  }
}

class Fault extends Error {}

/** Writes rows and events of a change, waits while others go on, and fails. */
async function failInTheMidst(id: string, number: number): Promise<number> {
  const work = service.app.get(UnitOfWork).write({ id: 'tester', role: 'tester' }, async ({ manager, now, record }) => {
    const common = { version: 1, createdAt: now, updatedAt: now };
    const trust = {
      id: randomUUID(),
      code: `ZX${String(number)}`,
      name: `Never ${id}`,
      nameSearched: '',
      region: null,
      ...common,
    };
    await manager.insert(TrustEntity, trust);
    await manager.insert(SiteEntity, {
      id: randomUUID(),
      trustId: trust.id,
      name: `Never ${id}`,
      code: null,
      ...common,
    });
    await manager.update(TrustEntity, { id: placeAt(number).trustId }, { name: `Never ${id}`, version: 99 });
    record({ type: 'trust-created', subjectId: trust.id, trustId: trust.id });
    await pause(2);
    throw new Fault();
  });
  await expect(work).rejects.toThrow(Fault);
  return 0;
}

/** Reads what nobody may ever see until it is told to stop; says how often it saw it and how often it looked. */
async function watch(isOver: () => boolean): Promise<{ seen: number; looks: number }> {
  let [seen, looks] = [0, 0];
  while (!isOver()) {
    const { body } = await ask<{ items: object[] }>(service, 'GET', '/api/v1/trusts?name=Never');
    const rows = await service.database.rows();
    seen += body.items.length;
    seen += [...(rows.trusts ?? []), ...(rows.sites ?? [])].filter(({ name }) =>
      String(name).startsWith('Never'),
    ).length;
    looks++;
  }
  return { seen, looks };
}

it('should keep every change that was acknowledged and nothing of those that failed', async () => {
  const before = await service.database.rows();
  let [goods, bads] = [0, 0];
  const attempts = Array.from({ length: CHANGES }, (_, index) =>
    index % 10 < 7 ? good(`good-${String(index)}`, goods++) : bad(`bad-${String(index)}`, bads++),
  );
  expect(bads).toBe(150);

  let over = false;
  const watcher = watch(() => over);
  const statuses = await Promise.all(attempts.map(({ run }) => run()));
  over = true;
  const { seen, looks } = await watcher;
  expect(statuses).toEqual(attempts.map(({ expected }) => expected));
  expect(seen).toBe(0);
  expect(looks).toBeGreaterThan(2);

  const after = await service.database.rows();
  const added = (table: string): Record<string, unknown>[] => {
    const known = new Set((before[table] ?? []).map((row) => JSON.stringify(row)));
    return (after[table] ?? []).filter((row) => !known.has(JSON.stringify(row)));
  };
  const sorted = (values: readonly unknown[]): string[] => values.map(String).sort();
  const succeeded = attempts.filter(({ expected }) => expected >= 200 && expected < 300);
  const saved = succeeded.filter(({ section }) => section !== undefined);
  const made = succeeded.filter(({ section }) => section === undefined);

  // Trusts and sites: each that was acknowledged once, none that was not, the others untouched.
  const names = [...added('trusts'), ...added('sites')].map(({ name }) => String(name).replace(/^\w+ /, ''));
  expect(sorted(names)).toEqual(sorted(made.map(({ id }) => id)));
  for (const table of ['trusts', 'sites'])
    expect(after[table]).toEqual(expect.arrayContaining(before[table] as unknown[]));

  // Answers, notes and documents: those of the saved sections and nothing else.
  const texts = saved.flatMap(({ id, section }) =>
    Object.keys(answersOf(section?.code ?? '', id)).map((question) => `${id} ${question}`),
  );
  expect(texts).toHaveLength(saved.length * ANSWERS);
  expect(sorted(added('notes').map(({ text }) => text))).toEqual(sorted(texts));
  expect(sorted(added('evidence').map(({ title }) => title))).toEqual(sorted(texts));
  const noteIds = new Map((after.notes ?? []).map(({ id, text }) => [id, text]));
  expect(sorted(added('answers').map(({ note_id: note }) => noteIds.get(note)))).toEqual(sorted(texts));

  // Versions: one up for each save; one event for each change, none for a failure.
  const codes = new Set(saved.map(({ section }) => `${section?.assessmentId ?? ''} ${section?.code ?? ''}`));
  const revisions = new Map((after.revisions ?? []).map(({ id, assessment_id: assessment }) => [id, assessment]));
  for (const { revision_id: revision, code, version } of after.sections ?? []) {
    const isSaved = code === LATE || codes.has(`${String(revisions.get(revision))} ${String(code)}`);
    expect({ code, version }).toEqual({ code, version: isSaved ? 2 : 1 });
  }
  expect(sorted(added('events').map(({ request_id: request }) => request))).toEqual(
    sorted(succeeded.map(({ id }) => id)),
  );
  const saves = added('events').filter(({ type }) => type === 'section-saved');
  expect(saves).toHaveLength(saved.length);
  for (const { data } of saves) expect(JSON.parse(String(data))).toMatchObject({ version: 2 });

  expect(await service.database.defects()).toEqual([]);
  expect((await ask(service, 'GET', '/health/ready')).status).toBe(200);
});

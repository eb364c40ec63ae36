import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { operator } from '../../src/platform/actor/actor.js';
import { JobKinds, type JobKind } from '../../src/platform/jobs/job-kinds.js';
import { JobLeases, type LeasedJob } from '../../src/platform/jobs/job-leases.js';
import { JobRunner } from '../../src/platform/jobs/job-runner.js';
import { JobsService } from '../../src/platform/jobs/jobs.service.js';
import { DATA_SOURCES, type DataSources } from '../../src/platform/database/data-sources.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import { verifyArchive } from '../../src/platform/database/archive/read-archive.js';
import { ENGINE } from '../support/databases.js';
import { disarm } from '../support/tampering.js';
import { ask, setUpAssessment, startService, type Reply, type TestService } from '../support/service.js';

const ACTOR = operator('tester');
const NOON = new Date('2026-11-23T12:00:00Z');

interface Job {
  readonly id: string;
  readonly state: string;
  readonly done: number;
  readonly total: number | null;
  readonly attempts: number;
  readonly message: string | null;
  readonly result: Record<string, unknown> | null;
}

let service: TestService;
let kind: JobKind['run'];

beforeAll(async () => {
  service = await startService();
  service.app.get(JobKinds).register('test', { title: 'Whatever the test says', run: (job) => kind(job) });
});

afterEach(() => {
  service.clock.set(NOON);
});

afterAll(() => service.stop());

const order = async (payload = {}): Promise<string> =>
  (await service.app.get(JobsService).order(ACTOR, { kind: 'test', payload })).id;
const job = async (id: string): Promise<Job> =>
  (await ask<Job & Record<string, unknown>>(service, 'GET', `/api/v1/jobs/${id}`)).body;
const cancel = (id: string): Promise<Reply> => ask(service, 'POST', `/api/v1/jobs/${id}/cancel`);
const runDue = (of = service): Promise<number> => of.app.get(JobRunner).runDue();
const later = (seconds: number): void => {
  service.clock.set(new Date(service.clock.now().getTime() + seconds * 1000));
};

describe('a job', () => {
  it('should be done once, with its progress and what it came to', async () => {
    let [begun, seen] = [0, {} as Job];
    const id = await order({ pieces: 3 });
    kind = async ({ payload, progress, actor }) => {
      begun += 1;
      expect(actor).toEqual(ACTOR);
      for (let piece = 1; piece <= Number(payload.pieces); piece += 1) await progress(piece, 3);
      seen = await job(id);
      return { pieces: 3 };
    };
    expect(await job(id)).toMatchObject({ state: 'waiting', done: 0, total: null });
    await runDue();
    await runDue();
    expect(begun).toBe(1);
    expect(seen).toMatchObject({ state: 'running', done: 3, total: 3, attempts: 1 });
    expect(await job(id)).toMatchObject({ state: 'done', done: 3, result: { pieces: 3 }, message: null });
  });

  it('should be tried again after a longer pause each time, and fail after five attempts', async () => {
    let begun = 0;
    kind = () => {
      begun += 1;
      return Promise.reject(new Error('secret detail'));
    };
    const id = await order();
    for (const pause of [0, 30, 60, 120, 240]) {
      if (pause > 0) {
        later(pause - 1);
        await runDue();
        later(1);
      }
      await runDue();
    }
    expect(begun).toBe(5);
    const failed = await job(id);
    expect(failed).toMatchObject({ state: 'failed', attempts: 5, message: 'It met an error; the log tells more.' });
    expect(JSON.stringify(failed)).not.toContain('secret');
    expect(await cancel(id)).toMatchObject({ status: 409, body: { code: 'job-finished' } });
  });

  it('should be cancelled at once while it waits, and after the piece in hand while it runs', async () => {
    kind = () => Promise.resolve({});
    const waiting = await order();
    expect(await cancel(waiting)).toMatchObject({ status: 200, body: { state: 'cancelled' } });
    await runDue();
    expect(await job(waiting)).toMatchObject({ state: 'cancelled', attempts: 0 });

    let pieces = 0;
    const running = await order();
    kind = async ({ progress }) => {
      for (;;) {
        pieces += 1;
        if (pieces === 2) expect(await cancel(running)).toMatchObject({ status: 200, body: { cancelRequested: true } });
        await progress(pieces, 100);
      }
    };
    await runDue();
    expect(await job(running)).toMatchObject({ state: 'cancelled', done: 2, total: 100 });
    const events = await service.database.query(
      `SELECT type FROM events WHERE subject_id = '${running}' ORDER BY sequence`,
    );
    expect(events.map(({ type }) => type)).toEqual(['job-ordered', 'job-cancelled']);
  });

  it('should be taken over when its holder keeps silent, whose writes are refused from then on', async () => {
    const leases = service.app.get(JobLeases);
    const id = await order();
    kind = () => Promise.resolve({ by: 'second' });
    const first = (await leases.take(['test'])) as LeasedJob;
    expect(first.id).toBe(id);
    expect(await leases.take(['test'])).toBeUndefined();
    later(59);
    await leases.renew(first);
    later(59);
    expect(await leases.take(['test'])).toBeUndefined();
    later(2);
    await runDue();
    expect(await job(id)).toMatchObject({ state: 'done', result: { by: 'second' }, attempts: 2 });
    const late = service.app.get(UnitOfWork).write(ACTOR, async ({ manager, record }) => {
      record({ type: 'late', subjectId: id });
      await leases.hold(manager, first);
    });
    await expect(late).rejects.toThrow('belongs to another instance');
    await expect(leases.finish(first, {})).rejects.toThrow('belongs to another instance');
    expect(await service.database.query("SELECT 1 FROM events WHERE type = 'late'")).toEqual([]);
  });

  it('should be taken when the clock that leased or postponed it was wrong by a year, and not for a few seconds', async () => {
    const leases = service.app.get(JobLeases);
    kind = () => Promise.resolve({ by: 'right' });
    service.clock.set(new Date('2027-11-23T12:00:00Z'));
    const [leased, postponed] = [await order(), await order()];
    expect((await leases.take(['test']))?.kind).toBe('test');
    await leases.failed((await leases.take(['test'])) as LeasedJob, 'The first attempt failed.');
    // an instance whose clock is somewhat behind
    service.clock.set(new Date('2027-11-23T11:59:15Z'));
    await runDue();
    const states = async (): Promise<string[]> =>
      (await Promise.all([leased, postponed].map(job))).map(({ state }) => state).sort();
    expect(await states()).toEqual(['running', 'waiting']);
    service.clock.set(NOON);
    await runDue();
    expect(await states()).toEqual(['done', 'done']);
  });

  it.each([
    ['long ago', '2026-11-23T12:01:01Z'],
    ['by a clock that was a year ahead', '2025-11-23T12:00:00Z'],
  ])('should be cancelled at once when its lease ran out, which it got %s', async (_, instant) => {
    const id = await order();
    const lost = (await service.app.get(JobLeases).take(['test'])) as LeasedJob;
    expect(lost.id).toBe(id);
    service.clock.set(new Date(instant));
    expect(await cancel(id)).toMatchObject({ status: 200, body: { state: 'cancelled' } });
    await expect(service.app.get(JobLeases).finish(lost, {})).rejects.toThrow('belongs to another instance');
    expect(await job(id)).toMatchObject({ state: 'cancelled', result: null });
  });

  it('should not be begun again when it was to be cancelled and its process ended', async () => {
    let begun = 0;
    kind = () => {
      begun += 1;
      return Promise.resolve({});
    };
    const id = await order();
    await service.app.get(JobLeases).take(['test']);
    expect(await cancel(id)).toMatchObject({ body: { state: 'running', cancelRequested: true } });
    later(61);
    await runDue();
    expect([begun, (await job(id)).state]).toEqual([0, 'cancelled']);
  });

  it('should store nothing of what it writes after it was taken over', async () => {
    const id = await order();
    const unitOfWork = service.app.get(UnitOfWork);
    let attempts = 0;
    kind = async () => {
      attempts += 1;
      if (attempts === 1) {
        // silent for longer than its lease, as a process that was suspended
        later(61);
        await service.app.get(JobLeases).take(['test']);
      }
      await unitOfWork.write(ACTOR, ({ record }) => {
        record({ type: 'piece-done', subjectId: id });
        return Promise.resolve();
      });
      return {};
    };
    await runDue();
    expect(await service.database.query("SELECT 1 FROM events WHERE type = 'piece-done'")).toEqual([]);
    later(61);
    await runDue();
    expect(attempts).toBe(2);
    expect(await service.database.query("SELECT 1 FROM events WHERE type = 'piece-done'")).toHaveLength(1);
  });

  it('should be given back when the service stops, and go on when it starts again', async () => {
    const stopping = await startService(ENGINE === 'postgres' ? service.database.place : {});
    let reached: () => void = () => undefined;
    const inHand = new Promise<void>((resolve) => (reached = resolve));
    stopping.app.get(JobKinds).register('test', {
      title: 'Waits',
      run: async ({ progress, signal }) => {
        reached();
        while (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, 10));
        await progress(1, 2);
        return {};
      },
    });
    const { id } = await stopping.app.get(JobsService).order(ACTOR, { kind: 'test' });
    const run = runDue(stopping);
    await inHand;
    await stopping.app.get(JobRunner).onModuleDestroy();
    await run;
    const [row] = await stopping.database.query(`SELECT state, attempts, lease FROM jobs WHERE id = '${id}'`);
    if (ENGINE === 'postgres') {
      kind = () => Promise.resolve({ by: 'another instance' });
      expect(await job(id)).toMatchObject({ state: 'waiting', attempts: 0 });
      await runDue();
      expect(await job(id)).toMatchObject({ state: 'done', result: { by: 'another instance' } });
    } else expect(row).toEqual({ state: 'waiting', attempts: 0, lease: null });
    await stopping.stop();
  });

  it('should be done once by several instances that look for work at the same time', async () => {
    const others =
      ENGINE === 'postgres' ? await Promise.all([1, 2].map(() => startService(service.database.place))) : [];
    const done: string[] = [];
    kind = ({ id }) => {
      done.push(id);
      return Promise.resolve({});
    };
    for (const other of others)
      other.app.get(JobKinds).register('test', { title: 'The same', run: (one) => kind(one) });
    const ids = [];
    for (let i = 0; i < 12; i += 1) ids.push(await order());
    await Promise.all([service, ...others].map((one) => runDue(one)));
    expect([...done].sort()).toEqual([...ids].sort());
    await Promise.all(others.map((other) => other.stop()));
  });
});

describe('a kind of job that an instance cannot do', () => {
  it('should be left to those that can, and not fail for it', async () => {
    const jobs = service.app.get(JobsService);
    expect(await jobs.schedule({ kind: 'of-another-release', uniqueName: 'of-another-release 1' })).toBe(true);
    for (let day = 0; day < 3; day += 1) {
      await runDue();
      later(3600);
    }
    const [row] = await service.database.query("SELECT state, attempts FROM jobs WHERE kind = 'of-another-release'");
    expect(row).toEqual({ state: 'waiting', attempts: 0 });
    await service.database.query("DELETE FROM jobs WHERE kind = 'of-another-release'");
  });
});

describe('what is done every day', () => {
  it('should be done once a day, from its hour in London on', async () => {
    const names = async (): Promise<unknown[]> =>
      (
        await service.database.query(
          "SELECT unique_name FROM jobs WHERE unique_name LIKE '%2026-12-0%' ORDER BY unique_name",
        )
      ).map(({ unique_name: name }) => name);
    service.clock.set(new Date('2026-12-01T00:30:00Z'));
    await runDue();
    expect(await names()).toEqual([]);
    service.clock.set(new Date('2026-12-01T02:30:00Z'));
    await runDue();
    await runDue();
    expect(await names()).toEqual(['refresh-standings 2026-12-01', 'seal-record 2026-12-01']);
    service.clock.set(new Date('2026-12-02T23:30:00Z'));
    await runDue();
    expect(await names()).toEqual([
      'forget-mails 2026-12-02',
      'forget-people 2026-12-02',
      'forget-rankings 2026-12-02',
      'refresh-standings 2026-12-01',
      'refresh-standings 2026-12-02',
      'remove-abandoned-uploads 2026-12-02',
      'seal-record 2026-12-01',
      'seal-record 2026-12-02',
      'tidy-up 2026-12-02',
    ]);
  });
});

describe('standings', () => {
  it('should warn of what is about to lapse already when it is submitted', async () => {
    const { assessmentId, deploymentId } = await setUpAssessment(service, { code: 'ZX11' });
    const assessment = `/api/v1/assessments/${assessmentId}`;
    const evidence = [{ title: 'DSPT', date: '2026-06-30', expires: '2026-12-18', owner: 'IG lead' }];
    const section = await ask(service, 'GET', `${assessment}/sections/GV`);
    await ask(service, 'PUT', `${assessment}/sections/GV`, {
      body: { answers: { 'GV-09': { value: 1, evidence } } },
      headers: { 'if-match': section.headers.get('etag') ?? '' },
    });
    const revision = await ask(service, 'GET', `${assessment}/revision`);
    await ask(service, 'POST', `${assessment}/submit`, { headers: { 'if-match': revision.headers.get('etag') ?? '' } });
    const { body } = await ask<{ items: { type: string; data: unknown }[] }>(
      service,
      'GET',
      `/api/v1/deployments/${deploymentId}/history`,
    );
    const warnings = body.items.filter(({ type }) => type === 'evidence-lapsing');
    expect(warnings).toMatchObject([{ data: { gates: [{ id: 'GV-09', until: expect.stringContaining('2026-12') }] } }]);
  });

  it('should be looked at daily: a gate that closes by itself is on record, and one that will is warned of once', async () => {
    const { assessmentId, deploymentId } = await setUpAssessment(service, {
      code: 'ZX10',
      context: { use: 'routine' },
    });
    const assessment = `/api/v1/assessments/${assessmentId}`;
    const evidence = [{ title: 'DSPT', date: '2026-06-30', expires: '2027-02-01', owner: 'IG lead' }];
    const section = await ask(service, 'GET', `${assessment}/sections/GV`);
    const saved = await ask(service, 'PUT', `${assessment}/sections/GV`, {
      body: { answers: { 'GV-09': { value: 1, evidence } } },
      headers: { 'if-match': section.headers.get('etag') ?? '' },
    });
    expect(saved.status).toBe(200);
    const revision = await ask(service, 'GET', `${assessment}/revision`);
    await ask(service, 'POST', `${assessment}/submit`, { headers: { 'if-match': revision.headers.get('etag') ?? '' } });
    const history = async (): Promise<unknown[]> => {
      const { body } = await ask<{ items: { type: string; data: unknown }[] }>(
        service,
        'GET',
        `/api/v1/deployments/${deploymentId}/history`,
      );
      return body.items.filter(({ type }) => type === 'evidence-lapsing').map(({ data }) => data);
    };
    const row = async (): Promise<unknown> =>
      (await service.database.query(`SELECT as_of, stage FROM standings WHERE deployment_id = '${deploymentId}'`))[0];
    expect(await row()).toMatchObject({ as_of: '2026-11-23' });
    expect(await history()).toEqual([]);
    service.clock.set(new Date('2026-12-10T04:00:00Z'));
    await runDue();
    expect(await row()).toMatchObject({ as_of: '2026-12-10' });
    expect(await history()).toEqual([{ gates: [{ id: 'GV-09', until: '2027-02-01' }] }]);
    service.clock.set(new Date('2026-12-11T04:00:00Z'));
    await runDue();
    expect(await history()).toHaveLength(1);
    const page = await (await fetch(`${service.url}/`)).text();
    expect(page).toContain('Test Trust ZX10');
  });
});

describe('an order of plans', () => {
  it('should make the plan of every latest submission beside the requests, and name them', async () => {
    const { deploymentId } = await setUpAssessment(service, { code: 'ZX20' });
    const { status, headers, body } = await ask<Job & Record<string, unknown>>(service, 'POST', '/api/v1/plan-orders', {
      body: {},
    });
    expect(status).toBe(201);
    expect(headers.get('location')).toBe(`/api/v1/jobs/${body.id}`);
    await runDue();
    const made = await job(body.id);
    expect(made).toMatchObject({ state: 'done', result: { plans: 2, withoutSubmission: expect.any(Number) } });
    expect(made.done).toBe(made.total);
    const [planId] = made.result?.planIds as string[];
    const plan = await fetch(`${service.url}/api/v1/plans/${String(planId)}/plan.pdf`);
    expect([plan.status, plan.headers.get('content-type')]).toEqual([200, 'application/pdf']);
    const one = await ask<Job & Record<string, unknown>>(service, 'POST', '/api/v1/plan-orders', {
      body: { deploymentIds: [deploymentId] },
    });
    await runDue();
    expect(await job(one.body.id)).toMatchObject({ state: 'done', result: { plans: 0, withoutSubmission: 1 } });
  });

  it.each([
    [{ deploymentIds: [] }, '/deploymentIds'],
    [{ deploymentIds: ['x'] }, '/deploymentIds'],
    [{ deploymentIds: 'all' }, '/deploymentIds'],
    [{ deploymentIds: null }, '/deploymentIds'],
    [{ all: true }, '/all'],
  ])('should be refused as %j', async (body, pointer) => {
    const refused = await ask<{ code: string; errors: { pointer: string }[] }>(service, 'POST', '/api/v1/plan-orders', {
      body,
    });
    expect([refused.status, refused.body.code]).toEqual([400, 'invalid-request']);
    expect(refused.body.errors[0]?.pointer.startsWith(pointer)).toBe(true);
  });

  it('should be refused for a deployment that is not there, by its place', async () => {
    const body = { deploymentIds: ['00000000-0000-4000-8000-000000000000'] };
    expect(await ask(service, 'POST', '/api/v1/plan-orders', { body })).toMatchObject({
      status: 400,
      body: { code: 'invalid-request', errors: [{ pointer: '/deploymentIds/0', code: 'not-allowed' }] },
    });
  });
});

describe('an order of plans of which one cannot be made', () => {
  it('should make the others, and say which it was and why', async () => {
    const { assessmentId, deploymentId } = await setUpAssessment(service, { code: 'ZX21' });
    const assessment = `/api/v1/assessments/${assessmentId}`;
    const revision = await ask(service, 'GET', `${assessment}/revision`);
    await ask(service, 'POST', `${assessment}/submit`, { headers: { 'if-match': revision.headers.get('etag') ?? '' } });
    // By a version of the instrument that this release does not hold; the database itself would refuse the change.
    await service.app.get<DataSources>(DATA_SOURCES).transaction('write', disarm);
    await service.database.query(
      `UPDATE snapshots SET instrument_version = '0.9.0',
         document = replace(document, 'ai-site-readiness@1.0.0', 'ai-site-readiness@0.9.0') WHERE deployment_id = $1`,
      [deploymentId],
    );
    const { body } = await ask<Job & Record<string, unknown>>(service, 'POST', '/api/v1/plan-orders', { body: {} });
    await runDue();
    expect(await job(body.id)).toMatchObject({
      state: 'done',
      result: { plans: 2, notMade: [{ deploymentId, code: 'instrument-unavailable' }] },
    });
  });
});

describe('nightly backups', () => {
  it('should go into their folder, whole, and the oldest should go', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'site-readiness-backups-'));
    const own = await startService({ backupFolder: path.join(folder, 'made'), backupsKept: 2 });
    try {
      await ask(own, 'POST', '/api/v1/trusts', { body: { code: 'ZW01', name: 'Backed up' } });
      fs.mkdirSync(path.join(folder, 'made'));
      fs.writeFileSync(path.join(folder, 'made', 'somebody-elses.backup'), '');
      for (const day of ['01', '02', '03']) {
        own.clock.set(new Date(`2026-12-${day}T04:30:00Z`));
        await runDue(own);
      }
      const kept = fs.readdirSync(path.join(folder, 'made')).sort();
      const [first] = await own.database.query('SELECT hash FROM events ORDER BY sequence LIMIT 1');
      const mark = `site-readiness-${String(first?.hash).slice(0, 8)}`;
      expect(kept).toEqual(
        [`${mark}-2026-12-02T043000Z.jsonl.gz`, `${mark}-2026-12-03T043000Z.jsonl.gz`, 'somebody-elses.backup'].sort(),
      );
      const archive = path.join(folder, 'made', `${mark}-2026-12-03T043000Z.jsonl.gz`);
      const { rows } = await verifyArchive(archive, {
        signal: new AbortController().signal,
        begin: () => ({ done: () => undefined, stop: () => undefined }),
      });
      expect(rows).toBeGreaterThan(5);
      const { body } = await ask<{ items: { kind: string; state: string; result: unknown }[] }>(
        own,
        'GET',
        '/api/v1/jobs',
      );
      expect(body.items.find((one) => one.kind === 'back-up')).toMatchObject({
        state: 'done',
        result: { archive: path.basename(archive), removed: 1 },
      });
    } finally {
      await own.stop();
      fs.rmSync(folder, { recursive: true, force: true });
    }
  });

  it('should keep the one just made, and leave alone what is no file or of another database', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'site-readiness-backups-'));
    const [own, other] = [
      await startService({ backupFolder: folder, backupsKept: 1 }),
      await startService({ backupFolder: folder, backupsKept: 1 }),
    ];
    try {
      for (const one of [own, other]) {
        await ask(one, 'POST', '/api/v1/trusts', { body: { code: 'ZW02', name: 'Backed up' } });
        one.clock.set(new Date('2026-12-01T04:30:00Z'));
        await runDue(one);
      }
      const names = fs.readdirSync(folder);
      expect(names).toHaveLength(2);
      const theirs = (await jobsOf(other))[0]?.result?.archive;
      const ofOwn = names.find((name) => name !== theirs);
      const mark = String(ofOwn).slice(0, -'2026-12-01T043000Z.jsonl.gz'.length);
      // of a clock that was ahead, and what nobody expects there
      fs.writeFileSync(path.join(folder, `${mark}2027-12-01T043000Z.jsonl.gz`), 'later');
      fs.mkdirSync(path.join(folder, `${mark}2026-11-01T043000Z.jsonl.gz`));
      fs.writeFileSync(path.join(folder, 'site-readiness-2026-11-01T043000Z.jsonl.gz'), 'of an earlier release');
      own.clock.set(new Date('2026-12-02T04:30:00Z'));
      await runDue(own);
      expect((await jobsOf(own))[0]).toMatchObject({
        state: 'done',
        result: { archive: `${mark}2026-12-02T043000Z.jsonl.gz`, removed: 2 },
      });
      expect(fs.readdirSync(folder).sort()).toEqual(
        [
          ...names.filter((name) => name !== ofOwn),
          `${mark}2026-11-01T043000Z.jsonl.gz`,
          `${mark}2026-12-02T043000Z.jsonl.gz`,
          'site-readiness-2026-11-01T043000Z.jsonl.gz',
        ].sort(),
      );
    } finally {
      await own.stop();
      await other.stop();
      fs.rmSync(folder, { recursive: true, force: true });
    }
  });
});

it('should say which setting names the place that a nightly job cannot use', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'site-readiness-places-'));
  const file = path.join(folder, 'a-file');
  fs.writeFileSync(file, 'not a folder');
  const own = await startService({
    backupFolder: path.join(file, 'backups'),
    sealsPath: path.join(file, 'kept', 'seals'),
  });
  try {
    own.clock.set(new Date('2026-12-01T04:30:00Z'));
    await runDue(own);
    const messages = (await jobsOf(own, 'seal-record', 'back-up')).map(({ message }) => message).sort();
    expect(messages).toEqual([
      'The file of AUDIT_SEALS_PATH cannot be used: ENOTDIR.',
      'The folder of BACKUP_DIR cannot be made: ENOTDIR.',
    ]);
  } finally {
    await own.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  }
});

async function jobsOf(of: TestService, ...kinds: string[]): Promise<(Job & { kind: string })[]> {
  const { body } = await ask<{ items: (Job & { kind: string })[] }>(of, 'GET', '/api/v1/jobs');
  return body.items.filter((one) => (kinds.length === 0 ? ['back-up'] : kinds).includes(one.kind));
}

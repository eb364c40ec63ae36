import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EntityManager } from 'typeorm';
import { appendSeal, readSeals, type Seal } from '../../../src/platform/audit/seals.js';
import { verifyEvents, type AuditReport, type Read } from '../../../src/platform/audit/verify-events.js';
import { DATA_SOURCES, type DataSources } from '../../../src/platform/database/data-sources.js';
import { CONFIG, type Config } from '../../../src/platform/config/config.js';
import { UnitOfWork } from '../../../src/platform/database/unit-of-work.js';
import { JobRunner } from '../../../src/platform/jobs/job-runner.js';
import { JobsService } from '../../../src/platform/jobs/jobs.service.js';
import { ENGINE } from '../../support/databases.js';
import { ask, setUpAssessment, startService, type TestService } from '../../support/service.js';
import { CHANGES, disarm, drawsOf } from '../../support/tampering.js';

/** `npm run reliability:audit` takes 1,000. */
const ROUNDS = Number(process.env.AUDIT_CHANGES ?? 60);

let service: TestService;
let sources: DataSources;
let folder: string;
let seal: Seal;

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'site-readiness-audit-'));
  service = await startService();
  sources = service.app.get<DataSources>(DATA_SOURCES);
  for (const code of ['ZZ60', 'ZZ61', 'ZZ62']) {
    const { assessmentId } = await setUpAssessment(service, { code });
    const assessment = `/api/v1/assessments/${assessmentId}`;
    await ask(service, 'PUT', `${assessment}/sections/IT`, {
      body: { answers: { 'IT-05': { value: 2, note: 'Ætherlink' } } },
      headers: { 'if-match': '"1"' },
    });
    const revision = await ask(service, 'GET', `${assessment}/revision`);
    const { status, body } = await ask<{ id: string }>(service, 'POST', `${assessment}/submit`, {
      headers: { 'if-match': revision.headers.get('etag') ?? '' },
    });
    expect(status).toBe(201);
    expect((await ask(service, 'POST', `/api/v1/snapshots/${body.id}/plans`)).status).toBe(201);
  }
  const { heads } = await verified();
  seal = appendSeal(path.join(folder, 'seals.jsonl'), new Date('2026-11-24T01:00:00Z'), heads);
});

afterAll(async () => {
  await service.stop();
  fs.rmSync(folder, { recursive: true, force: true });
});

function verified(seals: readonly Seal[] = []): Promise<AuditReport> {
  return sources.transaction('read', (manager) => verifyEvents((work) => work(manager), { seals }));
}

class Undone extends Error {
  constructor(readonly report: AuditReport) {
    super('undone');
  }
}

/** What is found after a change behind the service's back, which is undone again. */
async function foundAfter(
  change: (manager: EntityManager) => Promise<void>,
  seals: readonly Seal[] = [seal],
): Promise<AuditReport> {
  const run = sources.transaction('write', async (manager) => {
    await disarm(manager);
    await change(manager);
    throw new Undone(await verifyEvents((work) => work(manager), { seals }));
  });
  return run.then(
    () => {
      throw new Error('It was stored');
    },
    (error: unknown) => {
      if (error instanceof Undone) return error.report;
      throw error;
    },
  );
}

describe('the record of what was done', () => {
  it('should be whole when nobody changed it', async () => {
    const report = await verified([seal]);
    expect(report.defects).toEqual([]);
    const [{ count } = { count: 0 }] = await service.database.query('SELECT COUNT(*) AS count FROM events');
    expect(report.events).toBe(Number(count));
    expect(report.frozen).toBe(6);
    expect(Object.keys(report.heads)).toHaveLength(3);
  });

  it(`should show each of ${String(ROUNDS)} random changes`, async () => {
    const names = Object.keys(CHANGES);
    const missed: string[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const name = names[round % names.length] as string;
      const { defects } = await foundAfter((manager) => CHANGES[name]?.(manager, drawsOf(round)) ?? Promise.resolve());
      if (defects.length === 0) missed.push(`${name} (round ${String(round)})`);
      if (round % 100 === 99) expect((await verified([seal])).defects).toEqual([]);
    }
    expect(missed).toEqual([]);
    expect((await verified([seal])).defects).toEqual([]);
    if (process.env.AUDIT_CHANGES !== undefined) {
      console.log(
        `${ENGINE}: ${String(ROUNDS)} changes of the record, ${String(ROUNDS - missed.length)} found, 0 found where nothing was changed`,
      );
    }
  }, 600_000);

  it('should name the first row that was changed, and what happened to it', async () => {
    const rows = await service.database.query('SELECT sequence, chain, position FROM events ORDER BY chain, position');
    const { sequence, chain, position } = rows[2] as { sequence: number; chain: string; position: number };
    const edited = await foundAfter((manager) =>
      manager.query(`UPDATE events SET actor_id = 'x' WHERE sequence = ${String(sequence)}`),
    );
    expect(edited.defects).toEqual([{ sequence, chain, position, message: 'It was changed after it was recorded.' }]);
    const deleted = await foundAfter((manager) =>
      manager.query(`DELETE FROM events WHERE sequence = ${String(sequence)}`),
    );
    expect(deleted.defects[0]).toMatchObject({ position: position + 1, message: 'The event before it is missing.' });
  });

  it('should show a cut end and a chain written anew by a seal only, and say on what day it was sealed', async () => {
    const cut = CHANGES['the end is cut'] as (typeof CHANGES)[string];
    const anew = CHANGES['a chain is written anew'] as (typeof CHANGES)[string];
    // of the chain's last event, which tells of a plan: those are looked for by themselves
    const withoutPlans = async (manager: EntityManager): Promise<void> => {
      await manager.query('DELETE FROM plan_documents');
      await manager.query('DELETE FROM plans');
      await manager.query("DELETE FROM events WHERE type = 'plan-made'");
    };
    expect((await foundAfter(withoutPlans, [])).defects).toEqual([]);
    const sealed = await foundAfter(withoutPlans);
    expect(sealed.defects).toHaveLength(3);
    expect(sealed.defects[0]).toMatchObject({
      sequence: null,
      message: 'This event was there when the chain was sealed on 2026-11-24T01:00:00.000Z, and is missing now.',
    });
    expect((await foundAfter((manager) => anew(manager, drawsOf(5)), [])).defects).toEqual([]);
    const found = await foundAfter((manager) => anew(manager, drawsOf(5)));
    expect(found.defects.map(({ message }) => message)).toEqual([
      'It is another event than the one that was sealed on 2026-11-24T01:00:00.000Z.',
    ]);
    expect((await foundAfter((manager) => cut(manager, drawsOf(9)))).defects.length).toBeGreaterThan(0);
  });

  it('should go on from a seal: what came later is no defect', async () => {
    await ask(service, 'POST', '/api/v1/trusts', { body: { code: 'ZZ69', name: 'Later Trust' } });
    expect((await verified([seal])).defects).toEqual([]);
  });
});

describe('the record while the service works', () => {
  const unitOfWork = (): UnitOfWork => service.app.get(UnitOfWork);
  const read: Read = (work) => unitOfWork().read(work);
  const EVENTS = 3000;

  beforeAll(async () => {
    const some = EVENTS / 3;
    for (let begun = 0; begun < EVENTS; begun += some) {
      await unitOfWork().write({ id: 'many', role: 'service' }, ({ record }) => {
        for (let at = 0; at < some; at += 1) record({ type: 'piece-done', subjectId: `piece-${String(begun + at)}` });
        return Promise.resolve();
      });
    }
  });

  it('should be followed so that others read, write and are answered meanwhile, and see what was there first', async () => {
    const told: string[] = [];
    const { events } = await verified();
    let other: Promise<unknown> | undefined;
    const progress = (): void => {
      other ??= Promise.all([
        ask(service, 'GET', '/health/live').then(({ status }) => told.push(`live ${String(status)}`)),
        ask(service, 'GET', '/api/v1/trusts').then(({ status }) => told.push(`read ${String(status)}`)),
        (async () => {
          const { assessmentId } = await setUpAssessment(service, { code: 'ZZ68' });
          const revision = await ask(service, 'GET', `/api/v1/assessments/${assessmentId}/revision`);
          const headers = { 'if-match': revision.headers.get('etag') ?? '' };
          const { status } = await ask(service, 'POST', `/api/v1/assessments/${assessmentId}/submit`, { headers });
          told.push(`submitted ${String(status)}`);
        })(),
      ]);
    };
    // Each page waits until something was answered: what is held for the whole length would wait for ever.
    const paced: Read = async (work) => {
      const result = await read(work);
      if (other !== undefined) await other;
      return result;
    };
    const report = await verifyEvents(paced, { progress });
    expect(told.sort()).toEqual(['live 200', 'read 200', 'submitted 201']);
    expect(report).toMatchObject({ events, defects: [] });
    expect((await verifyEvents(read)).events).toBeGreaterThan(events);
  });

  it('should let timers and requests have a turn between two pages', async () => {
    let [turns, walking] = [0, true];
    const count = (): void => {
      turns += 1;
      if (walking) setImmediate(count);
    };
    setImmediate(count);
    await verifyEvents(read);
    walking = false;
    expect(turns).toBeGreaterThan(EVENTS / 500);
  });

  it('should not be followed any further when that is stopped', async () => {
    const controller = new AbortController();
    const seen: number[] = [];
    const progress = (events: number): void => {
      seen.push(events);
      controller.abort(new Error('stopped here'));
    };
    await expect(verifyEvents(read, { progress, signal: controller.signal })).rejects.toThrow('stopped here');
    expect(seen).toHaveLength(1);
  });

  it('should not be sealed by a job that is stopped before the end, which is given back', async () => {
    const runner = service.app.get(JobRunner);
    const { sealsPath } = service.app.get<Config>(CONFIG);
    await service.app.get(JobsService).schedule({ kind: 'seal-record', uniqueName: 'seal-record test' });
    const state = async (): Promise<unknown> =>
      (await service.database.query("SELECT state FROM jobs WHERE unique_name = 'seal-record test'"))[0]?.state;
    service.clock.set(new Date('2026-11-23T00:30:00Z'));
    const run = runner.runDue();
    let turns = 0;
    while ((await state()) !== 'running' && turns < 10_000) {
      turns += 1;
      await new Promise((resolve) => setImmediate(resolve));
    }
    await runner.onModuleDestroy();
    await run;
    expect(await state()).toBe('waiting');
    expect(fs.existsSync(sealsPath)).toBe(false);
  });
});

describe('the database itself', () => {
  const tries: readonly [string, string][] = [
    ['events', "UPDATE events SET actor_id = 'x'"],
    ['events', 'DELETE FROM events'],
    ['snapshots', "UPDATE snapshots SET headline = 'x'"],
    ['snapshots', 'DELETE FROM snapshots'],
    ['plans', 'UPDATE plans SET pdf_bytes = 0'],
    ['plan_documents', 'DELETE FROM plan_documents'],
    ...(ENGINE === 'postgres'
      ? ([
          ['events', 'TRUNCATE events'],
          ['snapshots', 'TRUNCATE snapshots CASCADE'],
        ] as [string, string][])
      : []),
  ];

  it.each(tries)('should refuse a change of %s: %s', async (table, sql) => {
    const before = await service.database.rows();
    // not by `rejects`: the driver's errors are of the realm of the first file that loaded it
    const refusal = await service.database.query(sql).then(
      () => 'nothing',
      (error: unknown) => (error as Error).message,
    );
    expect(refusal).toMatch(new RegExp(`(?:${table}|plan\\w*) are never changed`));
    expect(await service.database.rows()).toEqual(before);
  });

  it('should refuse the service itself to replace what is there', async () => {
    if (ENGINE === 'postgres') return;
    const replace = sources.writer.query('INSERT OR REPLACE INTO events SELECT * FROM events');
    await expect(replace).rejects.toThrow('events are never changed');
  });
});

describe('a file of seals', () => {
  it('should tell by line when it was changed or cut in the middle', () => {
    const file = path.join(folder, 'more.jsonl');
    for (let day = 1; day <= 4; day += 1) {
      appendSeal(file, new Date(Date.UTC(2026, 10, day)), { service: { position: day, hash: 'a'.repeat(64) } });
    }
    expect(readSeals(file)).toHaveLength(4);
    const lines = fs.readFileSync(file, 'utf8').split('\n');
    const refused = (changed: readonly string[], line: number): void => {
      const other = path.join(folder, 'changed.jsonl');
      fs.writeFileSync(other, changed.join('\n'));
      expect(() => readSeals(other)).toThrow(`changed.jsonl:${String(line)}: this seal was changed`);
    };
    refused(lines.toSpliced(1, 1), 2);
    refused(lines.with(2, (lines[2] ?? '').replace('"position":3', '"position":30')), 3);
    refused(lines.with(0, 'nonsense'), 1);
    refused(lines.with(0, '{"chains":null}'), 1);
    refused([lines[1] ?? '', lines[0] ?? '', ...lines.slice(2)], 1);
  });

  it('should go on after a line whose writing broke off, as on a full disk', () => {
    const file = path.join(folder, 'broken-off.jsonl');
    const seal = (day: number): Seal =>
      appendSeal(file, new Date(Date.UTC(2026, 10, day)), { service: { position: day, hash: 'a'.repeat(64) } });
    const first = seal(1);
    seal(2);
    fs.truncateSync(file, fs.statSync(file).size - 40);
    expect(readSeals(file)).toEqual([first]);
    const third = seal(3);
    expect(third.previous).toBe(first.hash);
    expect(readSeals(file)).toEqual([first, third]);
  });
});

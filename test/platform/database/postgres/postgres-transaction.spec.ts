import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { EntityManager } from 'typeorm';
import { SiteEntity } from '../../../../src/organisations/site.entity.js';
import { TrustEntity } from '../../../../src/organisations/trust.entity.js';
import { UnitOfWork, type WriteScope } from '../../../../src/platform/database/unit-of-work.js';
import { openDatabase } from '../../../../src/platform/database/open-database.js';
import { ask, startService } from '../../../support/service.js';
import { ACTOR, addTrust, openScratch, type Opened } from '../opened.js';

describe('a transaction on PostgreSQL', () => {
  let opened: Opened;
  let id: string;

  beforeEach(async () => {
    opened = await openScratch();
    id = await opened.unitOfWork.write(ACTOR, (scope) => addTrust(scope, 'A', { name: '0' }));
  });

  afterEach(() => opened.remove());

  /** Reads, lets others in between, and writes what it read plus one. */
  async function countUp({ manager, record }: WriteScope): Promise<void> {
    const trust = await manager.findOneByOrFail(TrustEntity, { id });
    await new Promise((resolve) => setTimeout(resolve, 5));
    await manager.update(TrustEntity, { id }, { name: String(Number(trust.name) + 1) });
    record({ type: 'trust-changed', subjectId: id });
  }

  it('should not pass for stored where a statement had failed and somebody went on regardless', async () => {
    // Books are kept without an event, whose insertion would show it.
    const write = opened.unitOfWork.keepBooks(async (manager) => {
      await manager.update(TrustEntity, { id }, { name: 'Lost' });
      await manager.query('SELECT nothing FROM nowhere').catch(() => undefined);
    });
    await expect(write).rejects.toThrow('nothing of the transaction was stored');
    const [row] = await opened.database.query('SELECT name FROM trusts WHERE id = $1', [id]);
    expect(row?.name).toBe('0');
  });

  it('should lose no update of 40 writers in two instances that read before they write', async () => {
    const other = await openDatabase(opened.database.place, [TrustEntity, SiteEntity]);
    const second = new UnitOfWork(other, opened.clock);
    await Promise.all(
      Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? opened.unitOfWork : second).write(ACTOR, countUp)),
    );
    await other.close();
    const [row] = await opened.database.query('SELECT name FROM trusts WHERE id = $1', [id]);
    expect(row?.name).toBe('40');
    expect(await opened.database.query("SELECT 1 FROM events WHERE type = 'trust-changed'")).toHaveLength(40);
  });

  it('should keep a rule that spans rows, which each writer sees kept', async () => {
    // At most one site of the trust: no row is written by two, so only a serializable transaction finds out.
    const addOnly = (name: string): Promise<boolean> =>
      opened.unitOfWork.write(ACTOR, async ({ manager, now, record }) => {
        record({ type: 'site-tried', subjectId: id });
        if ((await manager.countBy(SiteEntity, { trustId: id })) > 0) return false;
        await new Promise((resolve) => setTimeout(resolve, 10));
        const dates = { createdAt: now, updatedAt: now };
        await manager.insert(SiteEntity, { id: name, trustId: id, name, code: null, version: 1, ...dates });
        return true;
      });
    const added = await Promise.all(['one', 'two', 'three', 'four'].map(addOnly));
    expect(added.filter(Boolean)).toHaveLength(1);
    expect(await opened.database.query('SELECT id FROM sites')).toHaveLength(1);
  });

  it('should undo a deadlock and run both', async () => {
    const other = await opened.unitOfWork.write(ACTOR, (scope) => addTrust(scope, 'B', { name: '0' }));
    const touch = (first: string, second: string): Promise<void> =>
      opened.unitOfWork.write(ACTOR, async ({ manager, record }) => {
        for (const one of [first, second]) {
          await manager.increment(TrustEntity, { id: one }, 'version', 1);
          await new Promise((resolve) => setTimeout(resolve, 30));
        }
        record({ type: 'trust-changed', subjectId: first });
      });
    await Promise.all([touch(id, other), touch(other, id)]);
    const versions = await opened.database.query('SELECT version FROM trusts');
    expect(versions.map(({ version }) => version)).toEqual([3, 3]);
  });

  it('should store nothing of a transaction in which a statement failed, even when that was overlooked', async () => {
    const careless = opened.unitOfWork.write(ACTOR, async (scope) => {
      await addTrust(scope, 'C');
      await scope.manager.query('SELECT 1/0').catch(() => undefined);
    });
    await expect(careless).rejects.toThrow(/aborted/);
    expect(await opened.database.query("SELECT 1 FROM trusts WHERE code = 'C'")).toEqual([]);
  });

  it('should give up its connection when it cannot be rolled back', async () => {
    const cut = opened.unitOfWork.write(ACTOR, async (scope) => {
      await addTrust(scope, 'D');
      await scope.manager.query('SELECT pg_terminate_backend(pg_backend_pid())');
    });
    await expect(cut).rejects.toMatchObject({ code: 'storage-unavailable' });
    await opened.unitOfWork.write(ACTOR, (scope) => addTrust(scope, 'E'));
    const codes = await opened.database.query('SELECT code FROM trusts ORDER BY code');
    expect(codes.map(({ code }) => code)).toEqual(['A', 'E']);
  });

  it.each([
    ['a statement', (manager: EntityManager): Promise<unknown> => manager.query('SELECT 1')],
    ['a look', (manager: EntityManager): Promise<unknown> => manager.find(TrustEntity)],
    ['the commit', (): Promise<unknown> => Promise.resolve()],
  ])('should say that the database is not reached when the connection breaks before %s', async (_, next) => {
    const cut = opened.unitOfWork.keepBooks(async (manager) => {
      const [own] = await manager.query<{ pid: number }[]>('SELECT pg_backend_pid() AS pid');
      await opened.database.query('SELECT pg_terminate_backend($1)', [own?.pid]);
      while (manager.queryRunner?.isReleased === false) await pause(5);
      await next(manager);
    });
    await expect(cut).rejects.toMatchObject({ code: 'storage-unavailable', headers: { 'Retry-After': '10' } });
  });

  it('should not take a manager that is used after its transaction for trouble of the database', async () => {
    const late = await opened.unitOfWork.read((manager) => Promise.resolve(manager));
    const mistaken = opened.unitOfWork.read(() => late.find(TrustEntity));
    await expect(mistaken).rejects.toThrow(/released/);
    await expect(mistaken).rejects.not.toMatchObject({ code: 'storage-unavailable' });
  });

  it.each([
    ['53100', 'storage-unavailable', '60'],
    ['58030', 'storage-unavailable', '60'],
    ['53300', 'storage-unavailable', '10'],
    ['55P03', 'busy', '1'],
  ])('should say what %s means: %s', async (code, problem, seconds) => {
    const write = opened.unitOfWork.write(ACTOR, async (scope) => {
      await addTrust(scope, 'F');
      await scope.manager.query(`DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '${code}'; END $$`);
    });
    await expect(write).rejects.toMatchObject({ code: problem, headers: { 'Retry-After': seconds } });
    expect(await opened.database.query("SELECT 1 FROM trusts WHERE code = 'F'")).toEqual([]);
  });
});

it('should tell all but one of those who make the same at once what is there', async () => {
  const service = await startService();
  const replies = await Promise.all(
    Array.from({ length: 20 }, () =>
      ask(service, 'POST', '/api/v1/trusts', { body: { code: 'ZZ70', name: 'One Trust' } }),
    ),
  );
  const [made, ...more] = replies.filter(({ status }) => status === 201);
  expect(more).toEqual([]);
  const refused = replies.filter(({ status }) => status === 409);
  expect(refused).toHaveLength(19);
  for (const { body } of refused) expect(body).toMatchObject({ code: 'conflict', existingId: made?.body.id });
  await service.stop();
});

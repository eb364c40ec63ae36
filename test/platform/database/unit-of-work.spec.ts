import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SiteEntity } from '../../../src/organisations/site.entity.js';
import { TrustEntity } from '../../../src/organisations/trust.entity.js';
import { EventEntity } from '../../../src/platform/database/event.entity.js';
import { updateVersion } from '../../../src/platform/database/versioned.js';
import { runInRequestContext } from '../../../src/platform/http/request-context.js';
import { ACTOR, addTrust, NOW, openScratch, type Opened } from './opened.js';

describe('the unit of work', () => {
  let opened: Opened;

  beforeEach(async () => {
    opened = await openScratch();
  });

  afterEach(() => opened.remove());

  const codes = (): Promise<string[]> =>
    opened.unitOfWork.read(async (manager) =>
      (await manager.find(TrustEntity, { order: { code: 'ASC' } })).map(({ code }) => code),
    );
  const eventCodes = (): Promise<unknown[]> =>
    opened.unitOfWork.read(async (manager) =>
      (await manager.find(EventEntity, { order: { sequence: 'ASC' } })).map(({ data }) => data.code),
    );

  it('keeps exactly the good ones of 200 parallel writes of which every third throws after its insert', async () => {
    const all = Array.from({ length: 200 }, (_, index) => `T${String(index).padStart(3, '0')}`);
    const fails = (index: number): boolean => index % 3 === 2;
    const results = await Promise.allSettled(
      all.map((code, index) =>
        opened.unitOfWork.write(ACTOR, async (scope) => {
          await addTrust(scope, code);
          // gives every other write the chance to run in between
          await new Promise((resolve) => setImmediate(resolve));
          if (fails(index)) throw new Error(`no to ${code}`);
        }),
      ),
    );
    const good = all.filter((_, index) => !fails(index));
    expect(results.map(({ status }) => status)).toEqual(
      all.map((_, index) => (fails(index) ? 'rejected' : 'fulfilled')),
    );
    expect(await codes()).toEqual(good);
    // on PostgreSQL they come in any order
    expect((await eventCodes()).sort()).toEqual(good);
  });

  it('shows a read the last committed state while a write is open', async () => {
    await opened.unitOfWork.write(ACTOR, (scope) => addTrust(scope, 'OLD'));
    let finish: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      finish = resolve;
    });
    let begun: () => void = () => undefined;
    const inserted = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const write = opened.unitOfWork.write(ACTOR, async (scope) => {
      await addTrust(scope, 'NEW');
      begun();
      await held;
    });
    await inserted;
    const during = await codes();
    finish();
    await write;
    expect(during).toEqual(['OLD']);
    expect(await codes()).toEqual(['NEW', 'OLD']);
  });

  it('shows one read one state, even when a write ends in the middle of it', async () => {
    const seen = await opened.unitOfWork.read(async (manager) => {
      const before = await manager.count(TrustEntity);
      await opened.unitOfWork.write(ACTOR, (scope) => addTrust(scope, 'NEW'));
      return [before, await manager.count(TrustEntity)];
    });
    expect(seen).toEqual([0, 0]);
    expect(await codes()).toEqual(['NEW']);
  });

  it('cannot write by way of a read', async () => {
    await expect(
      opened.unitOfWork.read((manager) => manager.update(TrustEntity, { code: 'A' }, { name: 'B' })),
    ).rejects.toThrow(/read-?only/);
  });

  it.each(['read', 'write'] as const)(
    'refuses one %s inside another, which would wait for itself for ever',
    async (access) => {
      const begin = (work: () => Promise<unknown>): Promise<unknown> =>
        access === 'read' ? opened.unitOfWork.read(work) : opened.unitOfWork.write(ACTOR, work);
      await expect(begin(() => begin(() => Promise.resolve()))).rejects.toThrow(`A ${access} was begun inside`);
      // and the next one has its turn
      expect(await codes()).toEqual([]);
      await opened.unitOfWork.write(ACTOR, (scope) => addTrust(scope, 'A'));
      expect(await codes()).toEqual(['A']);
    },
  );

  it('refuses a read inside a write, which a reader may be waiting for', async () => {
    const write = opened.unitOfWork.write(ACTOR, () => opened.unitOfWork.read(() => Promise.resolve()));
    await expect(write).rejects.toThrow('A read was begun inside a write');
    expect(await codes()).toEqual([]);
  });

  it('tells a caller that the same was made by somebody else, and stores nothing of it', async () => {
    await opened.unitOfWork.write(ACTOR, (scope) => addTrust(scope, 'A'));
    const again = opened.unitOfWork.write(ACTOR, async (scope) => {
      await addTrust(scope, 'B');
      await addTrust(scope, 'A');
    });
    await expect(again).rejects.toMatchObject({ code: 'conflict' });
    expect(await codes()).toEqual(['A']);
    expect(await eventCodes()).toEqual(['A']);
  });

  it('refuses a write without an event, and stores nothing of it', async () => {
    const write = opened.unitOfWork.write(ACTOR, (scope) => addTrust({ ...scope, record: () => undefined }, 'NONE'));
    await expect(write).rejects.toThrow('without an event');
    expect(await codes()).toEqual([]);
  });

  it('stores neither change nor event when the commit breaks a foreign key', async () => {
    const write = opened.unitOfWork.write(ACTOR, async (scope) => {
      const id = await addTrust(scope, 'A');
      await scope.manager.insert(SiteEntity, {
        id,
        trustId: 'no such trust',
        name: 'Nowhere',
        code: null,
        version: 1,
        createdAt: scope.now,
        updatedAt: scope.now,
      });
    });
    await expect(write).rejects.toThrow(/foreign key/i);
    expect(await codes()).toEqual([]);
    expect(await eventCodes()).toEqual([]);
  });

  it('writes who, when, what and the request into the event', async () => {
    const id = await new Promise<string>((resolve, reject) => {
      runInRequestContext({ requestId: 'request-7' }, () => {
        opened.unitOfWork.write(ACTOR, (scope) => addTrust(scope, 'A')).then(resolve, reject);
      });
    });
    const [event] = await opened.unitOfWork.read((manager) => manager.find(EventEntity));
    expect(event).toEqual({
      sequence: 1,
      at: NOW,
      actorId: 'person-1',
      actorRole: 'assessor',
      type: 'trust-created',
      subjectId: id,
      trustId: id,
      toolId: null,
      deploymentId: null,
      assessmentId: null,
      requestId: 'request-7',
      data: { code: 'A' },
      chain: id,
      position: 1,
      previousHash: '0'.repeat(64),
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it('does not let a stale version win', async () => {
    const id = await opened.unitOfWork.write(ACTOR, (scope) => addTrust(scope, 'A'));
    const rename = (name: string, version: number): Promise<boolean> =>
      opened.unitOfWork.write(ACTOR, async ({ manager, record }) => {
        record({ type: 'trust-changed', subjectId: id });
        return updateVersion(manager, TrustEntity, { id }, version, { name });
      });
    const raced = await Promise.all([rename('first', 1), rename('second', 1)]);
    expect([...raced].sort()).toEqual([false, true]);
    expect(await rename('third', 2)).toBe(true);
    expect(await rename('fourth', 2)).toBe(false);
    const trust = await opened.unitOfWork.read((manager) => manager.findOneByOrFail(TrustEntity, { id }));
    expect(trust).toMatchObject({ name: 'third', version: 3 });
  });

  it('changes no row when the id is not there', async () => {
    const changed = await opened.unitOfWork.write(ACTOR, async (scope) => {
      await addTrust(scope, 'A');
      return updateVersion(scope.manager, TrustEntity, { id: 'nothing' }, 1, { name: 'B' });
    });
    expect(changed).toBe(false);
    expect(
      await opened.unitOfWork.read((manager) => manager.findOneByOrFail(TrustEntity, { code: 'A' })),
    ).toMatchObject({ name: 'Trust A', version: 1 });
  });

  it.each([[{ id: undefined }], [{ id: null }]])('does not take %p for "any row"', async (where) => {
    await opened.unitOfWork.write(ACTOR, (scope) => addTrust(scope, 'A'));
    const find = opened.unitOfWork.read((manager) => manager.findOneBy(TrustEntity, where as never));
    await expect(find).rejects.toThrow();
  });
});

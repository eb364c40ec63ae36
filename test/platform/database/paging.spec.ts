import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TrustEntity } from '../../../src/organisations/trust.entity.js';
import { EventLog, type EventFilter } from '../../../src/platform/database/event-log.js';
import { pageOf, sortingOf, type Page, type Sorting } from '../../../src/platform/database/paging.js';
import { Problem } from '../../../src/platform/problem/problem.js';
import { ACTOR, addTrust, openScratch, type Opened } from './opened.js';

const SUBJECT = 'a0000000-0000-4000-8000-000000000000';

/** Names with many ties, so that a page ends in the middle of one. */
const NAMES = ['Alder', 'Birch', 'Birch', 'Birch', 'Birch', 'Cedar', 'Cedar'];

function byName(descending: boolean): Sorting {
  return sortingOf('trust', descending ? '-name' : 'name');
}

describe('pages of a list', () => {
  let opened: Opened;

  beforeAll(async () => {
    opened = await openScratch();
    for (const [index, name] of NAMES.entries()) {
      await opened.unitOfWork.write(ACTOR, (scope) => addTrust(scope, `T${String(index)}`, { name }));
    }
  });

  afterAll(() => opened.remove());

  const page = (sorting: Sorting, limit: number, cursor?: string): Promise<Page<TrustEntity>> =>
    opened.unitOfWork.read((manager) =>
      pageOf(manager.createQueryBuilder(TrustEntity, 'trust'), sorting, { limit, cursor }, ({ name }) => name),
    );

  async function walk(sorting: Sorting, limit: number): Promise<{ ids: string[]; names: string[]; sizes: number[] }> {
    const rows: TrustEntity[] = [];
    const sizes: number[] = [];
    let cursor: string | undefined;
    do {
      const { items, next } = await page(sorting, limit, cursor);
      rows.push(...items);
      sizes.push(items.length);
      cursor = next ?? undefined;
    } while (cursor !== undefined);
    return { ids: rows.map(({ id }) => id), names: rows.map(({ name }) => name), sizes };
  }

  it.each([1, 2, 3, 6, 7, 8])('gives every row once, ties too, in both directions, %i at a time', async (limit) => {
    const up = await walk(byName(false), limit);
    const down = await walk(byName(true), limit);
    expect(up.names).toEqual([...NAMES].sort());
    expect(new Set(up.ids).size).toBe(NAMES.length);
    expect(down.ids).toEqual([...up.ids].reverse());
    expect(up.sizes).toEqual(
      Array.from({ length: Math.ceil(NAMES.length / limit) }, (_, index) =>
        Math.min(limit, NAMES.length - index * limit),
      ),
    );
  });

  it('moves no row when another comes before the cursor', async () => {
    const other = await openScratch();
    try {
      const add = (code: string, name: string): Promise<string> =>
        other.unitOfWork.write(ACTOR, (scope) => addTrust(scope, code, { name }));
      const read = (cursor?: string): Promise<Page<TrustEntity>> =>
        other.unitOfWork.read((manager) =>
          pageOf(
            manager.createQueryBuilder(TrustEntity, 'trust'),
            byName(false),
            { limit: 2, cursor },
            ({ name }) => name,
          ),
        );
      for (const name of ['B', 'C', 'D', 'E']) await add(name, name);
      const first = await read();
      await add('A', 'A');
      const second = await read(first.next ?? '');
      expect([...first.items, ...second.items].map(({ name }) => name)).toEqual(['B', 'C', 'D', 'E']);
    } finally {
      await other.remove();
    }
  });

  const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

  it.each([
    ['no base64', '%%%'],
    ['no JSON', Buffer.from('[1').toString('base64url')],
    ['no list', encoded({ name: 'name' })],
    ['null', encoded(null)],
    ['too short', encoded(['name', 'Birch'])],
    ['too long', encoded(['name', 'Birch', 'x', 'y'])],
    ['another order', encoded(['-name', 'Birch', SUBJECT])],
    ['a key of another type', encoded(['name', { $gt: '' }, SUBJECT])],
    ['a key without end', encoded(['name', 'x'.repeat(301), SUBJECT])],
    ['a key of another type', encoded(['name', 5, SUBJECT])],
    ['a key that no text holds', encoded(['name', 'a\0', SUBJECT])],
    ['an id that is none', encoded(['name', 'Birch', 'x'])],
    ['an id of another type', encoded(['name', 'Birch', 7])],
    ['an id without end', encoded(['name', 'Birch', 'x'.repeat(37)])],
    ['a number beyond all', Buffer.from('["name",1e999,"x"]').toString('base64url')],
    ['nothing', ''],
  ])('refuses a cursor that is %s', async (_, cursor) => {
    const error = await page(byName(false), 2, cursor).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Problem);
    expect(error).toMatchObject({ code: 'invalid-cursor' });
  });

  it('takes a cursor as text, never as SQL', async () => {
    const { items } = await page(byName(false), 10, encoded(['name', "' OR 1=1 --", SUBJECT]));
    expect(items.map(({ name }) => name)).toEqual([...NAMES].sort());
  });
});

describe('the event log', () => {
  let opened: Opened;
  const log = new EventLog();
  const mine: EventFilter = { assessmentId: SUBJECT };

  beforeAll(async () => {
    opened = await openScratch();
    for (let index = 1; index <= 5; index += 1) {
      await opened.unitOfWork.write(ACTOR, ({ record }) => {
        record({ type: 'section-saved', subjectId: SUBJECT, assessmentId: SUBJECT, data: { index } });
        record({ type: 'section-saved', subjectId: 'other', assessmentId: 'other' });
        return Promise.resolve();
      });
    }
  });

  afterAll(() => opened.remove());

  it('gives the events of one subject, newest first, page by page', async () => {
    const seen: unknown[] = [];
    let cursor: string | undefined;
    do {
      const request = { limit: 2, cursor };
      const { items, next } = await opened.unitOfWork.read((manager) => log.list(manager, mine, request));
      seen.push(items.map(({ data }) => data.index));
      cursor = next ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual([[5, 4], [3, 2], [1]]);
  });

  it.each(['', '0', '-1', '1.5', '0x10', '1e3', 'x', '9'.repeat(16)])('refuses the cursor "%s"', async (cursor) => {
    const list = opened.unitOfWork.read((manager) => log.list(manager, mine, { limit: 2, cursor }));
    await expect(list).rejects.toMatchObject({ code: 'invalid-cursor' });
  });
});

import path from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { backUp, restore } from '../../../../src/platform/database/archive/archive.js';
import { scratchDatabase } from '../../../support/databases.js';
import { ask, startService, type TestService } from '../../../support/service.js';
import { scratchFolder, UNWATCHED } from './archives.js';

/* A backup that is made while others write is one moment of the database: a change is in it with its event, or not at all. */

const WRITERS = 4;
const BACKUPS = 3;
const folder = scratchFolder();
let service: TestService;
let writing = true;
let count = 0;
const acknowledged = new Set<string>();

async function write(): Promise<void> {
  while (writing) {
    count += 1;
    const body = { code: `Y${String(count)}`, name: `Trust ${String(count)}` };
    const { status, body: trust } = await ask<{ id: string }>(service, 'POST', '/api/v1/trusts', { body });
    if (status !== 201) throw new Error(`A trust was answered with ${String(status)}`);
    acknowledged.add(trust.id);
  }
}

beforeAll(async () => {
  service = await startService();
});

afterAll(() => service.stop());

it('is one moment, however many write meanwhile', async () => {
  const writers = Array.from({ length: WRITERS }, () => write());
  const archives: { file: string; before: Set<string> }[] = [];
  try {
    for (let number = 0; number < BACKUPS; number += 1) {
      while (acknowledged.size < 20 * (number + 1)) await ask(service, 'GET', '/health/ready');
      const before = new Set(acknowledged);
      const file = path.join(folder, `${String(number)}.gz`);
      await backUp(service.database.place, { file, replace: false }, UNWATCHED);
      expect(acknowledged.size).toBeGreaterThan(before.size);
      archives.push({ file, before });
    }
  } finally {
    writing = false;
    await Promise.all(writers);
  }
  for (const { file, before } of archives) {
    const target = await scratchDatabase(true);
    await restore(file, target.place, UNWATCHED);
    const { trusts = [], events = [] } = await target.rows();
    await target.remove();
    const ids = trusts.map(({ id }) => String(id)).sort();
    expect(events.map(({ subject_id: id }) => String(id)).sort()).toEqual(ids);
    expect([...before].filter((id) => !ids.includes(id))).toEqual([]);
    expect(ids.length).toBeLessThan(acknowledged.size);
  }
});

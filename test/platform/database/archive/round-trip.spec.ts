import path from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { backUp, restore } from '../../../../src/platform/database/archive/archive.js';
import { runCli } from '../../../support/cli.js';
import { scratchDatabase, type ScratchDatabase } from '../../../support/databases.js';
import { ask, startService, type TestService } from '../../../support/service.js';
import { contentOf, digestOf, fill, PAIRS, bytesAt, scratchFolder, UNICODE, UNWATCHED } from './archives.js';

/* What was stored through the API is the same after backup and restore, whatever the engines. */

const folder = scratchFolder();
let services: TestService[] = [];
let databases: ScratchDatabase[] = [];

afterEach(async () => {
  for (const service of services) await service.stop();
  for (const database of databases) await database.remove();
  [services, databases] = [[], []];
});

async function serve(database: ScratchDatabase): Promise<TestService> {
  const service = await startService({}, database);
  services.push(service);
  return service;
}

describe.each(PAIRS)('a backup of %s, restored to %s', (from, to) => {
  it('should hold everything as it was, and the service should go on with it', async () => {
    const service = await serve(await scratchDatabase(false, from));
    const addresses = await fill(service);
    const file = path.join(folder, `${from}-${to}.gz`);
    const summary = await backUp(service.database.place, { file, replace: false }, UNWATCHED);
    const before = await contentOf(service.database);

    const target = await scratchDatabase(true, to);
    databases.push(target);
    await restore(file, target.place, UNWATCHED);
    expect(await contentOf(target)).toEqual(before);
    expect(before.trusts?.join()).toContain(`["name",${JSON.stringify(UNICODE)}]`);
    expect(before.answers?.join()).toContain(`["value",${String(100 / 3)}]`);
    expect(before.plans?.join()).toContain(`["vendor_hours",7.5]`);
    expect(summary.tables.map(({ name, rows }) => [name, rows])).toEqual(
      expect.arrayContaining(Object.entries(before).map(([name, rows]) => [name, rows.length])),
    );
    expect(await target.defects()).toEqual([]);
    const verified = runCli(['audit', 'verify', '--seals', path.join(folder, 'none')], { env: target.settings });
    expect(verified).toMatchObject({ code: 0, out: expect.stringContaining('Nothing was changed') });

    databases = [];
    const next = await serve(target);
    const kept = await bytesAt(service, addresses);
    expect(kept.map((bytes) => bytes.subarray(0, 5).toString())).toEqual(['%PDF-', '%PDF-']);
    expect((await bytesAt(next, addresses)).map(digestOf)).toEqual(kept.map(digestOf));
    // what counts up goes on after the last number, and a second change finds nothing in its way
    const numbers = 'SELECT MAX(sequence) AS last, COUNT(*) AS number FROM events';
    const [earlier] = await target.query(numbers);
    for (const code of ['ZZ70', 'ZZ71']) {
      const { status } = await ask(next, 'POST', '/api/v1/trusts', { body: { code, name: code } });
      expect(status).toBe(201);
    }
    // numbers may be left out, where a write was tried twice, but none comes again
    const [events] = await target.query(numbers);
    expect(Number(events?.number)).toBe(Number(earlier?.number) + 2);
    expect(Number(events?.last)).toBeGreaterThanOrEqual(Number(earlier?.last) + 2);
  });

  it('should give the same hashes when it is backed up again', async () => {
    const service = await serve(await scratchDatabase(false, from));
    await fill(service);
    const [first, second] = [1, 2].map((number) => path.join(folder, `again-${from}-${to}-${String(number)}.gz`)) as [
      string,
      string,
    ];
    const one = await backUp(service.database.place, { file: first, replace: false }, UNWATCHED);
    const target = await scratchDatabase(true, to);
    databases.push(target);
    await restore(first, target.place, UNWATCHED);
    const other = await backUp(target.place, { file: second, replace: false }, UNWATCHED);
    expect(other.tables).toEqual(one.tables);
    expect(one.rows).toBeGreaterThan(20);
  });
});

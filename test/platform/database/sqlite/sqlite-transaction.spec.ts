import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import Database from 'better-sqlite3';
import { TrustEntity } from '../../../../src/organisations/trust.entity.js';
import { ACTOR, addTrust, openScratch, type Opened } from '../opened.js';

/** Trusts as another program sees them: only what was really stored. */
function storedCodes(file: string): string[] {
  const database = new Database(file, { readonly: true });
  const rows = database.prepare<[], { code: string }>('SELECT code FROM trusts ORDER BY code').all();
  database.close();
  return rows.map(({ code }) => code);
}

describe('a transaction on SQLite', () => {
  let opened: Opened;

  beforeEach(async () => {
    opened = await openScratch();
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    await opened.remove();
  });

  const add = (code: string): Promise<unknown> =>
    opened.unitOfWork.write(ACTOR, async (scope) => {
      if ((await scope.manager.findOneBy(TrustEntity, { code })) !== null) throw new Error(`${code} is there`);
      await addTrust(scope, code);
    });

  it('should lose nothing that is acknowledged after a commit that failed and was rolled back by SQLite itself', async () => {
    const { writer } = opened.sources;
    const query = writer.query.bind(writer);
    let failures = 1;
    // As on a full disk: COMMIT fails and there is no transaction any more.
    jest.spyOn(writer, 'query').mockImplementation(async (sql: string) => {
      if (sql !== 'COMMIT' || failures === 0) return query(sql);
      failures -= 1;
      await query('ROLLBACK');
      throw new Error('database or disk is full');
    });
    await expect(add('A')).rejects.toThrow('full');
    expect(storedCodes(opened.file)).toEqual([]);
    await add('B');
    expect(storedCodes(opened.file)).toEqual(['B']);
    // one that fails as usual, in between
    await expect(add('B')).rejects.toThrow('B is there');
    for (const code of ['C', 'D', 'E']) {
      await add(code);
      expect(storedCodes(opened.file)).toContain(code);
    }
  });

  it('should keep nothing of a write for which there is no room, and go on when there is', async () => {
    const { writer } = opened.sources;
    await add('A');
    const [row] = await writer.query<{ page_count: number }[]>('PRAGMA page_count');
    await writer.query(`PRAGMA max_page_count = ${String(row?.page_count)}`);
    const large = opened.unitOfWork.write(ACTOR, async (scope) => {
      for (let row = 0; row < 200; row += 1) await addTrust(scope, `L${String(row)}`, { name: 'x'.repeat(200) });
    });
    await expect(large).rejects.toMatchObject({ code: 'storage-unavailable', headers: { 'Retry-After': '60' } });
    expect(storedCodes(opened.file)).toEqual(['A']);
    await writer.query('PRAGMA max_page_count = 1000000');
    await add('B');
    expect(storedCodes(opened.file)).toEqual(['A', 'B']);
  });

  it('should roll back what an earlier transaction left open before it begins', async () => {
    await opened.sources.writer.query('BEGIN');
    await add('A');
    expect(storedCodes(opened.file)).toEqual(['A']);
  });

  it('waits for another program that holds the database for a moment', async () => {
    const other = new Database(opened.file);
    other.exec('BEGIN IMMEDIATE');
    const write = opened.unitOfWork.write(ACTOR, (scope) => addTrust(scope, 'A'));
    // everybody else is served meanwhile
    expect(storedCodes(opened.file)).toEqual([]);
    other.exec('COMMIT');
    other.close();
    await write;
    expect(storedCodes(opened.file)).toEqual(['A']);
  });

  it('asks a caller to come again while another program holds the database', async () => {
    const other = new Database(opened.file);
    other.exec('BEGIN IMMEDIATE');
    const write = opened.unitOfWork.write(ACTOR, (scope) => addTrust(scope, 'A'));
    await expect(write).rejects.toMatchObject({ code: 'busy', headers: { 'Retry-After': '1' } });
    other.close();
    await opened.unitOfWork.write(ACTOR, (scope) => addTrust(scope, 'B'));
    expect(storedCodes(opened.file)).toEqual(['B']);
  });
});

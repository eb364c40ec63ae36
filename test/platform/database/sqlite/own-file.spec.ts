import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { openSqlite } from '../../../../src/platform/database/sqlite/open-sqlite.js';

let folder: string;
let file: string;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'site-readiness-own-file-'));
  file = path.join(folder, 'some.sqlite');
});

afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

function change(sql: string): void {
  const database = new Database(file);
  database.exec(sql);
  database.close();
}

it.each([
  ['with tables of its own', 'CREATE TABLE patients (id TEXT); INSERT INTO patients VALUES (1)'],
  ['with a table of the same name', 'CREATE TABLE trusts (id TEXT)'],
  ['that is marked as its own', 'PRAGMA application_id = 42'],
])("should leave another program's file alone %s", async (_, sql) => {
  change(sql);
  const before = fs.readFileSync(file);
  await expect(openSqlite(file, [])).rejects.toThrow('it belongs to another program');
  expect(fs.readFileSync(file)).toEqual(before);
});

it('should leave what another program has not put in its place yet', async () => {
  const other = new Database(file);
  other.pragma('journal_mode = WAL');
  other.exec('CREATE TABLE patients (id TEXT)');
  const before = [fs.readFileSync(file), fs.readFileSync(`${file}-wal`)];
  await expect(openSqlite(file, [])).rejects.toThrow('it belongs to another program');
  expect([fs.readFileSync(file), fs.readFileSync(`${file}-wal`)]).toEqual(before);
  expect(fs.existsSync(`${file}.lock`)).toBe(false);
  other.close();
});

it('should say of a draft of its own that it is one', async () => {
  const opened = await openSqlite(file, []);
  await opened.close();
  change('PRAGMA application_id = 0');
  await expect(openSqlite(file, [])).rejects.toThrow('made by a draft of this service');
});

it('should take an empty file, and its own again', async () => {
  fs.writeFileSync(file, '');
  for (let time = 0; time < 2; time += 1) await (await openSqlite(file, [])).close();
});

it('should take what a first start left behind that ended before it made a table', async () => {
  change('PRAGMA application_id = 0x4e485372');
  await (await openSqlite(file, [])).close();
});

it('should refuse a file that a newer release has changed', async () => {
  const opened = await openSqlite(file, []);
  await opened.close();
  change("INSERT INTO migrations (timestamp, name) VALUES (9999999999999, 'FromTheFuture9999999999999')");
  await expect(openSqlite(file, [])).rejects.toThrow('it was changed by a newer release');
});

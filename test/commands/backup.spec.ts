import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { spawnService, type ServiceProcess } from '../support/service-process.js';
import { listFolder, makeFolder, ROOT, runCli } from '../support/cli.js';

let folder: string;
let service: ServiceProcess;
let database: string;

const TRUSTS = 5;
const CLI = path.join(ROOT, 'dist/cli.js');

/** What a service writes outside its database goes beside that. */
const settingsFor = (file: string): Record<string, string> => ({
  DATABASE_PATH: file,
  AUDIT_SEALS_PATH: `${file}.seals`,
  PORT: '0',
});

beforeAll(async () => {
  folder = makeFolder();
  database = path.join(folder, 'service', 'data.sqlite');
  service = spawnService(settingsFor(database));
  const url = await service.listening;
  for (let number = 0; number < TRUSTS; number += 1) {
    const body = JSON.stringify({ code: `ZZ0${String(number)}`, name: 'A Trust' });
    const headers = { 'content-type': 'application/json' };
    expect((await fetch(`${url}/api/v1/trusts`, { method: 'POST', headers, body })).status).toBe(201);
  }
});

afterAll(async () => {
  service.kill('SIGTERM');
  await service.ended;
  fs.rmSync(folder, { recursive: true, force: true });
});

function trustsIn(file: string): unknown {
  const opened = new Database(file, { readonly: true });
  const count = opened.prepare('SELECT COUNT(*) FROM trusts').pluck().get();
  opened.close();
  return count;
}

describe('readiness backup', () => {
  it('should back up while the service runs, and restore to where the service then starts', async () => {
    const [archive, restored] = [path.join(folder, 'a.gz'), path.join(folder, 'new', 'restored.sqlite')];
    const backup = runCli(['backup', '-o', archive, '--database-path', database]);
    expect(backup).toMatchObject({ code: 0, err: '' });
    expect(backup.out).toMatch(/^Wrote .+a\.gz: \d+ rows of \d+ tables in \d+ bytes, every hash checked\.\n$/);

    const verified = runCli(['verify-backup', archive]);
    expect(verified).toMatchObject({ code: 0, err: '' });
    expect(verified.out).toMatch(
      /is whole: \d+ rows.+\nMade 2.+ by release \d.+ from SQLite\.\n\nTable +Rows +SHA-256/,
    );
    expect(verified.out).toMatch(/^trusts +5 +[0-9a-f]{64}$/m);

    const restore = runCli(['restore', archive, '--database-path', restored]);
    expect(restore).toMatchObject({ code: 0, err: '' });
    expect(restore.out).toContain(` to ${restored}: `);
    expect(trustsIn(restored)).toBe(TRUSTS);
    const next = spawnService(settingsFor(restored));
    const { items } = (await (await fetch(`${await next.listening}/api/v1/trusts`)).json()) as { items: unknown[] };
    expect(items).toHaveLength(TRUSTS);
    next.kill('SIGTERM');
    await next.ended;
  });

  it('should take the place from the settings of the service', () => {
    const archive = path.join(folder, 'settings.gz');
    const { code, out } = runCli(['backup', '-o', archive], { env: { DATABASE_PATH: database } });
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringMatching(/^Wrote .+ \d+ rows/) });
  });

  it('should replace an earlier archive or an empty file, only with --force, and nothing else', () => {
    const archive = path.join(folder, 'forced.gz');
    fs.writeFileSync(archive, '');
    const args = ['backup', '-o', archive, '--database-path', database];
    expect(runCli(args)).toMatchObject({ code: 1, out: '', err: expect.stringContaining('or say --force') });
    expect(runCli([...args, '--force'])).toMatchObject({ code: 0 });
    expect(runCli([...args, '--force'])).toMatchObject({ code: 0 });
    for (const content of ['of somebody', Buffer.alloc(5000, 'x'), gzipSync('{"format":"another"}\n'.repeat(500))]) {
      fs.writeFileSync(archive, content);
      expect(runCli([...args, '--force'])).toMatchObject({
        code: 1,
        err: expect.stringContaining('is no archive of this service, so it is not replaced'),
      });
      expect(fs.readFileSync(archive).equals(Buffer.from(content))).toBe(true);
    }
  });

  it('should never take the place of the database or of what belongs to it, by whatever name', () => {
    const place = fs.mkdtempSync(path.join(folder, 'own-'));
    const [own, archive] = [path.join(place, 'data.sqlite'), path.join(place, 'a.gz')];
    runCli(['backup', '-o', archive, '--database-path', database]);
    runCli(['restore', archive, '--database-path', own]);
    fs.symlinkSync(own, path.join(place, 'link.sqlite'));
    fs.symlinkSync(place, path.join(folder, 'elsewhere'));
    // of which no one is there while no service runs
    const names = ['-wal', '-shm', '-journal', '.lock', '.secret', ''].map((ending) => own + ending);
    names.push(path.join(place, 'link.sqlite'), path.join(folder, 'elsewhere', 'data.sqlite-wal'));
    const before = [listFolder(place), fs.readFileSync(own)];
    for (const name of names) {
      for (const force of [[], ['--force']]) {
        const { code, err } = runCli(['backup', '-o', name, '--database-path', own, ...force]);
        expect({ name, code, err }).toMatchObject({ code: 1, err: expect.stringContaining('the database itself') });
      }
    }
    expect([listFolder(place), fs.readFileSync(own)]).toEqual(before);
    expect(trustsIn(own)).toBe(TRUSTS);
  });

  it.each<[args: string[], code: number, message: string]>([
    [['backup'], 2, "required option '-o, --output <file>'"],
    [['backup', '-o', ''], 2, "'-o' takes the name of a file"],
    [['backup', '-o', 'x', '--database-path', 'a', '--database-url', 'postgres://a/b'], 2, 'name two places'],
    [['backup', '-o', 'x', '--database-path', ''], 2, 'take a place'],
    [['backup', '-o', 'x', '--database-url', 'mysql://a/b'], 2, 'DATABASE_URL must be like postgres://'],
    [['backup', '-o', 'x', '--database-path', 'none.sqlite'], 1, 'There is no database at'],
    [['backup', '-o', 'x', '--database-url', 'postgres://u:secret@127.0.0.1:1/b'], 1, 'ECONNREFUSED'],
    [['verify-backup', 'none.gz'], 1, 'There is no archive at'],
    [['verify-backup', CLI], 1, 'is not an archive of this service'],
    [['restore', CLI, '--database-path', 'none.sqlite'], 1, 'is not an archive of this service'],
    [['migrate-store', '--to', 'nowhere'], 2, 'DATABASE_URL must be like postgres://'],
    [['migrate-store'], 2, "required option '--to <url>'"],
    [
      ['migrate-store', '--to', 'postgres://127.0.0.1:1/b', '--database-path', 'none.sqlite'],
      1,
      'There is no database',
    ],
  ])('should refuse %j', (args, code, message) => {
    const empty = makeFolder();
    const result = runCli(args, empty);
    expect(result).toMatchObject({ code, out: '', err: expect.stringContaining(message) });
    expect(result.err).not.toContain('secret');
    expect(listFolder(empty)).toEqual([]);
  });

  it('should refuse to copy the database of a service that runs', () => {
    const { code, err } = runCli(['migrate-store', '--to', 'postgres://127.0.0.1:1/b', '--database-path', database]);
    expect({ code, err }).toMatchObject({ code: 1, err: expect.stringContaining('another process is using it') });
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('should leave nothing behind when %s stops it', async (signal) => {
    const file = path.join(folder, `large-${signal}.sqlite`);
    fs.rmSync(file, { force: true });
    const archive = path.join(folder, 'archive.gz');
    runCli(['backup', '-o', archive, '--force', '--database-path', database]);
    runCli(['restore', archive, '--database-path', file]);
    const large = new Database(file);
    const insert = large.prepare(
      `INSERT INTO trusts (id, code, name, name_searched, version, created_at, updated_at) VALUES (?, ?, ?, '', 1, '', '')`,
    );
    large.transaction(() => {
      // what does not compress takes its time
      for (let at = 0; at < 2000; at += 1)
        insert.run(`t${String(at)}`, `t${String(at)}`, randomBytes(15_000).toString('hex'));
    })();
    large.close();

    const place = path.join(folder, signal);
    fs.mkdirSync(place);
    const child = spawn(process.execPath, [CLI, 'backup', '-o', path.join(place, 'b.gz'), '--database-path', file]);
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    while (listFolder(place).length === 0 && child.exitCode === null) await pause(2);
    expect(listFolder(place)).toEqual([expect.stringMatching(/^\.b\.gz\.\d+\.part$/)]);
    child.kill(signal);
    expect({ code: await ended, said, left: listFolder(place) }).toEqual({
      code: 130,
      said: 'Stopped. Nothing was kept.\n',
      left: [],
    });
  });
});

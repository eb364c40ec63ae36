import fs from 'node:fs';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ENGINE, scratchDatabase, type ScratchDatabase } from '../support/databases.js';
import { AUTHORISED } from '../support/operators-key.js';
import { spawnService, type ServiceProcess } from '../support/service-process.js';

const LONG = 300_000;
const ANSWERS = { tool: 'echogo-pro', answers: {} };

interface Answered {
  readonly status: number | undefined;
  readonly bytes: Buffer;
}

describe('the service as a process', () => {
  let folder: string;
  let database: ScratchDatabase;
  let started: ServiceProcess[];

  beforeEach(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'site-readiness-process-'));
    // without the schema, which the start makes
    database = await scratchDatabase(true);
    started = [];
  });

  afterEach(async () => {
    for (const service of started) {
      service.kill('SIGKILL');
      await service.ended;
    }
    await database.remove();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  function start(settings: Record<string, string> = {}, flags: readonly string[] = []): ServiceProcess {
    const environment = { PORT: '0', LOG_LEVEL: 'info', TMPDIR: folder, ...database.settings, ...settings };
    const service = spawnService(environment, flags);
    started.push(service);
    return service;
  }

  /** Connections that a service holds to the database; a file has none to count. */
  async function connections(): Promise<number> {
    if (ENGINE === 'sqlite') return 0;
    const [row] = await database.query(
      "SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'site-readiness'",
    );
    return Number(row?.count);
  }

  const post = (url: string, address: string, body: object, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${url}${address}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });

  it(
    'starts on no database at all, makes one, says where it is, and keeps what was saved for the next start',
    async () => {
      const first = start();
      const url = await first.listening;
      expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
      expect(first.said()).toContain(`Serving ${placeOf(database)}`);
      expect(first.said()).toContain(`${url}/api/docs`);
      const empty = await fetch(`${url}/api/v1/trusts`);
      expect(await empty.json()).toEqual({ items: [], next: null });
      expect((await post(url, '/api/v1/trusts', { code: 'ZZ01', name: 'Kept' })).status).toBe(201);
      first.kill('SIGTERM');
      expect(await first.ended).toEqual({ code: 0, signal: null });
      expect(await connections()).toBe(0);
      const { databasePath } = database.place;
      const name = path.basename(databasePath);
      // what SQLite keeps beside an open file is gone
      if (ENGINE === 'sqlite') {
        expect(fs.readdirSync(path.dirname(databasePath)).sort()).toEqual([name, `${name}.lock`]);
      }
      const second = start();
      const again = await fetch(`${await second.listening}/api/v1/trusts`);
      expect(await again.json()).toMatchObject({ items: [{ code: 'ZZ01', name: 'Kept' }] });
    },
    LONG,
  );

  it(
    'ends with 2 and a line for each wrong setting, and touches nothing',
    async () => {
      const service = start({ PORT: 'eighty', LOG_LEVEL: 'loud', PLAN_THREADS: '0' });
      expect(await service.ended).toEqual({ code: 2, signal: null });
      const lines = service.said().trimEnd().split('\n');
      expect(lines.map((line) => line.split(' ')[0]).sort()).toEqual(['LOG_LEVEL', 'PLAN_THREADS', 'PORT']);
      expect(service.said()).not.toContain('    at ');
      expect(fs.readdirSync(folder)).toEqual([]);
      if (ENGINE === 'sqlite') expect(fs.existsSync(path.dirname(database.place.databasePath))).toBe(false);
    },
    LONG,
  );

  it(
    'shows its metrics where METRICS_PORT says, and only there',
    async () => {
      const METRICS_PORT = String(await freePort());
      const service = start({ METRICS_PORT, LOG_LEVEL: 'silent' });
      const url = await service.listening;
      const metrics = `http://127.0.0.1:${METRICS_PORT}/metrics`;
      expect(service.said()).toContain(`Metrics          ${metrics}`);
      expect(await (await fetch(metrics)).text()).toMatch(/^process_start_time_seconds \d/m);
      expect((await fetch(`${url}/metrics`)).status).toBe(404);
      service.kill('SIGTERM');
      expect(await service.ended).toEqual({ code: 0, signal: null });
    },
    LONG,
  );

  it(
    'ends with 1 and a sentence when the port is taken',
    async () => {
      const other = net.createServer();
      await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
      const { port } = other.address() as AddressInfo;
      const service = start({ PORT: String(port), LOG_LEVEL: 'silent' });
      const ending = await service.ended;
      await new Promise((resolve) => other.close(resolve));
      expect(ending).toEqual({ code: 1, signal: null });
      expect(service.said()).toMatch(new RegExp(`^The service cannot start: .*${String(port)}.*\n$`));
      expect(service.said()).toContain('already in use');
    },
    LONG,
  );

  /** Sends the head of a request, and waits until the service has taken it before it sends the body. */
  async function underWay(
    url: string,
    address: string,
    content: object,
    accept: string,
  ): Promise<{ reply: Promise<Answered> }> {
    const body = JSON.stringify(content);
    const request = http.request(`${url}${address}`, {
      method: 'POST',
      agent: new http.Agent({ keepAlive: true }),
      headers: {
        ...AUTHORISED,
        accept,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        expect: '100-continue',
      },
    });
    const reply = new Promise<Answered>((resolve, reject) => {
      request.on('error', reject);
      request.on('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          resolve({ status: response.statusCode, bytes: Buffer.concat(chunks) });
        });
      });
    });
    request.flushHeaders();
    await new Promise((resolve) => request.once('continue', resolve));
    request.end(body);
    return { reply };
  }

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'lets what is in progress finish on %s, takes no more, and ends with 0 and a sound database',
    async (signal) => {
      // A busy machine needs more than the usual grace for two plans.
      const service = start({ STOP_GRACE_SECONDS: '300' });
      const url = await service.listening;
      const pdf = (): ReturnType<typeof underWay> => underWay(url, '/api/v1/plan', ANSWERS, 'application/pdf');
      const [first, second] = [await pdf(), await pdf()];
      const trust = await underWay(url, '/api/v1/trusts', { code: 'ZZ05', name: 'Saved' }, 'application/json');
      service.kill(signal);
      for (const { status, bytes } of [await first.reply, await second.reply]) {
        expect(status).toBe(200);
        expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
        expect(bytes.subarray(-7).toString()).toContain('%%EOF');
      }
      expect((await trust.reply).status).toBe(201);
      // the callers keep their connections open, for which it does not wait: it would be killed after a minute
      expect(await service.ended).toEqual({ code: 0, signal: null });
      await expect(fetch(`${url}/health/live`)).rejects.toThrow();
      expect(await connections()).toBe(0);
      expect(await database.defects()).toEqual([]);
      expect(await database.query('SELECT code FROM trusts')).toEqual([{ code: 'ZZ05' }]);
    },
    LONG,
  );

  it(
    'ends with 0 when it is stopped the moment it listens',
    async () => {
      const service = start({ LOG_LEVEL: 'silent' });
      await service.listening;
      service.kill('SIGTERM');
      const ending = await service.ended;
      expect({ ...ending, said: service.said() }).toMatchObject({ code: 0, signal: null });
      expect(service.said()).not.toMatch(/cannot start|error/i);
    },
    LONG,
  );

  it(
    'ends at once on the second signal',
    async () => {
      const service = start({ STOP_GRACE_SECONDS: '600', LOG_LEVEL: 'silent' });
      const url = new URL(await service.listening);
      // a request that never comes to its end keeps the service from stopping by itself
      const socket = net.connect(Number(url.port), url.hostname);
      socket.on('error', () => undefined);
      socket.write(
        'POST /api/v1/trusts HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{',
      );
      await new Promise((resolve) => setTimeout(resolve, 300));
      service.kill('SIGTERM');
      const early = await Promise.race([
        service.ended,
        new Promise<string>((resolve) => setTimeout(resolve, 1000, 'still there')),
      ]);
      expect(early).toBe('still there');
      service.kill('SIGTERM');
      expect(await service.ended).toEqual({ code: 1, signal: null });
      socket.destroy();
    },
    LONG,
  );

  it(
    'closes what does not finish when the grace is over, and still ends with 0',
    async () => {
      const service = start({ STOP_GRACE_SECONDS: '1', LOG_LEVEL: 'silent' });
      const url = new URL(await service.listening);
      const socket = net.connect(Number(url.port), url.hostname);
      const closed = new Promise((resolve) => {
        socket.on('close', resolve);
      });
      socket.on('error', () => undefined);
      socket.write(
        'POST /api/v1/trusts HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{',
      );
      await new Promise((resolve) => setTimeout(resolve, 300));
      service.kill('SIGTERM');
      expect(await service.ended).toEqual({ code: 0, signal: null });
      await closed;
    },
    LONG,
  );

  it(
    'removes the demonstration when it ends',
    async () => {
      const service = start({}, ['--demo']);
      const url = await service.listening;
      const made = fs.readdirSync(folder).filter((name) => name.startsWith('site-readiness-demo-'));
      expect(made).toHaveLength(1);
      // not the one that the settings name
      if (ENGINE === 'sqlite') expect(fs.existsSync(database.place.databasePath)).toBe(false);
      else expect(await database.query("SELECT to_regclass('trusts')::text AS made")).toEqual([{ made: null }]);
      const authorization = `Bearer ${/Key of the API +(\S+)/.exec(service.said())?.[1] ?? ''}`;
      const trusts = (await (await fetch(`${url}/api/v1/trusts`, { headers: { authorization } })).json()) as {
        items: unknown[];
      };
      expect(trusts.items.length).toBeGreaterThan(0);
      service.kill('SIGTERM');
      expect(await service.ended).toEqual({ code: 0, signal: null });
      expect(fs.readdirSync(folder)).toEqual([]);
    },
    LONG,
  );

  it(
    'loses nothing that it acknowledged when it is killed while saving',
    async () => {
      const service = start({ LOG_LEVEL: 'silent' });
      const url = await service.listening;
      const acknowledged: string[] = [];
      const saver = async (letter: string): Promise<void> => {
        for (let index = 0; ; index += 1) {
          const code = `Z${letter}${String(index).padStart(5, '0')}`;
          try {
            const reply = await post(url, '/api/v1/trusts', { code, name: `Trust ${code}` });
            if (reply.status === 201) acknowledged.push(code);
            await reply.text();
          } catch {
            return;
          }
        }
      };
      const savers = ['A', 'B', 'C', 'D'].map(saver);
      while (acknowledged.length < 40) await new Promise((resolve) => setTimeout(resolve, 10));
      service.kill('SIGKILL');
      await Promise.all(savers);
      expect(await service.ended).toEqual({ code: null, signal: 'SIGKILL' });
      // opened by hand first, as whoever looks after it would, then by the service
      expect(await database.defects()).toEqual([]);
      const second = start({ LOG_LEVEL: 'silent' });
      await second.listening;
      const stored = new Set((await database.query('SELECT code FROM trusts')).map(({ code }) => code));
      expect(acknowledged.filter((code) => !stored.has(code))).toEqual([]);
      expect(await database.query('SELECT id FROM trusts WHERE id NOT IN (SELECT subject_id FROM events)')).toEqual([]);
      expect(
        await database.query(
          "SELECT subject_id FROM events WHERE type = 'trust-created' AND subject_id NOT IN (SELECT id FROM trusts)",
        ),
      ).toEqual([]);
    },
    LONG,
  );
});

/** As the service says it: without a password. */
function placeOf({ place }: ScratchDatabase): string {
  if (place.databaseUrl === undefined) return place.databasePath;
  const { host, pathname } = new URL(place.databaseUrl);
  return `postgres://${host}${pathname}`;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

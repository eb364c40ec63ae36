import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AUTHORISED, giveKeyTo, TEST_SECRET } from '../support/operators-key.js';

const ROOT = path.resolve(import.meta.dirname, '../..');
const MAIN = path.join(ROOT, 'dist/main.js');
const TRUST = JSON.stringify({ code: 'ZZ71', name: 'A Trust' });

let folder: string;
let child: ChildProcess | undefined;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'site-readiness-stop-'));
});

afterEach(() => {
  if (child?.exitCode === null) child.kill('SIGKILL');
  fs.rmSync(folder, { recursive: true, force: true });
});

interface Started {
  readonly process: ChildProcess;
  readonly url: string;
  /** Exit code */
  readonly ended: Promise<number | null>;
}

function run(settings: Record<string, string>): {
  process: ChildProcess;
  ended: Promise<number | null>;
  err: () => string;
} {
  const started = spawn(process.execPath, [MAIN], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      PORT: '0',
      PLAN_THREADS: '1',
      LOG_LEVEL: 'silent',
      SECRET_KEY: TEST_SECRET,
      ...settings,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  child = started;
  let err = '';
  started.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const ended = once(started, 'exit').then(([code]) => code as number | null);
  return { process: started, ended, err: () => err };
}

async function start(settings: Record<string, string> = {}): Promise<Started> {
  const { process: started, ended, err } = run({ DATABASE_PATH: path.join(folder, 'x.sqlite'), ...settings });
  const gone = ended.then((code) => {
    throw new Error(`ended with ${String(code)}: ${err()}`);
  });
  gone.catch(() => undefined);
  const announced = (async () => {
    for (;;) {
      const url = /Deployments\s+(http:\S+?)\/\s/.exec(err())?.[1];
      if (url !== undefined) return url;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();
  const url = await Promise.race([announced, gone]);
  await giveKeyTo({ DATABASE_PATH: path.join(folder, 'x.sqlite'), ...settings });
  return { process: started, ended, url };
}

/** A request whose body is half sent, over a connection that would be kept open. */
async function halfSent(
  url: string,
): Promise<{ finish: () => Promise<{ status: number; connection: string | undefined }>; cut: Promise<string> }> {
  const agent = new http.Agent({ keepAlive: true });
  const headers = { ...AUTHORISED, 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(TRUST) };
  const request = http.request(`${url}/api/v1/trusts`, { method: 'POST', agent, headers });
  const cut = new Promise<string>((resolve) => {
    request.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
  });
  const answered = new Promise<{ status: number; connection: string | undefined }>((resolve) => {
    request.on('response', (response) => {
      response.resume();
      resolve({ status: response.statusCode ?? 0, connection: response.headers.connection });
    });
  });
  await new Promise<void>((resolve) => request.write(TRUST.slice(0, 10), () => resolve()));
  await new Promise((resolve) => setTimeout(resolve, 200));
  return {
    finish: () => {
      request.end(TRUST.slice(10));
      return answered;
    },
    cut,
  };
}

async function refused(url: string): Promise<boolean> {
  return fetch(`${url}/health/live`).then(
    () => false,
    () => true,
  );
}

describe('a prompt stop', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    '%s takes no more connections, finishes what is in progress, and ends with 0 without waiting for idle connections',
    async (signal) => {
      // long enough that this test would fail if the stop waited for it
      const service = await start({ STOP_GRACE_SECONDS: '600' });
      expect((await fetch(`${service.url}/health/ready`)).status).toBe(200);
      const slow = await halfSent(service.url);
      service.process.kill(signal);
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(await refused(service.url)).toBe(true);
      expect(service.process.exitCode).toBeNull();
      // told, so that the caller does not send its next request on this connection
      expect(await slow.finish()).toEqual({ status: 201, connection: 'close' });
      expect(await service.ended).toBe(0);
    },
  );

  it('ends with 0 when it is stopped straight after it said that it serves', async () => {
    const service = await start();
    service.process.kill('SIGTERM');
    expect(await service.ended).toBe(0);
  });
});

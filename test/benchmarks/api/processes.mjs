/** Starts servers as processes of their own, as a person would, so that the load and the server share no event loop. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import '../../support/authorised-fetch.mjs';
import { giveKeyTo } from '../../support/give-key.mjs';
import { OPERATORS_KEY, TEST_SECRET } from '../../support/key-text.mjs';

const SERVICE = fileURLToPath(new URL('../../../dist/main.js', import.meta.url));
const PATIENCE_MS = 120_000;
/** Linux counts processor time of a process in hundredths of a second. */
const MICROSECONDS_A_TICK = 10_000;

/** The address of a server as our service and the bare ones print it once they listen. */
const LISTENING = /^ *(?:Deployments|Listening) +(http:\S+?)\/?$/m;

/** The key of the API as the demonstration prints it. */
const KEY = /Key of the API +(\S+)/;

/**
 * @param script default: the service itself
 * @returns `{ url, startMs, cpu, stop }`: address, milliseconds from its start until it listened, microseconds of
 *   processor time so far, and what ends it
 */
export async function start({ script = SERVICE, args = [], settings = {} } = {}) {
  const began = performance.now();
  const child = spawn(process.execPath, [script, ...args], {
    env: { ...process.env, HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'info', ...GENEROUS, ...settings },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  let said = '';
  const url = await new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`${script} does not listen: ${said}`)), PATIENCE_MS);
    child.stderr.setEncoding('utf8').on('data', (chunk) => {
      said += chunk;
      const address = LISTENING.exec(said)?.[1];
      if (address === undefined || (args.includes('--demo') && !KEY.test(said))) return;
      clearTimeout(late);
      resolve(address);
    });
    child.once('close', (code) => reject(new Error(`${script} ended with ${code}: ${said}`)));
  });
  const startMs = performance.now() - began;
  await authorise({ url, script, settings, said });
  return {
    url,
    startMs,
    pid: child.pid,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Limits of requests would measure the limits. */
const GENEROUS = { SECRET_KEY: TEST_SECRET, REQUESTS_PER_MINUTE: '1000000' };

/** Has requests carry a key that is good there: the one that the demonstration prints, or one that is put in. */
async function authorise({ url, script, settings, said }) {
  const key = KEY.exec(said)?.[1];
  globalThis.keysOfDemonstrations ??= new Map();
  if (key !== undefined) globalThis.keysOfDemonstrations.set(new URL(url).host, key);
  else if (script === SERVICE) await giveKeyTo(settings);
}

/** What a request to an address says of who sends it. */
export function authorised(url) {
  return { authorization: `Bearer ${globalThis.keysOfDemonstrations?.get(new URL(url).host) ?? OPERATORS_KEY}` };
}

/** Processor time of a process and its threads, microseconds; NaN where the system does not tell. */
export function processorTime(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) * MICROSECONDS_A_TICK;
  } catch {
    return Number.NaN;
  }
}

/** Resident memory of a process, megabytes; NaN where the system does not tell. */
export function residentMegabytes(pid) {
  try {
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
  } catch {
    return Number.NaN;
  }
}

/** Runs `work` with a folder that is removed afterwards. */
export async function inScratchFolder(work) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'site-readiness-bench-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A JSON request. @throws Error for every reply that is not a success */
export async function ask(url, { method = 'GET', body, headers = {} } = {}) {
  const response = await fetch(url, {
    method,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url} answered ${response.status}: ${text.slice(0, 300)}`);
  return { body: text === '' ? undefined : JSON.parse(text), etag: response.headers.get('etag') };
}

/** Ids of the latest submission of each of the demonstration's assessments. */
export async function submissionsOf(url) {
  const { body } = await ask(`${url}/api/v1/assessments?limit=200`);
  return body.items.flatMap(({ latest }) => (latest === null ? [] : [latest.id]));
}

/** The median of a few figures. */
export function median(figures) {
  const sorted = figures.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Address of a plan that is made each time: without hours to try out, one that was kept would be served again. */
export function trialPdf(submission) {
  return `/api/v1/snapshots/${submission}/plan.pdf?vendorHours=8`;
}

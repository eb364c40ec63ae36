import { spawn } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { giveKeyTo, TEST_SECRET } from './operators-key.js';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const PATIENCE_MILLISECONDS = 60_000;

/** How a process ended. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The service as a process of its own, as a person starts it. */
export interface ServiceProcess {
  readonly pid: number;
  /** What it has said to people so far */
  readonly said: () => string;
  /** What it has logged so far, a line each */
  readonly logged: () => readonly string[];
  /** Address that it prints when it listens. @throws Error when it ends instead */
  readonly listening: Promise<string>;
  readonly ended: Promise<Ending>;
  kill(signal: NodeJS.Signals): void;
}

/** Starts `node dist/main.js`; settings of the test's own environment are left out. */
export function spawnService(
  settings: Readonly<Record<string, string>>,
  flags: readonly string[] = [],
  folder = process.cwd(),
): ServiceProcess {
  const { PATH = '', HOME = '', TMPDIR } = process.env;
  const child = spawn(process.execPath, [MAIN, ...flags], {
    cwd: folder,
    env: {
      PATH,
      HOME,
      ...(TMPDIR !== undefined && { TMPDIR }),
      PLAN_THREADS: '1',
      SECRET_KEY: TEST_SECRET,
      REQUESTS_PER_MINUTE: '1000000',
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [said, logged] = ['', ''];
  const patience = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MILLISECONDS);
  const ended = new Promise<Ending>((resolve) => {
    child.on('close', (code, signal) => {
      clearTimeout(patience);
      resolve({ code, signal });
    });
  });
  let keyed: Promise<void> | undefined;
  const listening = new Promise<string>((resolve, reject) => {
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk;
      const address = /^ {2}Deployments +(http:\S+)\/$/m.exec(said)?.[1];
      if (address === undefined || keyed !== undefined) return;
      // What `authorised-fetch` sends is good there once it listens.
      keyed = flags.includes('--demo') ? Promise.resolve() : giveKeyTo(settings);
      keyed.then(() => resolve(address), reject);
    });
    void ended.then(({ code, signal }) => {
      reject(new Error(`It ended with ${String(code ?? signal)} before it listened: ${said}`));
    });
  });
  // whoever does not wait for it, because it should not come to that, is not to blame when it does not
  listening.catch(() => undefined);
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    logged += chunk;
  });
  return {
    pid: child.pid ?? 0,
    said: () => said,
    logged: () => logged.split('\n').filter((line) => line !== ''),
    listening,
    ended,
    kill: (signal) => {
      child.kill(signal);
    },
  };
}

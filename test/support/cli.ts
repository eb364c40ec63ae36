import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { expect, jest } from '@jest/globals';
import * as catalogues from '../../src/tools/load-catalogue.js';

// Reading and checking this installation's data takes longer than most commands do with it, so runs inside one test file
// share it. A folder named is read each time, and so does a process of its own read everything.
let ours: catalogues.LoadedCatalogue | undefined;
const { loadCatalogue } = catalogues;
jest.unstable_mockModule('../../src/tools/load-catalogue.js', () => ({
  loadCatalogue: (root?: string) => (root === undefined ? (ours ??= loadCatalogue()) : loadCatalogue(root)),
}));
const { runProgram } = await import('../../src/commands/program.js');

export const ROOT = path.resolve(import.meta.dirname, '../..');
const CLI = path.join(ROOT, 'dist/cli.js');

export interface CliResult {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line as a user would, in a process of its own. No run may ever show a stack trace. */
export function runCli(args: readonly string[], place: string | { readonly env: NodeJS.ProcessEnv } = ROOT): CliResult {
  const [cwd, env] = typeof place === 'string' ? [place, {}] : [ROOT, place.env];
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], {
    cwd,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    maxBuffer: 1e8,
    timeout: 60_000,
  });
  expect(stderr).not.toMatch(/^\s+at |node:internal|Unexpected error/m);
  return { code: status, out: stdout, err: stderr };
}

/** Runs it in a shell pipe, such as `score x.yaml | head -1`. */
export function runPiped(args: readonly string[], pipe: string): CliResult {
  const quoted = [process.execPath, CLI, ...args].map((part) => `'${part}'`).join(' ');
  const command = `set -o pipefail; ${quoted} ${pipe}`;
  const { status, stdout, stderr } = spawnSync('bash', ['-c', command], { encoding: 'utf8', timeout: 60_000 });
  return { code: status, out: stdout, err: stderr };
}

/** Runs it and reads what it prints as JSON, taken to be what the caller says. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- saves each caller a cast
export function runJson<T>(args: readonly string[]): T {
  const { code, out, err } = runCli([...args, '--json']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out) as T;
}

/** A new empty folder. */
export function makeFolder(): string {
  return fs.mkdtempSync(path.join(os.tmpdir(), 'readiness-test-'));
}

/** Writes a file into a folder and gives its path. */
export function writeFile(folder: string, name: string, content: string | Uint8Array): string {
  const file = path.join(folder, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, content);
  return file;
}

/** Everything below a folder, sorted. */
export function listFolder(folder: string): string[] {
  return fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
}

/** Runs the same program inside the test, which is quicker; results and exit code as from a process. */
export async function runHere(args: readonly string[], width = 100): Promise<CliResult> {
  return runWatched(args, () => undefined, width);
}

/** The same, with something to be done whenever it says how far it is. */
export async function runWatched(args: readonly string[], onProgress: () => void, width = 100): Promise<CliResult> {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await runProgram(args, {
    out: (text) => out.push(text.endsWith('\n') ? text : `${text}\n`),
    note: (text) => err.push(`${text}\n`),
    width,
    progress: () => ({ done: onProgress, stop: () => undefined }),
  });
  return { code, out: out.join(''), err: err.join('') };
}

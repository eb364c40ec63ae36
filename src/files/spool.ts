import { createHash, randomUUID } from 'node:crypto';
import { open, readdir, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import type { Readable } from 'node:stream';

/** A file that was received: in a temporary file, with the hash of what is in it. */
export interface Spooled {
  readonly path: string;
  readonly bytes: number;
  /** SHA-256 in hexadecimal */
  readonly hash: string;
}

/** What the multipart reader knows of a file. */
interface Incoming {
  readonly stream: Readable;
}

type Callback = (error: unknown, spooled?: Spooled) => void;

const PREFIX = 'site-readiness-upload-';
/** So that of another machine, or container, that has the same folder its processes are not taken for dead */
const MACHINE = createHash('sha256').update(os.hostname()).digest('hex').slice(0, 8);
const NAMED = /^(\d+)-([0-9a-f]{8})-/;
/** No request takes a fraction of this; milliseconds. */
const LEFT_BEHIND = 3_600_000;

/** Temporary files that this process has now */
const OWN = new Set<string>();

/** The one file of each request that brought one */
const RECEIVING = new WeakMap<object, Promise<Spooled>>();

/**
 * Where multer puts files: temporary files that only this account can read, hashed while they are written, so that no
 * transaction waits for the network.
 */
export class SpoolStorage {
  _handleFile(request: object, file: Incoming, callback: Callback): void {
    const spooling = spool(file.stream);
    RECEIVING.set(request, spooling);
    spooling.then(
      (spooled) => callback(null, spooled),
      (error: unknown) => callback(error),
    );
  }

  _removeFile(_request: unknown, file: Partial<Spooled>, callback: (error: unknown) => void): void {
    remove(file.path).then(() => callback(null), callback);
  }
}

/** Leaves no file behind when the stream breaks off. */
async function spool(stream: Readable): Promise<Spooled> {
  const place = path.join(os.tmpdir(), `${PREFIX}${String(process.pid)}-${MACHINE}-${randomUUID()}`);
  const hash = createHash('sha256');
  let bytes = 0;
  OWN.add(place);
  try {
    const handle = await open(place, 'wx', 0o600);
    try {
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        hash.update(chunk);
        await handle.writeFile(chunk);
        bytes += chunk.length;
      }
    } finally {
      await handle.close();
    }
    return { path: place, bytes, hash: hash.digest('hex') };
  } catch (error) {
    await remove(place);
    throw error;
  }
}

/** Removes what came with a request, also when multer has given up on it while its last bytes were being written. */
export async function removeSpooled(request: object): Promise<void> {
  const spooled = await RECEIVING.get(request)?.catch(() => undefined);
  await remove(spooled?.path);
}

async function remove(place: string | undefined): Promise<void> {
  if (place === undefined) return;
  await rm(place, { force: true });
  OWN.delete(place);
}

/** Removes what a process that was killed had received; never what one that is alive is receiving. */
export async function removeLeftSpools(): Promise<void> {
  for (const name of await readdir(os.tmpdir())) {
    if (!name.startsWith(PREFIX)) continue;
    const place = path.join(os.tmpdir(), name);
    // Another instance on this machine may be faster.
    const written = await stat(place).catch(() => undefined);
    if (written === undefined) continue;
    // By the clock that the machine gives its files
    if (isOfDead(name, place) || Date.now() - written.mtimeMs > LEFT_BEHIND) await rm(place, { force: true });
  }
}

/** Whether the process that made it has ended. A new one may have its number, such as 1 in a container. */
function isOfDead(name: string, place: string): boolean {
  const [, pid, machine] = NAMED.exec(name.slice(PREFIX.length)) ?? [];
  if (machine !== MACHINE) return false;
  return Number(pid) === process.pid ? !OWN.has(place) : !isAlive(Number(pid));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Of another account, it is there but cannot be asked.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

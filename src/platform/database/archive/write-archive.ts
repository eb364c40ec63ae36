import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { releaseVersion } from '../../release.js';
import { ArchiveError } from './archive-error.js';
import { assertFree, type ArchivePlace } from './archive-place.js';
import { FORMAT, FORMAT_VERSION, sealOf, type Header, type TableLine, type Trailer } from './archive-format.js';
import { Digests } from './digests.js';
import { syncFolder } from './durable-file.js';
import { verifyArchive, type ArchiveSummary } from './read-archive.js';
import { lineOf } from './row-values.js';
import type { Snapshot } from './stores.js';
import type { TableShape } from './table-shape.js';
import { watched, type Watch } from './watch.js';

/** Characters that go to the compression at a time, at least */
const CHUNK = 65_536;
/** Everything that the service keeps is in it: for its owner alone. */
const OWNER_ONLY = 0o600;

/**
 * Writes an archive of a snapshot beside its place, reads it back with every hash, and then gives it its name.
 *
 * @throws ArchiveError when it cannot be written there; the signal's reason when it is stopped. Then nothing is left
 */
export async function writeArchive(snapshot: Snapshot, place: ArchivePlace, watch: Watch): Promise<ArchiveSummary> {
  await assertFree(place);
  const { file } = place;
  const part = path.join(path.dirname(file), `.${path.basename(file)}.${String(process.pid)}.part`);
  try {
    await writePart(snapshot, part, watch);
    const summary = await verifyArchive(part, watch);
    // Once more: it may have come meanwhile.
    await assertFree(place);
    fs.renameSync(part, file);
    syncFolder(path.dirname(file));
    return summary;
  } catch (error) {
    fs.rmSync(part, { force: true });
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (syscall === undefined) throw error;
    throw new ArchiveError(`${file} cannot be written: ${code ?? 'unknown reason'}.`, { cause: error });
  }
}

async function writePart(snapshot: Snapshot, part: string, watch: Watch): Promise<void> {
  fs.mkdirSync(path.dirname(part), { recursive: true });
  const handle = await fs.promises.open(part, 'wx', OWNER_ONLY);
  try {
    const hash = createHash('sha256');
    const write = async (packed: AsyncIterable<Buffer>): Promise<void> => {
      for await (const chunk of packed) {
        hash.update(chunk);
        await handle.appendFile(chunk);
      }
    };
    await pipeline(Readable.from(chunksOf(snapshot, watch)), createGzip(), write, { signal: watch.signal });
    await handle.appendFile(sealOf(hash.digest('hex')));
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The lines in pieces that are worth compressing. */
async function* chunksOf(snapshot: Snapshot, watch: Watch): AsyncGenerator<Buffer> {
  let waiting = '';
  for await (const line of linesOf(snapshot, watch)) {
    waiting += line;
    if (waiting.length < CHUNK) continue;
    yield Buffer.from(waiting);
    waiting = '';
  }
  yield Buffer.from(waiting);
}

async function* linesOf(snapshot: Snapshot, watch: Watch): AsyncGenerator<string> {
  const hash = createHash('sha256');
  const digests = new Digests(snapshot.tables);
  const hashed = (line: string): string => {
    hash.update(line);
    return line;
  };
  yield hashed(jsonLine(headerOf(snapshot)));
  let begun = 0;
  const begin = function* (table?: TableShape): Generator<string> {
    while (begun < snapshot.tables.length && (begun === 0 || snapshot.tables[begun - 1] !== table)) {
      const { name } = snapshot.tables[begun] as TableShape;
      begun += 1;
      yield hashed(jsonLine({ table: name } satisfies TableLine));
    }
  };
  for await (const [table, row] of watched(watch, snapshot.total, 'Backing up', snapshot.entries())) {
    yield* begin(table);
    const line = lineOf(row);
    digests.add(table, line);
    yield hashed(line);
  }
  yield* begin();
  yield jsonLine({ tables: digests.result(), sha256: hash.digest('hex') } satisfies Trailer);
}

function headerOf({ engine, migrations, tables, total }: Snapshot): Header {
  const made = { release: releaseVersion(), engine, madeAt: new Date().toISOString() };
  return { format: FORMAT, version: FORMAT_VERSION, ...made, migrations, tables, rows: total };
}

function jsonLine(value: Header | TableLine | Trailer): string {
  return `${JSON.stringify(value)}\n`;
}

import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { ArchiveError } from './archive-error.js';
import { FORMAT, FORMAT_VERSION, isHeader, isTrailer, SEAL_BYTES, sealOf, type Header } from './archive-format.js';
import { archiveLines } from './archive-lines.js';
import { differences, Digests, rowsOf, type TableDigest } from './digests.js';
import { rowOf } from './row-values.js';
import type { RowSource } from './stores.js';
import type { Row, TableShape } from './table-shape.js';
import { drained, watched, type Watch } from './watch.js';

/** What an archive holds, after every hash in it was checked. */
export interface ArchiveSummary {
  readonly header: Header;
  readonly tables: readonly TableDigest[];
  readonly rows: number;
  /** Of the file */
  readonly bytes: number;
  /** SHA-256 over all lines before the trailer */
  readonly sha256: string;
}

/**
 * Reads an archive from end to end and checks every hash in it.
 *
 * @throws ArchiveError when it is none, was cut or changed, or was made by a newer release; the signal's reason
 */
export async function verifyArchive(file: string, watch: Watch): Promise<ArchiveSummary> {
  const found = fs.statSync(file, { throwIfNoEntry: false });
  if (found?.isFile() !== true) throw new ArchiveError(`There is no archive at ${file}.`);
  const header = await readHeader(file);
  await assertSealed(file, found.size, watch.signal);
  const reading = new ArchiveReading(file, header);
  await drained(watched(watch, header.rows, 'Checking', reading.entries()));
  return { header, tables: reading.digests, rows: header.rows, bytes: found.size, sha256: reading.sha256 };
}

/** The rows of an archive that was checked. They are checked again as they are read: the file may have been changed. */
export function archiveSource(file: string, { header, rows, sha256 }: ArchiveSummary): RowSource {
  const { migrations, tables } = header;
  const entries = async function* (): AsyncGenerator<readonly [TableShape, Row]> {
    const reading = new ArchiveReading(file, header);
    yield* reading.entries();
    if (reading.sha256 !== sha256) throw new ArchiveError(`${file} was changed while it was read.`);
  };
  return { migrations, tables, total: rows, entries };
}

/** Whether a file's first line is that of an archive, of whatever release and however damaged the rest. */
export async function beginsAsArchive(file: string): Promise<boolean> {
  try {
    for await (const line of archiveLines(file)) {
      return ((parse(line) ?? {}) as { format?: unknown }).format === FORMAT;
    }
    return false;
  } catch (error) {
    if (error instanceof ArchiveError) return false;
    throw error;
  }
}

async function readHeader(file: string): Promise<Header> {
  for await (const line of archiveLines(file)) {
    const value = parse(line);
    const { format, version } = (value ?? {}) as { format?: unknown; version?: unknown };
    if (format !== FORMAT) break;
    if (typeof version === 'number' && version > FORMAT_VERSION) {
      throw new ArchiveError(`${file} was made by a newer release of this service. Use that one.`);
    }
    if (isHeader(value)) return value;
    throw new ArchiveError(`${file} is damaged: its first line is not as this service writes it.`);
  }
  throw new ArchiveError(`${file} is not an archive of this service.`);
}

/** Holds every byte against the seal. */
async function assertSealed(file: string, bytes: number, signal: AbortSignal): Promise<void> {
  const hash = createHash('sha256');
  const end = bytes - SEAL_BYTES;
  for await (const chunk of fs.createReadStream(file, { end: end - 1, signal })) hash.update(chunk as Buffer);
  const seal: Buffer[] = [];
  for await (const chunk of fs.createReadStream(file, { start: end, signal })) seal.push(chunk as Buffer);
  if (Buffer.concat(seal).equals(sealOf(hash.digest('hex')))) return;
  throw new ArchiveError(`${file} was cut short or changed since it was made. Nothing in it is to be trusted.`);
}

/** One reading of an archive from end to end. */
class ArchiveReading {
  digests: readonly TableDigest[] = [];
  sha256 = '';
  private readonly counted: Digests;
  private readonly hash = createHash('sha256');
  /** How many tables have begun */
  private begun = 0;

  constructor(
    private readonly file: string,
    private readonly header: Header,
  ) {
    this.counted = new Digests(header.tables);
  }

  /** @throws ArchiveError at the first line, count or hash that is not as it should be */
  async *entries(): AsyncGenerator<readonly [TableShape, Row]> {
    let lines = 0;
    for await (const line of archiveLines(this.file)) {
      lines += 1;
      if (this.sha256 !== '') this.fail('something follows its end');
      const value = parse(line);
      if (Array.isArray(value)) yield this.row(line, value);
      else if (isTrailer(value)) this.end(value.tables, value.sha256);
      else this.begin(line, value, lines === 1);
    }
    if (this.sha256 === '') this.fail('its end is missing');
  }

  private row(line: Buffer, values: readonly unknown[]): readonly [TableShape, Row] {
    const table = this.header.tables[this.begun - 1];
    if (table?.columns.length !== values.length) this.fail('a row belongs to no table');
    this.hash.update(line);
    this.counted.add(table, line);
    return [table, rowOf(table, values)];
  }

  private begin(line: Buffer, value: unknown, first: boolean): void {
    this.hash.update(line);
    if (first) {
      if (JSON.stringify(value) !== JSON.stringify(this.header)) this.fail('its first line is another one now');
      return;
    }
    const expected = this.header.tables[this.begun]?.name;
    if (expected === undefined || (value as { table?: unknown } | undefined)?.table !== expected) {
      this.fail('its tables are not those that it names, in their order');
    }
    this.begun += 1;
  }

  private end(tables: readonly TableDigest[], sha256: string): void {
    const digests = this.counted.result();
    const wrong = differences(tables, digests);
    if (wrong.length > 0) this.fail(`the rows of ${wrong.join(', ')} are not those that were written`);
    if (rowsOf(digests) !== this.header.rows) this.fail('it has other rows than it says');
    if (this.hash.digest('hex') !== sha256) this.fail('its lines are not those that were written');
    [this.digests, this.sha256] = [digests, sha256];
  }

  private fail(why: string): never {
    throw new ArchiveError(`${this.file} was cut short or changed since it was made: ${why}.`);
  }
}

function parse(line: Buffer): unknown {
  try {
    return JSON.parse(line.toString('utf8'));
  } catch {
    return undefined;
  }
}

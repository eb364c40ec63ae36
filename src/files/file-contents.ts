import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../platform/clock/clock.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { FileChunkEntity } from './file-chunk.entity.js';
import { FileContentEntity } from './file-content.entity.js';
import { FileEntity } from './file.entity.js';
import type { Spooled } from './spool.js';

/** So much goes into one row, in a transaction of its own, so that nobody waits long for a large file. Bytes. */
const CHUNK_BYTES = 192 * 1024;
/** What nobody has touched or referred to for so long broke off. Milliseconds. */
const ABANDONED_AFTER = 3_600_000;
const MOST_ATTEMPTS = 3;

/** When contents were touched that somebody may be at. What lies after it was touched by a clock that was wrong. */
interface Span {
  readonly from: Date;
  readonly to: Date;
}

/** A content is not (or not any more) there as a whole when a file is to refer to it. */
class ContentMissing extends Error {}

/**
 * Contents of files, each kept once under its hash. Chunks come first, in short transactions that may stop anywhere: two
 * who upload the same share them, and go on where another broke off. What makes them part of the data is the file's row,
 * which comes last, in a transaction that has seen them all.
 */
@Injectable()
export class FileContents {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /**
   * Stores a content and has it referred to.
   *
   * @param attach a write that calls `complete` and inserts what refers to the content
   */
  async keep<T>(spooled: Spooled, attach: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.store(spooled);
        return await attach();
      } catch (error) {
        // It was taken for abandoned in between, as after a night in standby.
        if (!(error instanceof ContentMissing) || attempt === MOST_ATTEMPTS) throw error;
      }
    }
  }

  /** Marks a content as referred to, inside the write that does so. @throws ContentMissing */
  async complete(manager: EntityManager, now: Date, { hash }: Pick<Spooled, 'hash'>): Promise<void> {
    const content = await manager.findOneBy(FileContentEntity, { hash });
    if (content === null) throw new ContentMissing();
    if (content.state === 'incomplete') {
      const stored = await manager.countBy(FileChunkEntity, { hash });
      if (stored !== chunksOf(content)) throw new ContentMissing();
    }
    // Changed even when it is complete, so that on PostgreSQL this and its removal cannot both succeed.
    await manager.update(FileContentEntity, { hash }, { state: 'complete', touchedAt: now });
  }

  /**
   * The bytes, a chunk at a time and each in a transaction of its own: whoever reads slowly holds up nobody.
   *
   * @throws Error before the last chunk when the bytes are not those of the hash
   */
  async *read(hash: string): AsyncGenerator<Buffer> {
    const content = await this.unitOfWork.read((manager) => manager.findOneByOrFail(FileContentEntity, { hash }));
    const last = chunksOf(content) - 1;
    const sum = createHash('sha256');
    for (let position = 0; position <= last; position++) {
      const chunk = await this.unitOfWork.read((manager) =>
        manager.findOneByOrFail(FileChunkEntity, { hash, position }),
      );
      const bytes = Buffer.from(chunk.content, 'base64');
      sum.update(bytes);
      if (position === last && sum.digest('hex') !== hash) throw new Error(`The stored content ${hash} is damaged`);
      yield bytes;
    }
  }

  /** Removes contents that no file refers to and that nobody has touched for an hour. @returns how many */
  async removeAbandoned(): Promise<number> {
    const now = this.clock.now().getTime();
    const alive = { from: new Date(now - ABANDONED_AFTER), to: new Date(now + ABANDONED_AFTER) };
    const hashes = await this.unitOfWork.read((manager) => unreferred(manager, alive));
    let removed = 0;
    for (const hash of hashes) if (await this.remove(hash, alive)) removed++;
    return removed;
  }

  private async store(spooled: Spooled): Promise<void> {
    const content = await this.begin(spooled);
    if (content.state === 'complete') return;
    const handle = await open(spooled.path, 'r');
    try {
      for (let position = 0; position < chunksOf(content); position++) {
        // As large as the one who began has made them, whichever release that was.
        await this.storeChunk(content.hash, position, await readChunk(handle, content, position));
      }
    } finally {
      await handle.close();
    }
  }

  private begin({ hash, bytes }: Spooled): Promise<FileContentEntity> {
    return this.unitOfWork.keepBooks(async (manager, now) => {
      const known = await manager.findOneBy(FileContentEntity, { hash });
      if (known !== null) {
        await manager.update(FileContentEntity, { hash }, { touchedAt: now });
        return known;
      }
      const content: FileContentEntity = {
        hash,
        bytes,
        chunkBytes: CHUNK_BYTES,
        state: 'incomplete',
        touchedAt: now,
      };
      await manager.insert(FileContentEntity, content);
      return content;
    });
  }

  private storeChunk(hash: string, position: number, bytes: Buffer): Promise<void> {
    return this.unitOfWork.keepBooks(async (manager, now) => {
      if (!(await manager.existsBy(FileContentEntity, { hash }))) throw new ContentMissing();
      await manager.update(FileContentEntity, { hash }, { touchedAt: now });
      if (await manager.existsBy(FileChunkEntity, { hash, position })) return;
      await manager.insert(FileChunkEntity, { hash, position, content: bytes.toString('base64') });
    });
  }

  /** Looks again: since it was listed somebody may have begun to upload the same. */
  private remove(hash: string, { from, to }: Span): Promise<boolean> {
    return this.unitOfWork.keepBooks(async (manager) => {
      const content = await manager.findOneBy(FileContentEntity, { hash });
      if (content === null || (content.touchedAt >= from && content.touchedAt <= to)) return false;
      if (await manager.existsBy(FileEntity, { hash })) return false;
      await manager.delete(FileChunkEntity, { hash });
      await manager.delete(FileContentEntity, { hash });
      return true;
    });
  }
}

function chunksOf({ bytes, chunkBytes }: FileContentEntity): number {
  return Math.ceil(bytes / chunkBytes);
}

async function unreferred(manager: EntityManager, { from, to }: Span): Promise<string[]> {
  const query = manager.createQueryBuilder(FileContentEntity, 'content');
  const files = query.subQuery().select('1').from(FileEntity, 'file').where('file.hash = content.hash').getQuery();
  const rows = await query
    .where('(content.touchedAt < :from OR content.touchedAt > :to)', { from: from.toISOString(), to: to.toISOString() })
    .andWhere(`NOT EXISTS ${files}`)
    .getMany();
  return rows.map(({ hash }) => hash);
}

/** @throws Error when the temporary file is shorter than what was received */
async function readChunk(handle: FileHandle, content: FileContentEntity, position: number): Promise<Buffer> {
  const start = position * content.chunkBytes;
  const buffer = Buffer.alloc(Math.min(content.chunkBytes, content.bytes - start));
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await handle.read(buffer, filled, buffer.length - filled, start + filled);
    if (bytesRead === 0) throw new Error('A received file was cut short before it was stored');
    filled += bytesRead;
  }
  return buffer;
}

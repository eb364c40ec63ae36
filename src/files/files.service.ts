import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Actor } from '../platform/actor/actor.js';
import { pageOf, sortingOf, type Page, type PageRequest } from '../platform/database/paging.js';
import { UnitOfWork, type WriteScope } from '../platform/database/unit-of-work.js';
import { notFound, Problem } from '../platform/problem/problem.js';
import { FileContents } from './file-contents.js';
import { mediaTypeOf } from './file-kind.js';
import { cleanFileName } from './file-name.js';
import { FileEntity } from './file.entity.js';
import type { FileView } from './files.dto.js';
import type { Spooled } from './spool.js';

/** A file that was received, under the name that its sender gave it. */
export interface Upload extends Spooled {
  readonly originalname: string;
}

/** A received file that may be kept. */
export interface NewFile extends Spooled {
  readonly name: string;
  readonly mediaType: string;
}

/** What a file is uploaded for. */
export interface FileOwner {
  readonly assessmentId: string;
  readonly trustId: string;
}

/** Files and their contents. Whose they are, the feature knows that they are uploaded for. */
@Injectable()
export class FilesService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly contents: FileContents,
  ) {}

  /** @throws Problem `invalid-request` for an empty file or its name, `unsupported-file` */
  async examine({ path, bytes, hash, originalname }: Upload): Promise<NewFile> {
    const name = cleanFileName(originalname);
    if (bytes === 0) {
      throw new Problem('invalid-request', 'The file cannot be kept. Nothing was stored.', {
        errors: [{ pointer: '/file', code: 'empty-file', detail: 'The file is empty.' }],
      });
    }
    return { path, bytes, hash, name, mediaType: await mediaTypeOf(path, name) };
  }

  /** Stores the content, then runs `write`, which calls `attach`. */
  keep<T>(file: NewFile, write: () => Promise<T>): Promise<T> {
    return this.contents.keep(file, write);
  }

  /** Inserts the file's row, last of all, inside the write that records it. */
  async attach(
    actor: Actor,
    { manager, now }: WriteScope,
    { assessmentId, trustId }: FileOwner,
    { name, mediaType, bytes, hash }: NewFile,
  ): Promise<FileView> {
    await this.contents.complete(manager, now, { hash });
    const file: FileEntity = {
      ...{ id: randomUUID(), assessmentId, trustId },
      ...{ name, mediaType, bytes, hash },
      ...{ uploadedAt: now, uploadedBy: actor.id },
    };
    await manager.insert(FileEntity, file);
    return viewOf(file);
  }

  /** Ids of everything that was uploaded for an assessment. */
  async idsOf(manager: EntityManager, assessmentId: string): Promise<ReadonlySet<string>> {
    const files = await manager.find(FileEntity, { select: { id: true }, where: { assessmentId } });
    return new Set(files.map(({ id }) => id));
  }

  /** A file's row in brief, in a transaction that another service has opened. */
  async find(manager: EntityManager, id: string): Promise<Pick<FileEntity, 'assessmentId' | 'uploadedBy'> | undefined> {
    return (await manager.findOneBy(FileEntity, { id })) ?? undefined;
  }

  /** Files of an assessment, the newest first. @param uploadedBy only those of one person @throws Problem `invalid-cursor` */
  async list(
    manager: EntityManager,
    { assessmentId, uploadedBy }: { readonly assessmentId: string; readonly uploadedBy?: string },
    page: PageRequest,
  ): Promise<Page<FileView>> {
    const query = manager
      .createQueryBuilder(FileEntity, 'file')
      .where({ assessmentId, ...(uploadedBy !== undefined && { uploadedBy }) });
    const sorting = sortingOf('file', '-uploadedAt');
    const { items, next } = await pageOf(query, sorting, page, ({ uploadedAt }) => uploadedAt.toISOString());
    return { items: items.map(viewOf), next };
  }

  /** @throws Problem `not-found` */
  async get(_actor: Actor, id: string): Promise<FileView> {
    const file = await this.unitOfWork.read((manager) => manager.findOneBy(FileEntity, { id }));
    if (file === null) throw notFound('file', id);
    return viewOf(file);
  }

  /** The file's bytes, piece by piece. @throws Error when they are damaged, before the last piece */
  content(_actor: Actor, { hash }: FileView): AsyncGenerator<Buffer> {
    return this.contents.read(hash);
  }
}

function viewOf({ trustId: _trust, ...view }: FileEntity): FileView {
  return { ...view };
}

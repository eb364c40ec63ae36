import { Injectable } from '@nestjs/common';
import type { FileView } from '../files/files.dto.js';
import { FilesService, type Upload } from '../files/files.service.js';
import type { Actor } from '../platform/actor/actor.js';
import { may } from '../platform/access/decide.js';
import type { Page, PageRequest } from '../platform/database/paging.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { assessmentOf } from './revisions.js';

/** Files that are uploaded for an assessment. */
@Injectable()
export class AssessmentFilesService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly files: FilesService,
  ) {}

  /**
   * Keeps a file that was received. Its temporary file stays with the caller, who removes it.
   *
   * @throws Problem `not-found`, `invalid-request`, `unsupported-file`
   */
  async add(actor: Actor, assessmentId: string, upload: Upload): Promise<FileView> {
    await this.unitOfWork.read((manager) => assessmentOf(manager, assessmentId));
    const file = await this.files.examine(upload);
    return this.files.keep(file, () =>
      this.unitOfWork.write(actor, async (scope) => {
        const { trustId, toolId, deploymentId } = await assessmentOf(scope.manager, assessmentId);
        const view = await this.files.attach(actor, scope, { assessmentId, trustId }, file);
        const { id, hash, mediaType, bytes } = view;
        const data = { hash, mediaType, bytes };
        scope.record({ type: 'file-uploaded', subjectId: id, trustId, toolId, deploymentId, assessmentId, data });
        return view;
      }),
    );
  }

  /** @throws Problem `not-found`, `invalid-cursor` */
  list(actor: Actor, assessmentId: string, page: PageRequest): Promise<Page<FileView>> {
    return this.unitOfWork.read(async (manager) => {
      const { trustId } = await assessmentOf(manager, assessmentId);
      // Whoever was invited to sections sees the own files: the others belong to any section.
      const all = may(actor, 'files.read', { trustId });
      return this.files.list(manager, { assessmentId, ...(!all && { uploadedBy: actor.id }) }, page);
    });
  }
}

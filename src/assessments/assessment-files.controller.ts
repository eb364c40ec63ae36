import { Controller, Get, Param, Post, Query, UploadedFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { FilePage, FileView } from '../files/files.dto.js';
import type { Upload } from '../files/files.service.js';
import { TakesFile, UploadPipe } from '../files/upload.js';
import type { Actor } from '../platform/actor/actor.js';
import { CurrentActor } from '../platform/actor/current-actor.js';
import { ResourceIdPipe } from '../platform/http/fields.js';
import { PageQuery } from '../platform/http/page.dto.js';
import { Operation } from '../platform/openapi/operation.js';
import { AssessmentFilesService } from './assessment-files.service.js';

/** The addresses that take a file. */
export const UPLOAD_PATH = /^\/api\/v1\/assessments\/[^/]+\/files\/?$/i;

@ApiTags('Evidence')
@Controller('api/v1/assessments/:assessmentId/files')
export class AssessmentFilesController {
  constructor(private readonly files: AssessmentFilesService) {}

  @Post()
  @Operation({
    id: 'uploadFile',
    access: 'answers.write',
    summary: 'Upload a file for the evidence of an assessment',
    description:
      'What it is, is decided by its content; a name that says otherwise is refused, and so are documents with macros. ' +
      'An evidence item names it as `fileId`. It cannot be changed, and stays when no item names it any more. **No ' +
      'patient data:** names of files that hold an NHS number are refused, but nobody looks into the contents. 10 MB ' +
      'unless the service is set otherwise.',
    reply: FileView,
    createdAt: '/api/v1/files/{id}',
    problems: ['unsupported-file'],
  })
  // Below: the file is received before its request is held against those that came before.
  @TakesFile('PDF, PNG, JPEG, DOCX, XLSX, CSV or TXT (in UTF-8), with its name')
  upload(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @UploadedFile(UploadPipe) upload: Upload,
  ): Promise<FileView> {
    return this.files.add(actor, assessmentId, upload);
  }

  @Get()
  @Operation({
    id: 'listFiles',
    access: 'files.read',
    summary: 'List the files of an assessment',
    description: 'All that were uploaded, whether evidence items name them or not.',
    reply: FilePage,
    problems: ['invalid-cursor'],
  })
  list(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @Query() query: PageQuery,
  ): Promise<FilePage> {
    return this.files.list(actor, assessmentId, query);
  }
}

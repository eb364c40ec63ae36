import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Downloads } from '../platform/access/downloads.js';
import type { Actor } from '../platform/actor/actor.js';
import { CurrentActor } from '../platform/actor/current-actor.js';
import { ResourceIdPipe } from '../platform/http/fields.js';
import { sendPieces } from '../platform/http/send-pieces.js';
import { Operation } from '../platform/openapi/operation.js';
import { MEDIA_TYPES } from './file-kind.js';
import { FileView } from './files.dto.js';
import { FilesService } from './files.service.js';

@ApiTags('Evidence')
@Controller('api/v1/files')
export class FilesController {
  constructor(
    private readonly files: FilesService,
    private readonly downloads: Downloads,
  ) {}

  @Get(':fileId')
  @Operation({ id: 'getFile', access: 'files.read', summary: 'Get what is known about a file', reply: FileView })
  get(@CurrentActor() actor: Actor, @Param('fileId', ResourceIdPipe) fileId: string): Promise<FileView> {
    return this.files.get(actor, fileId);
  }

  @Get(':fileId/content')
  @Operation({
    id: 'getFileContent',
    access: 'files.read',
    summary: 'Download a file, byte for byte as it was uploaded',
    description: 'Always to be saved, never to be shown in the browser. Each download is put on record first.',
    replyType: MEDIA_TYPES,
    problems: ['busy'],
  })
  async content(
    @CurrentActor() actor: Actor,
    @Param('fileId', ResourceIdPipe) fileId: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const file = await this.files.get(actor, fileId);
    if (request.method === 'HEAD') {
      setHeaders(response, file);
      response.end();
      return;
    }
    const { hash, mediaType, bytes } = file;
    const download = { type: 'file-downloaded', by: 'fileId', id: fileId, data: { hash, mediaType, bytes } } as const;
    await sendPieces(response, this.files.content(actor, file), async () => {
      await this.downloads.record(request, actor, download);
      setHeaders(response, file);
    });
  }
}

/** To be saved whatever it is, and harmless should a browser show it after all. */
function setHeaders(response: Response, { name, mediaType, bytes }: FileView): void {
  // It sets a content type by the name, too, which the next one replaces.
  response.attachment(name);
  response
    .status(200)
    .type(mediaType.startsWith('text/') ? `${mediaType}; charset=utf-8` : mediaType)
    .set({
      'Content-Length': String(bytes),
      'Content-Security-Policy':
        "sandbox; default-src 'none'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
      'Cache-Control': 'private, no-store',
      'X-Content-Type-Options': 'nosniff',
    });
}

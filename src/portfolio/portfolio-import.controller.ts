import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../platform/actor/actor.js';
import { CurrentActor } from '../platform/actor/current-actor.js';
import type { LargerBodies } from '../platform/http/read-body.js';
import { Operation } from '../platform/openapi/operation.js';
import {
  ApplyPortfolioImport,
  PortfolioImportPreview,
  PortfolioImportResult,
  PreviewPortfolioImport,
} from './portfolio-import.dto.js';
import { PortfolioImport } from './portfolio-import.service.js';

/** A file of 5 MB, in base64 or with its quotation marks escaped. */
export const IMPORT_BODIES: LargerBodies = {
  path: /^\/api\/v1\/portfolio\/import(?:\/preview)?\/?$/i,
  maxKilobytes: 8192,
};

@ApiTags('Portfolio')
@Controller('api/v1/portfolio/import')
export class PortfolioImportController {
  constructor(private readonly imports: PortfolioImport) {}

  @Post('preview')
  @Operation({
    id: 'previewPortfolioImport',
    access: 'portfolio.work',
    summary: 'Show what an exported work list would change; stores nothing',
    description:
      'The file is one of `GET /api/v1/portfolio/export`, or has at least its columns `deploymentId` and `owner`. Only ' +
      '`owner` is taken over: `siteCode` and `toolId` must be those of the deployment, all other columns are not looked ' +
      "at. The `'` that the export puts before what a spreadsheet would calculate is taken off again. Everything that is " +
      'wrong is told by row and column.',
    reply: PortfolioImportPreview,
  })
  preview(@CurrentActor() actor: Actor, @Body() body: PreviewPortfolioImport): Promise<PortfolioImportPreview> {
    return this.imports.preview(actor, body);
  }

  @Post()
  @Operation({
    id: 'importPortfolio',
    access: 'portfolio.work',
    summary: 'Take over who looks after each site, as a preview has shown',
    description:
      'Everything or nothing. Sent again, it changes nothing. `conflict` when something else would change than what the ' +
      'preview with this `digest` has shown.',
    reply: PortfolioImportResult,
    keyed: true,
    problems: ['conflict'],
  })
  apply(@CurrentActor() actor: Actor, @Body() body: ApplyPortfolioImport): Promise<PortfolioImportResult> {
    return this.imports.apply(actor, body);
  }
}

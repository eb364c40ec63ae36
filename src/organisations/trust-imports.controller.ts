import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../platform/actor/actor.js';
import { CurrentActor } from '../platform/actor/current-actor.js';
import { Operation } from '../platform/openapi/operation.js';
import { ApplyTrustImport, PreviewTrustImport, TrustImportPreview, TrustImportResult } from './trust-imports.dto.js';
import { TrustImportsService } from './trust-imports.service.js';

@ApiTags('Trusts and sites')
@Controller('api/v1/trusts/import')
export class TrustImportsController {
  constructor(private readonly imports: TrustImportsService) {}

  @Post('preview')
  @Operation({
    id: 'previewTrustImport',
    access: 'trusts.import',
    summary: 'Show what the official file of trusts would change; stores nothing',
    description:
      'The file is `etr.csv` of the Organisation Data Service. Every defect of it is told by line and column. No trust is ' +
      'ever removed: those that the file does not have are named in `missing`.',
    reply: TrustImportPreview,
  })
  preview(@CurrentActor() actor: Actor, @Body() body: PreviewTrustImport): Promise<TrustImportPreview> {
    return this.imports.preview(actor, body);
  }

  @Post()
  @Operation({
    id: 'importTrusts',
    access: 'trusts.import',
    summary: 'Take trusts over from the official file, as a preview has shown',
    description:
      'Everything or nothing. Sent again, it changes nothing. `conflict` when something else would change than what the ' +
      'preview with this `digest` has shown.',
    reply: TrustImportResult,
    keyed: true,
    problems: ['conflict'],
  })
  apply(@CurrentActor() actor: Actor, @Body() body: ApplyTrustImport): Promise<TrustImportResult> {
    return this.imports.apply(actor, body);
  }
}

import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { isoDate } from '../core/contracts/calendar.js';
import type { Actor } from '../platform/actor/actor.js';
import { CurrentActor } from '../platform/actor/current-actor.js';
import { Clock } from '../platform/clock/clock.js';
import { negotiate } from '../platform/http/negotiate.js';
import { sendFile } from '../platform/http/send-file.js';
import { Operation } from '../platform/openapi/operation.js';
import { ExportQuery, RecordPage, RecordQuery, type ExportFormat } from './record.dto.js';
import { RecordService } from './record.service.js';
import { writeExport } from './write-export.js';

const MEDIA_TYPES = { csv: 'text/csv', ndjson: 'application/x-ndjson' } as const satisfies Record<ExportFormat, string>;

@ApiTags('Record')
@Controller('api/v1/events')
export class RecordController {
  constructor(
    private readonly record: RecordService,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Operation({
    id: 'listEvents',
    access: 'record.read',
    summary: 'Read what was done',
    description:
      'Every change, sign-in, export, download, change of permissions and refused attempt, newest first. Administrators read ' +
      'all of it, trust leads what is about their trust. Events hold ids only: names are looked up when they are read.',
    reply: RecordPage,
    problems: ['invalid-cursor'],
  })
  list(@CurrentActor() actor: Actor, @Query() query: RecordQuery): Promise<RecordPage> {
    return this.record.list(actor, query);
  }

  @Get('export')
  @Operation({
    id: 'exportEvents',
    access: 'record.read',
    summary: 'Export what was done, as CSV or one JSON object a line',
    description:
      'What `GET /api/v1/events` would list, all of it, newest first, as `Accept` or `format` says. The export is put on ' +
      "record before its first byte. In the CSV, a cell that a spreadsheet would take for a formula begins with `'`.",
    replyType: Object.values(MEDIA_TYPES),
    problems: ['not-acceptable', 'busy'],
  })
  async export(
    @CurrentActor() actor: Actor,
    @Query() { format: asked, ...filter }: ExportQuery,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const format = asked ?? formatOf(request);
    await sendFile(request, response, {
      type: `${MEDIA_TYPES[format]}; charset=utf-8`,
      name: `record-${isoDate(this.clock.today())}.${format}`,
      negotiated: true,
      pieces: () => writeExport(format, this.record.pages(actor, filter)),
      record: () => this.record.recordExport(actor, format, filter),
    });
  }
}

/** @throws Problem `not-acceptable` */
function formatOf(request: Request): ExportFormat {
  return negotiate(request, [MEDIA_TYPES.csv, MEDIA_TYPES.ndjson]) === MEDIA_TYPES.csv ? 'csv' : 'ndjson';
}

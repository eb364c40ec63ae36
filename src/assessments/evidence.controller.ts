import { Body, Controller, Delete, Get, Param, Post, Put, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { Actor } from '../platform/actor/actor.js';
import { CurrentActor } from '../platform/actor/current-actor.js';
import { ResourceIdPipe } from '../platform/http/fields.js';
import { etagOf, IfMatch, versionNumber } from '../platform/http/versions.js';
import { Operation } from '../platform/openapi/operation.js';
import { AddEvidence, EvidencePage, EvidenceQuery, EvidenceView, ReplaceEvidence } from './evidence.dto.js';
import { EvidenceService } from './evidence.service.js';

@ApiTags('Evidence')
@Controller('api/v1')
export class EvidenceController {
  constructor(private readonly evidence: EvidenceService) {}

  @Get('assessments/:assessmentId/evidence')
  @Operation({
    id: 'listEvidence',
    access: 'answers.read',
    summary: 'List the evidence of an assessment',
    description: 'That of the open revision, or of the last submitted one.',
    reply: EvidencePage,
    problems: ['invalid-cursor'],
  })
  list(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @Query() query: EvidenceQuery,
  ): Promise<EvidencePage> {
    return this.evidence.list(actor, assessmentId, query);
  }

  @Post('assessments/:assessmentId/evidence')
  @Operation({
    id: 'addEvidence',
    access: 'answers.write',
    summary: 'Add an evidence item to an answer',
    description: '`If-Match` takes the `ETag` of the section that the question belongs to.',
    reply: EvidenceView,
    createdAt: '/api/v1/evidence/{id}',
    changes: true,
    problems: ['no-open-revision', 'invalid-answers', 'instrument-unavailable'],
  })
  add(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @IfMatch() version: string,
    @Body() { questionId, item }: AddEvidence,
  ): Promise<EvidenceView> {
    return this.evidence.add(actor, assessmentId, questionId, item, versionNumber(version));
  }

  @Get('evidence/:evidenceId')
  @Operation({
    id: 'getEvidence',
    access: 'answers.read',
    summary: 'Get an evidence item',
    reply: EvidenceView,
    versioned: true,
  })
  get(@CurrentActor() actor: Actor, @Param('evidenceId', ResourceIdPipe) evidenceId: string): Promise<EvidenceView> {
    return this.evidence.get(actor, evidenceId);
  }

  @Put('evidence/:evidenceId')
  @Operation({
    id: 'replaceEvidence',
    access: 'answers.write',
    summary: 'Replace an evidence item of the open revision',
    reply: EvidenceView,
    changes: true,
    problems: ['revision-submitted', 'invalid-answers', 'instrument-unavailable'],
  })
  replace(
    @CurrentActor() actor: Actor,
    @Param('evidenceId', ResourceIdPipe) evidenceId: string,
    @IfMatch() version: string,
    @Body() { item }: ReplaceEvidence,
  ): Promise<EvidenceView> {
    return this.evidence.replace(actor, evidenceId, item, versionNumber(version));
  }

  @Post('evidence/:evidenceId/check')
  @Operation({
    id: 'checkEvidence',
    access: 'answers.write',
    summary: 'Record that a second person checked an evidence item',
    description:
      'Whoever asks has looked at the document, and is not who attached it. `checkedBy` and `checkedOn` are set by this ' +
      'operation and no other; an item that is changed has to be checked again.',
    reply: EvidenceView,
    changes: true,
    keyed: true,
    problems: ['same-person', 'revision-submitted', 'invalid-answers', 'instrument-unavailable'],
  })
  check(
    @CurrentActor() actor: Actor,
    @Param('evidenceId', ResourceIdPipe) evidenceId: string,
    @IfMatch() version: string,
  ): Promise<EvidenceView> {
    return this.evidence.check(actor, evidenceId, versionNumber(version));
  }

  @Delete('evidence/:evidenceId')
  @Operation({
    id: 'removeEvidence',
    access: 'answers.write',
    summary: 'Take an evidence item away from the open revision',
    description: 'The `ETag` of the reply is the new version of the section. A file that it named stays.',
    changes: true,
    problems: ['revision-submitted', 'invalid-answers', 'instrument-unavailable'],
  })
  async remove(
    @CurrentActor() actor: Actor,
    @Param('evidenceId', ResourceIdPipe) evidenceId: string,
    @IfMatch() version: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    const section = await this.evidence.remove(actor, evidenceId, versionNumber(version));
    response.setHeader('ETag', etagOf(section));
  }
}

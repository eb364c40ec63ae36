import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../platform/actor/actor.js';
import { CurrentActor } from '../platform/actor/current-actor.js';
import { ResourceIdPipe } from '../platform/http/fields.js';
import { Operation } from '../platform/openapi/operation.js';
import { ConfirmAnswer, OfferedAnswers } from './offered-answers.dto.js';
import { OfferedAnswersService } from './offered-answers.service.js';
import { SectionView } from './sections.dto.js';

@ApiTags('Assessments')
@Controller('api/v1/assessments/:assessmentId/offered-answers')
export class OfferedAnswersController {
  constructor(private readonly offered: OfferedAnswersService) {}

  @Get()
  @Operation({
    id: 'listOfferedAnswers',
    access: 'answers.read',
    summary: 'List answers about the trust that it gave in another assessment',
    description:
      'Of questions about the trust as a whole that have no known answer in the open revision: what the trust said in the ' +
      'latest submission of another of its assessments. Only for those who may read what it submitted.',
    reply: OfferedAnswers,
    problems: ['no-open-revision'],
  })
  list(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
  ): Promise<OfferedAnswers> {
    return this.offered.list(actor, assessmentId);
  }

  @Post('confirm')
  @Operation({
    id: 'confirmOfferedAnswer',
    access: 'answers.write',
    summary: 'Take an offered answer over',
    description:
      'It becomes the answer of the open revision, with its note and its evidence. Files and the checks of a second person ' +
      'stay with the other assessment.',
    reply: SectionView,
    versioned: true,
    keyed: true,
    problems: ['no-open-revision', 'conflict', 'invalid-answers', 'instrument-unavailable'],
  })
  confirm(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @Body() { questionId, snapshotId }: ConfirmAnswer,
  ): Promise<SectionView> {
    return this.offered.confirm(actor, assessmentId, questionId, snapshotId);
  }
}

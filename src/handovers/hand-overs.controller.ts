import { Body, Controller, Get, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import type { Actor } from '../platform/actor/actor.js';
import { CurrentActor } from '../platform/actor/current-actor.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { ResourceIdPipe } from '../platform/http/fields.js';
import { publicAddress } from '../platform/http/public-address.js';
import { IfMatch, versionNumber } from '../platform/http/versions.js';
import { Operation } from '../platform/openapi/operation.js';
import { HandOverAnswers } from './hand-over-answers.service.js';
import {
  CreateHandOver,
  DeclineHandOver,
  HandedOverView,
  HandOverPage,
  HandOverQuery,
  HandOverView,
  Reassign,
  ReturnHandOver,
} from './hand-overs.dto.js';
import { HandOversService } from './hand-overs.service.js';

@ApiTags('Hand-overs')
@Controller('api/v1')
export class HandOversController {
  constructor(
    private readonly handOvers: HandOversService,
    private readonly answers: HandOverAnswers,
    @Inject(CONFIG) private readonly config: Pick<Config, 'publicUrl'>,
  ) {}

  @Get('assessments/:assessmentId/hand-overs')
  @Operation({
    id: 'listHandOvers',
    access: 'handovers.read',
    summary: 'List what of an assessment was handed to whom',
    reply: HandOverPage,
    problems: ['invalid-cursor'],
  })
  list(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @Query() query: HandOverQuery,
  ): Promise<HandOverPage> {
    return this.handOvers.list(actor, assessmentId, query);
  }

  @Post('assessments/:assessmentId/hand-overs')
  @Operation({
    id: 'createHandOver',
    access: 'handovers.manage',
    summary: 'Hand a section or a single question to a colleague',
    description:
      'A colleague who has a role at the trust reaches it at once; others by the link in the reply, which is told this ' +
      'once. They reach this section or question and no other. Where they have it already, the problem names it in `existingId`.',
    reply: HandedOverView,
    createdAt: '/api/v1/hand-overs/{id}',
    versioned: true,
    keyed: false,
    problems: ['conflict', 'no-open-revision'],
  })
  create(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @Body() body: CreateHandOver,
    @Req() request: Request,
  ): Promise<HandedOverView> {
    return this.handOvers.create(actor, assessmentId, body, this.base(request));
  }

  @Get('hand-overs/:handOverId')
  @Operation({
    id: 'getHandOver',
    access: 'handovers.read',
    summary: 'Read a hand-over',
    reply: HandOverView,
    versioned: true,
  })
  get(@CurrentActor() actor: Actor, @Param('handOverId', ResourceIdPipe) handOverId: string): Promise<HandOverView> {
    return this.handOvers.get(actor, handOverId);
  }

  @Post('hand-overs/:handOverId/remind')
  @Operation({
    id: 'remindOfHandOver',
    access: 'handovers.manage',
    summary: 'Remind a colleague of a hand-over',
    description: 'Where the link was not used, the reply holds a new one, this once; the old one ends.',
    reply: HandedOverView,
    changes: true,
    problems: ['conflict'],
  })
  remind(
    @CurrentActor() actor: Actor,
    @Param('handOverId', ResourceIdPipe) handOverId: string,
    @IfMatch() version: string,
    @Req() request: Request,
  ): Promise<HandedOverView> {
    return this.handOvers.remind(actor, handOverId, versionNumber(version), this.base(request));
  }

  @Post('hand-overs/:handOverId/return')
  @Operation({
    id: 'returnHandOver',
    access: 'handovers.answer',
    summary: 'Say that you have finished what was handed to you',
    reply: HandOverView,
    changes: true,
    keyed: true,
    problems: ['conflict'],
  })
  return(
    @CurrentActor() actor: Actor,
    @Param('handOverId', ResourceIdPipe) handOverId: string,
    @IfMatch() version: string,
    @Body() { message }: ReturnHandOver,
  ): Promise<HandOverView> {
    return this.answers.return(actor, handOverId, message, versionNumber(version));
  }

  @Post('hand-overs/:handOverId/decline')
  @Operation({
    id: 'declineHandOver',
    access: 'handovers.answer',
    summary: 'Say that you cannot answer what was handed to you',
    description: 'You do not reach it any more afterwards, unless by another role.',
    reply: HandOverView,
    changes: true,
    keyed: true,
    problems: ['conflict'],
  })
  decline(
    @CurrentActor() actor: Actor,
    @Param('handOverId', ResourceIdPipe) handOverId: string,
    @IfMatch() version: string,
    @Body() { reason }: DeclineHandOver,
  ): Promise<HandOverView> {
    return this.answers.decline(actor, handOverId, reason, versionNumber(version));
  }

  @Post('hand-overs/:handOverId/take-back')
  @Operation({
    id: 'takeBackHandOver',
    access: 'handovers.manage',
    summary: 'Take back what was handed to a colleague',
    description: 'The colleague does not reach it any more, unless by another role. What was answered stays.',
    reply: HandOverView,
    changes: true,
    keyed: true,
    problems: ['conflict'],
  })
  takeBack(
    @CurrentActor() actor: Actor,
    @Param('handOverId', ResourceIdPipe) handOverId: string,
    @IfMatch() version: string,
  ): Promise<HandOverView> {
    return this.handOvers.takeBack(actor, handOverId, versionNumber(version));
  }

  @Post('hand-overs/:handOverId/reassign')
  @Operation({
    id: 'reassignHandOver',
    access: 'handovers.manage',
    summary: 'Give what was handed over to somebody else',
    description:
      'The former colleague does not reach it any more, unless by another role. The reply is the new hand-over.',
    reply: HandedOverView,
    createdAt: '/api/v1/hand-overs/{id}',
    changes: true,
    keyed: false,
    problems: ['conflict', 'no-open-revision'],
  })
  reassign(
    @CurrentActor() actor: Actor,
    @Param('handOverId', ResourceIdPipe) handOverId: string,
    @IfMatch() version: string,
    @Body() body: Reassign,
    @Req() request: Request,
  ): Promise<HandedOverView> {
    return this.handOvers.reassign(actor, handOverId, body, versionNumber(version), this.base(request));
  }

  private base(request: Request): string {
    return publicAddress(request, this.config.publicUrl);
  }
}

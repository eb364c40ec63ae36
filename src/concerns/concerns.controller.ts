import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../platform/actor/actor.js';
import { CurrentActor } from '../platform/actor/current-actor.js';
import { ResourceIdPipe } from '../platform/http/fields.js';
import { IfMatch, versionNumber } from '../platform/http/versions.js';
import { Operation } from '../platform/openapi/operation.js';
import {
  AddMessage,
  ConcernDetails,
  ConcernPage,
  ConcernsQuery,
  CreateConcern,
  UpdateConcern,
} from './concerns.dto.js';
import { ConcernsService } from './concerns.service.js';

@ApiTags('Questions and concerns')
@Controller('api/v1')
export class ConcernsController {
  constructor(private readonly concerns: ConcernsService) {}

  @Get('concerns')
  @Operation({
    id: 'listConcerns',
    access: 'concerns.read',
    summary: 'List questions and concerns',
    description:
      'What is open comes first, the oldest first. A vendor sees those of deployments that it takes part in.',
    reply: ConcernPage,
    problems: ['invalid-cursor'],
  })
  list(@CurrentActor() actor: Actor, @Query() query: ConcernsQuery): Promise<ConcernPage> {
    return this.concerns.list(actor, query);
  }

  @Post('assessments/:assessmentId/concerns')
  @Operation({
    id: 'createConcern',
    access: 'concerns.ask',
    summary: 'Ask the vendor a question, or raise a concern',
    description:
      'About a question, about an action of the support plan, or about the assessment as a whole. Where the vendor takes ' +
      "no part yet, it sees it once it is invited. Report urgent safety matters by the trust's own incident reporting.",
    reply: ConcernDetails,
    createdAt: '/api/v1/concerns/{id}',
    versioned: true,
  })
  ask(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @Body() body: CreateConcern,
  ): Promise<ConcernDetails> {
    return this.concerns.ask(actor, assessmentId, body);
  }

  @Get('concerns/:concernId')
  @Operation({
    id: 'getConcern',
    access: 'concerns.read',
    summary: 'Get a question or concern with its messages',
    reply: ConcernDetails,
    versioned: true,
  })
  get(@CurrentActor() actor: Actor, @Param('concernId', ResourceIdPipe) concernId: string): Promise<ConcernDetails> {
    return this.concerns.get(actor, concernId);
  }

  @Post('concerns/:concernId/messages')
  @Operation({
    id: 'addMessage',
    access: 'concerns.reply',
    summary: 'Write in the conversation',
    description: 'A message of the vendor makes it `answered`; one of the site makes it `open` again.',
    reply: ConcernDetails,
    createdAt: '/api/v1/concerns/{id}',
    versioned: true,
    problems: ['concern-closed'],
  })
  reply(
    @CurrentActor() actor: Actor,
    @Param('concernId', ResourceIdPipe) concernId: string,
    @Body() { text }: AddMessage,
  ): Promise<ConcernDetails> {
    return this.concerns.reply(actor, concernId, text);
  }

  @Patch('concerns/:concernId')
  @Operation({
    id: 'updateConcern',
    access: 'concerns.ask',
    summary: 'Settle, re-open or withdraw it, or say whether an answer may be published',
    reply: ConcernDetails,
    changes: true,
    problems: ['concern-closed'],
  })
  update(
    @CurrentActor() actor: Actor,
    @Param('concernId', ResourceIdPipe) concernId: string,
    @Body() body: UpdateConcern,
    @IfMatch() version: string,
  ): Promise<ConcernDetails> {
    return this.concerns.update(actor, concernId, body, versionNumber(version));
  }
}

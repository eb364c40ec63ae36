import { Body, Controller, Get, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../platform/actor/actor.js';
import { CurrentActor } from '../platform/actor/current-actor.js';
import { ResourceIdPipe } from '../platform/http/fields.js';
import { IfMatch, versionNumber } from '../platform/http/versions.js';
import { Operation } from '../platform/openapi/operation.js';
import {
  PublishAnswer,
  PublishedAnswerPage,
  PublishedAnswersQuery,
  PublishedAnswerView,
} from './published-answers.dto.js';
import { PublishedAnswersService } from './published-answers.service.js';

@ApiTags('Questions and concerns')
@Controller('api/v1')
export class PublishedAnswersController {
  constructor(private readonly published: PublishedAnswersService) {}

  @Get('published-answers')
  @Operation({
    id: 'listPublishedAnswers',
    access: 'concerns.read',
    summary: 'List answers that vendors published to every site of a tool',
    description: 'A trust sees those on the tools that it has a deployment of, a vendor all of its own.',
    reply: PublishedAnswerPage,
    problems: ['invalid-cursor'],
  })
  list(@CurrentActor() actor: Actor, @Query() query: PublishedAnswersQuery): Promise<PublishedAnswerPage> {
    return this.published.list(actor, query);
  }

  @Post('concerns/:concernId/published-answers')
  @Operation({
    id: 'publishAnswer',
    access: 'concerns.answer',
    summary: 'Publish an answer to every site of the tool, without the site that asked',
    description:
      'In words of your own that name nobody. Where a name of the trust, the site or somebody of the conversation is ' +
      'found, it is refused with the code `may-identify`, until `namesNobody` says that somebody looked.',
    reply: PublishedAnswerView,
    createdAt: '/api/v1/published-answers/{id}',
    versioned: true,
    problems: ['conflict'],
  })
  publish(
    @CurrentActor() actor: Actor,
    @Param('concernId', ResourceIdPipe) concernId: string,
    @Body() body: PublishAnswer,
  ): Promise<PublishedAnswerView> {
    return this.published.publish(actor, concernId, body);
  }

  @Get('published-answers/:publishedAnswerId')
  @Operation({
    id: 'getPublishedAnswer',
    access: 'concerns.read',
    unplaced: ['publishedAnswerId'],
    summary: 'Get a published answer',
    reply: PublishedAnswerView,
    versioned: true,
  })
  get(
    @CurrentActor() actor: Actor,
    @Param('publishedAnswerId', ResourceIdPipe) publishedAnswerId: string,
  ): Promise<PublishedAnswerView> {
    return this.published.get(actor, publishedAnswerId);
  }

  @Put('published-answers/:publishedAnswerId')
  @Operation({
    id: 'replacePublishedAnswer',
    access: 'concerns.answer',
    unplaced: ['publishedAnswerId'],
    summary: 'Put a new version in the place of a published answer',
    description: 'Nothing of the words before is kept.',
    reply: PublishedAnswerView,
    changes: true,
    problems: ['conflict'],
  })
  replace(
    @CurrentActor() actor: Actor,
    @Param('publishedAnswerId', ResourceIdPipe) publishedAnswerId: string,
    @Body() body: PublishAnswer,
    @IfMatch() version: string,
  ): Promise<PublishedAnswerView> {
    return this.published.replace(actor, publishedAnswerId, body, versionNumber(version));
  }

  @Post('published-answers/:publishedAnswerId/withdraw')
  @Operation({
    id: 'withdrawPublishedAnswer',
    access: 'concerns.answer',
    unplaced: ['publishedAnswerId'],
    summary: 'Take a published answer down',
    reply: PublishedAnswerView,
    keyed: true,
    problems: ['conflict'],
  })
  withdraw(
    @CurrentActor() actor: Actor,
    @Param('publishedAnswerId', ResourceIdPipe) publishedAnswerId: string,
  ): Promise<PublishedAnswerView> {
    return this.published.withdraw(actor, publishedAnswerId);
  }
}

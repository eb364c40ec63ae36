import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../platform/actor/actor.js';
import { CurrentActor } from '../platform/actor/current-actor.js';
import { ResourceIdPipe } from '../platform/http/fields.js';
import { Operation } from '../platform/openapi/operation.js';
import { ProductVersionsService } from './product-versions.service.js';
import { RepliesService } from './replies.service.js';
import {
  AssessmentStatement,
  AssessmentStatements,
  DisputeStatement,
  PublishStatement,
  PublishVersion,
  StatementPage,
  StatementsQuery,
  StatementView,
  VersionList,
  VersionPreview,
  VersionView,
} from './statements.dto.js';
import { StatementsService } from './statements.service.js';

@ApiTags('Statements')
@Controller('api/v1')
export class StatementsController {
  constructor(
    private readonly statements: StatementsService,
    private readonly replies: RepliesService,
    private readonly versions: ProductVersionsService,
  ) {}

  @Get('statements')
  @Operation({
    id: 'listStatements',
    access: 'statements.read',
    summary: 'List what vendors state of their products',
    reply: StatementPage,
    problems: ['invalid-cursor'],
  })
  list(@CurrentActor() actor: Actor, @Query() query: StatementsQuery): Promise<StatementPage> {
    return this.statements.list(actor, query);
  }

  @Post('statements')
  @Operation({
    id: 'publishStatement',
    access: 'statements.publish',
    summary: 'State something of a product, for a version or for one site',
    description: 'It changes no answer: each site accepts or disputes it, and only accepted statements count.',
    reply: StatementView,
    createdAt: '/api/v1/statements/{id}',
    problems: ['invalid-answers'],
  })
  publish(@CurrentActor() actor: Actor, @Body() body: PublishStatement): Promise<StatementView> {
    return this.statements.publish(actor, body);
  }

  @Get('statements/:statementId')
  @Operation({
    id: 'getStatement',
    access: 'statements.read',
    unplaced: ['statementId'],
    summary: 'Get a statement',
    reply: StatementView,
  })
  get(@CurrentActor() actor: Actor, @Param('statementId', ResourceIdPipe) statementId: string): Promise<StatementView> {
    return this.statements.get(actor, statementId);
  }

  @Post('statements/:statementId/withdraw')
  @Operation({
    id: 'withdrawStatement',
    access: 'statements.publish',
    unplaced: ['statementId'],
    summary: 'Take a statement back',
    description:
      'Answers of open revisions that rest on it become "not known", and so do those of revisions that are opened later. ' +
      'What was submitted stays as it was.',
    reply: StatementView,
    keyed: true,
    problems: ['conflict'],
  })
  withdraw(
    @CurrentActor() actor: Actor,
    @Param('statementId', ResourceIdPipe) statementId: string,
  ): Promise<StatementView> {
    return this.statements.withdraw(actor, statementId);
  }

  @Get('assessments/:assessmentId/statements')
  @Operation({
    id: 'listAssessmentStatements',
    access: 'statements.read',
    summary: 'List the statements that concern an assessment, and what the site made of them',
    reply: AssessmentStatements,
  })
  ofAssessment(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
  ): Promise<AssessmentStatements> {
    return this.replies.list(actor, assessmentId);
  }

  @Post('assessments/:assessmentId/statements/:statementId/accept')
  @Operation({
    id: 'acceptStatement',
    access: 'statements.answer',
    unplaced: ['statementId'],
    summary: 'Accept a statement: it becomes the answer of the open revision',
    reply: AssessmentStatement,
    keyed: true,
    problems: ['no-open-revision', 'statement-not-current', 'invalid-answers', 'instrument-unavailable'],
  })
  accept(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @Param('statementId', ResourceIdPipe) statementId: string,
  ): Promise<AssessmentStatement> {
    return this.replies.accept(actor, assessmentId, statementId);
  }

  @Post('assessments/:assessmentId/statements/:statementId/dispute')
  @Operation({
    id: 'disputeStatement',
    access: 'statements.answer',
    unplaced: ['statementId'],
    summary: 'Dispute a statement, with a reason',
    description: 'An answer of the open revision that rests on it becomes "not known".',
    reply: AssessmentStatement,
    keyed: true,
    problems: ['no-open-revision', 'statement-not-current', 'invalid-answers', 'instrument-unavailable'],
  })
  dispute(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @Param('statementId', ResourceIdPipe) statementId: string,
    @Body() { reason }: DisputeStatement,
  ): Promise<AssessmentStatement> {
    return this.replies.dispute(actor, assessmentId, statementId, reason);
  }

  @Get('tools/:toolId/product-versions')
  @Operation({
    id: 'listProductVersions',
    access: 'statements.read',
    summary: 'List the versions of a product',
    reply: VersionList,
  })
  listVersions(@CurrentActor() actor: Actor, @Param('toolId') toolId: string): Promise<VersionList> {
    return this.versions.list(actor, toolId);
  }

  @Post('tools/:toolId/product-versions/preview')
  @Operation({
    id: 'previewProductVersion',
    access: 'statements.publish',
    summary: 'See what a new version would have asked again, without publishing it',
    reply: VersionPreview,
    problems: ['conflict'],
  })
  preview(
    @CurrentActor() actor: Actor,
    @Param('toolId') toolId: string,
    @Body() body: PublishVersion,
  ): Promise<VersionPreview> {
    return this.versions.preview(actor, toolId, body);
  }

  @Post('tools/:toolId/product-versions')
  @Operation({
    id: 'publishProductVersion',
    access: 'statements.publish',
    summary: 'Publish a version of a product',
    description:
      'One that is material to clinical safety is recorded as a change in every deployment of the tool, which then names ' +
      'it as its version; what rests on statements is asked again, and earlier statements are superseded. Look at the ' +
      'preview first. Sent again after it broke off, it goes on.',
    reply: VersionView,
    createdAt: '/api/v1/tools/{toolId}/product-versions',
    keyed: false,
    problems: ['conflict', 'invalid-answers'],
  })
  publishVersion(
    @CurrentActor() actor: Actor,
    @Param('toolId') toolId: string,
    @Body() body: PublishVersion,
  ): Promise<VersionView> {
    return this.versions.publish(actor, toolId, body);
  }
}

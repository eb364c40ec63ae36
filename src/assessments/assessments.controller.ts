import { Body, Controller, Get, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Comparison } from '../core/contracts/comparison.js';
import type { Scorecard } from '../core/contracts/scorecard.js';
import type { Actor } from '../platform/actor/actor.js';
import { CurrentActor } from '../platform/actor/current-actor.js';
import { EventPage } from '../platform/database/event.dto.js';
import { ResourceIdPipe } from '../platform/http/fields.js';
import { PageQuery } from '../platform/http/page.dto.js';
import { IfMatch, versionNumber } from '../platform/http/versions.js';
import { Operation } from '../platform/openapi/operation.js';
import {
  AssessmentPage,
  AssessmentQuery,
  AssessmentView,
  CreateAssessment,
  RevisionView,
  ShareAssessment,
} from './assessments.dto.js';
import { AssessmentsService } from './assessments.service.js';
import { NewerVersionView } from './newer-version.dto.js';
import { NewerVersionService } from './newer-version.service.js';
import { SaveSection, SectionView } from './sections.dto.js';
import { SectionsService } from './sections.service.js';
import { ComparisonQuery, SnapshotPage, SnapshotView } from './snapshots.dto.js';
import { SharingService } from './sharing.service.js';
import { SnapshotsService } from './snapshots.service.js';

@ApiTags('Assessments')
@Controller('api/v1/assessments')
export class AssessmentsController {
  constructor(
    private readonly assessments: AssessmentsService,
    private readonly sections: SectionsService,
    private readonly snapshots: SnapshotsService,
    private readonly sharing: SharingService,
    private readonly newer: NewerVersionService,
  ) {}

  @Get()
  @Operation({
    id: 'listAssessments',
    access: 'deployments.read',
    summary: 'List assessments',
    reply: AssessmentPage,
    problems: ['invalid-cursor'],
  })
  list(@CurrentActor() actor: Actor, @Query() query: AssessmentQuery): Promise<AssessmentPage> {
    return this.assessments.list(actor, query);
  }

  @Post()
  @Operation({
    id: 'createAssessment',
    access: 'deployments.start',
    summary: 'Start the assessment of a deployment',
    reply: AssessmentView,
    createdAt: '/api/v1/assessments/{id}',
    problems: ['conflict'],
  })
  create(@CurrentActor() actor: Actor, @Body() body: CreateAssessment): Promise<AssessmentView> {
    return this.assessments.create(actor, body);
  }

  @Get(':assessmentId')
  @Operation({ id: 'getAssessment', access: 'deployments.read', summary: 'Get an assessment', reply: AssessmentView })
  get(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
  ): Promise<AssessmentView> {
    return this.assessments.get(actor, assessmentId);
  }

  @Post(':assessmentId/sharing')
  @Operation({
    id: 'shareAssessment',
    access: 'deployments.share',
    summary: 'Say what the vendor sees of the open revision',
    description:
      'The whole of it: sections that are left out are not shown any more. What was submitted, a vendor that takes part ' +
      'sees in any case, without free notes where they are kept. It takes no `If-Match`: the last word counts.',
    reply: AssessmentView,
    keyed: true,
  })
  share(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @Body() body: ShareAssessment,
  ): Promise<AssessmentView> {
    return this.sharing.share(actor, assessmentId, body);
  }

  @Get(':assessmentId/revision')
  @Operation({
    id: 'getOpenRevision',
    access: 'revision.read',
    summary: 'Get the open revision with its sections',
    description: 'Its `ETag` is what submitting takes as `If-Match`.',
    reply: RevisionView,
    versioned: true,
    problems: ['no-open-revision'],
  })
  revision(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
  ): Promise<RevisionView> {
    return this.assessments.revision(actor, assessmentId);
  }

  @Post(':assessmentId/revisions')
  @Operation({
    id: 'openRevision',
    access: 'assessments.submit',
    summary: 'Open the next revision with the answers of the last',
    reply: RevisionView,
    createdAt: '/api/v1/assessments/{assessmentId}/revision',
    versioned: true,
    problems: ['conflict', 'instrument-unavailable'],
  })
  openRevision(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
  ): Promise<RevisionView> {
    return this.assessments.openRevision(actor, assessmentId);
  }

  @Get(':assessmentId/newer-version')
  @Operation({
    id: 'getNewerVersion',
    access: 'draft.score',
    summary: 'What the newest version of the questions changes',
    description:
      'New, removed and changed questions, and what would become of each answer of the last revision. Nothing is changed.',
    reply: NewerVersionView,
    problems: ['instrument-unavailable'],
  })
  newerVersion(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
  ): Promise<NewerVersionView> {
    return this.newer.show(actor, assessmentId);
  }

  @Post(':assessmentId/newer-version')
  @Operation({
    id: 'moveToNewerVersion',
    access: 'assessments.submit',
    summary: 'Move the open revision to the newest version of the questions',
    description:
      'Answers stay by the id of their question. Where other answers can be given now, the answer becomes "not known" with what was said as its note; where the question is gone, so is the answer. `If-Match` takes the `ETag` of the open revision.',
    reply: RevisionView,
    changes: true,
    problems: ['no-open-revision', 'conflict', 'instrument-unavailable', 'invalid-answers'],
  })
  moveToNewerVersion(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @IfMatch() version: string,
  ): Promise<RevisionView> {
    return this.newer.move(actor, assessmentId, version);
  }

  @Get(':assessmentId/sections/:section')
  @Operation({
    id: 'getSection',
    access: 'answers.read',
    summary: 'Get one section of the open revision with its answers',
    reply: SectionView,
    versioned: true,
    problems: ['no-open-revision'],
  })
  section(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @Param('section') section: string,
  ): Promise<SectionView> {
    return this.sections.get(actor, assessmentId, section);
  }

  @Put(':assessmentId/sections/:section')
  @Operation({
    id: 'saveSection',
    access: 'answers.write',
    summary: 'Replace the answers of one section',
    description:
      'All answers of the section: a question that is left out is not answered any more. Either everything is stored or nothing.',
    reply: SectionView,
    changes: true,
    problems: ['instrument-unavailable', 'no-open-revision', 'invalid-answers'],
  })
  saveSection(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @Param('section') section: string,
    @IfMatch() version: string,
    @Body() body: SaveSection,
  ): Promise<SectionView> {
    return this.sections.save(actor, assessmentId, section, body.answers, versionNumber(version));
  }

  @Get(':assessmentId/scorecard')
  @Operation({
    id: 'getDraftScorecard',
    access: 'draft.score',
    summary: 'Score the open revision as of today',
    description: 'Nothing is stored. What was submitted has a scorecard of its own.',
    reply: 'Scorecard',
    problems: ['no-open-revision', 'invalid-answers', 'instrument-unavailable'],
  })
  scorecard(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
  ): Promise<Scorecard> {
    return this.snapshots.draftScorecard(actor, assessmentId);
  }

  @Post(':assessmentId/submit')
  @Operation({
    id: 'submitAssessment',
    access: 'assessments.submit',
    summary: 'Submit the open revision',
    description: 'Freezes it as a snapshot. `If-Match` takes the `ETag` of the open revision.',
    reply: SnapshotView,
    createdAt: '/api/v1/snapshots/{id}',
    changes: true,
    versioned: false,
    problems: ['no-open-revision', 'invalid-answers', 'instrument-unavailable'],
  })
  submit(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @IfMatch() version: string,
  ): Promise<SnapshotView> {
    return this.snapshots.submit(actor, assessmentId, version);
  }

  @Get(':assessmentId/snapshots')
  @Operation({
    id: 'listSnapshots',
    access: 'results.read',
    summary: 'List what was submitted',
    reply: SnapshotPage,
    problems: ['invalid-cursor'],
  })
  listSnapshots(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @Query() query: PageQuery,
  ): Promise<SnapshotPage> {
    return this.snapshots.list(actor, assessmentId, query);
  }

  @Get(':assessmentId/comparison')
  @Operation({
    id: 'compareSnapshots',
    access: 'results.read',
    summary: 'Compare two submissions',
    description: 'What changed, what moved the index, gates opened or lost. Without numbers: the last two.',
    reply: 'Comparison',
    problems: ['nothing-submitted', 'nothing-to-compare', 'instrument-unavailable'],
  })
  compare(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @Query() query: ComparisonQuery,
  ): Promise<Comparison> {
    return this.snapshots.compare(actor, assessmentId, query);
  }

  @Get(':assessmentId/history')
  @Operation({
    id: 'getAssessmentHistory',
    access: 'history.read',
    summary: 'What was done with an assessment, newest first',
    reply: EventPage,
    problems: ['invalid-cursor'],
  })
  history(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @Query() query: PageQuery,
  ): Promise<EventPage> {
    return this.assessments.history(actor, assessmentId, query);
  }
}

import { Controller, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Explanation } from '../core/contracts/explanation.js';
import type { Scorecard } from '../core/contracts/scorecard.js';
import type { Sensitivity } from '../core/contracts/sensitivity.js';
import type { Actor } from '../platform/actor/actor.js';
import { CurrentActor } from '../platform/actor/current-actor.js';
import { ResourceIdPipe } from '../platform/http/fields.js';
import { Operation } from '../platform/openapi/operation.js';
import { SnapshotView, StandingView } from './snapshots.dto.js';
import { SnapshotsService } from './snapshots.service.js';
import { StandingsService } from './standings.service.js';

@ApiTags('Results')
@Controller('api/v1')
export class SnapshotsController {
  constructor(
    private readonly snapshots: SnapshotsService,
    private readonly standings: StandingsService,
  ) {}

  @Get('snapshots/:snapshotId')
  @Operation({
    id: 'getSnapshot',
    access: 'results.read',
    summary: 'Get a submission with its inputs',
    reply: SnapshotView,
  })
  get(@CurrentActor() actor: Actor, @Param('snapshotId', ResourceIdPipe) snapshotId: string): Promise<SnapshotView> {
    return this.snapshots.get(actor, snapshotId);
  }

  @Get('snapshots/:snapshotId/scorecard')
  @Operation({
    id: 'getScorecard',
    access: 'results.read',
    summary: 'Get the scorecard of a submission',
    reply: 'Scorecard',
  })
  scorecard(@CurrentActor() actor: Actor, @Param('snapshotId', ResourceIdPipe) snapshotId: string): Promise<Scorecard> {
    return this.snapshots.scorecard(actor, snapshotId);
  }

  @Get('snapshots/:snapshotId/explanation')
  @Operation({
    id: 'getExplanation',
    access: 'results.read',
    summary: 'Explain every number of a scorecard line by line',
    reply: 'Explanation',
    problems: ['instrument-unavailable'],
  })
  explanation(
    @CurrentActor() actor: Actor,
    @Param('snapshotId', ResourceIdPipe) snapshotId: string,
  ): Promise<Explanation> {
    return this.snapshots.explanation(actor, snapshotId);
  }

  @Get('snapshots/:snapshotId/sensitivity')
  @Operation({
    id: 'getSensitivity',
    access: 'results.read',
    summary: 'Show how far the index of a submission depends on its weights and on open answers',
    description:
      'The same answers with each domain weighing half and twice as much, with equal weights and as a plain average, with the stage under each. Then what finding out an unknown answer, or having one checked, could move. No weight opens a gate.',
    reply: 'Sensitivity',
    problems: ['instrument-unavailable'],
  })
  sensitivity(
    @CurrentActor() actor: Actor,
    @Param('snapshotId', ResourceIdPipe) snapshotId: string,
  ): Promise<Sensitivity> {
    return this.snapshots.sensitivity(actor, snapshotId);
  }

  @Get('deployments/:deploymentId/standing')
  @Operation({
    id: 'getStanding',
    access: 'results.read',
    summary: 'Score the latest submission of a deployment as of today',
    description:
      'Evidence lapses by itself, and a go-live day or a change recorded since then counts: a gate that was passed when it was submitted may not be passed today. The use stays the one that was assessed.',
    reply: StandingView,
    problems: ['nothing-submitted', 'instrument-unavailable'],
  })
  standing(
    @CurrentActor() actor: Actor,
    @Param('deploymentId', ResourceIdPipe) deploymentId: string,
  ): Promise<StandingView> {
    return this.standings.standing(actor, deploymentId);
  }
}

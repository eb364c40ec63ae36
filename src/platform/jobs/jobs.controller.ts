import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../actor/actor.js';
import { CurrentActor } from '../actor/current-actor.js';
import { ResourceIdPipe } from '../http/fields.js';
import { PageQuery } from '../http/page.dto.js';
import { Operation } from '../openapi/operation.js';
import { JobPage, JobView } from './jobs.dto.js';
import { JobsService } from './jobs.service.js';

@ApiTags('Jobs')
@Controller('api/v1/jobs')
export class JobsController {
  constructor(private readonly jobs: JobsService) {}

  @Get()
  @Operation({
    id: 'listJobs',
    access: 'jobs.own',
    summary: 'List the work that is done beside the requests',
    reply: JobPage,
    problems: ['invalid-cursor'],
  })
  list(@CurrentActor() actor: Actor, @Query() query: PageQuery): Promise<JobPage> {
    return this.jobs.list(actor, query);
  }

  @Get(':jobId')
  @Operation({ id: 'getJob', access: 'jobs.own', summary: 'See how far a job is', reply: JobView })
  get(@CurrentActor() actor: Actor, @Param('jobId', ResourceIdPipe) jobId: string): Promise<JobView> {
    return this.jobs.get(actor, jobId);
  }

  @Post(':jobId/cancel')
  @Operation({
    id: 'cancelJob',
    access: 'jobs.own',
    summary: 'Cancel a job',
    description:
      'One that waits is cancelled at once, one that runs ends after the piece in hand. What is done stays done.',
    reply: JobView,
    keyed: true,
    problems: ['job-finished'],
  })
  cancel(@CurrentActor() actor: Actor, @Param('jobId', ResourceIdPipe) jobId: string): Promise<JobView> {
    return this.jobs.cancel(actor, jobId);
  }
}

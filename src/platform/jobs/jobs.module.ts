import { Global, Module } from '@nestjs/common';
import { Housekeeping } from './housekeeping.js';
import { JobKinds } from './job-kinds.js';
import { JobLeases } from './job-leases.js';
import { JobRunner } from './job-runner.js';
import { JobsController } from './jobs.controller.js';
import { JobsService } from './jobs.service.js';
import { ScheduledBackups } from './scheduled-backups.js';

/** Work beside the requests. Rooms register what they do with `JobKinds`. */
@Global()
@Module({
  controllers: [JobsController],
  providers: [JobKinds, JobsService, JobLeases, JobRunner, Housekeeping, ScheduledBackups],
  exports: [JobKinds, JobsService, JobRunner],
})
export class JobsModule {}

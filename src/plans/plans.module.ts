import { Module } from '@nestjs/common';
import { requireWording } from '../wording/load-wording.js';
import { AssessmentsModule } from '../assessments/assessments.module.js';
import { DeploymentsModule } from '../deployments/deployments.module.js';
import { BulkPlansController } from './bulk-plans.controller.js';
import { BulkPlans } from './bulk-plans.js';
import { PlanThreads } from './plan-threads.js';
import { PlansController } from './plans.controller.js';
import { PlansService, WORDING } from './plans.service.js';
import { StatelessController } from './stateless.controller.js';
import { StoredPlansController } from './stored-plans.controller.js';
import { StoredPlansService } from './stored-plans.service.js';

@Module({
  imports: [AssessmentsModule, DeploymentsModule],
  controllers: [PlansController, StatelessController, StoredPlansController, BulkPlansController],
  // Read when the service starts, which it does not with texts that are not sound.
  providers: [
    BulkPlans,
    PlanThreads,
    PlansService,
    StoredPlansService,
    { provide: WORDING, useFactory: requireWording },
  ],
  exports: [PlansService, StoredPlansService],
})
export class PlansModule {}

import { Module } from '@nestjs/common';
import { requireWording } from '../wording/load-wording.js';
import { Metrics } from '../platform/metrics/metrics.js';
import type { WorkWatch } from '../platform/metrics/work-watch.js';
import { AssessmentsModule } from '../assessments/assessments.module.js';
import { DeploymentsModule } from '../deployments/deployments.module.js';
import { BulkPlansController } from './bulk-plans.controller.js';
import { BulkPlans } from './bulk-plans.js';
import { PLAN_WATCH, PlanThreads } from './plan-threads.js';
import type { PlanTasks } from './plan-tasks.js';
import { PlanPlaces } from './plan-places.js';
import { PlansController } from './plans.controller.js';
import { PlansService, WORDING } from './plans.service.js';
import { ResultsService } from './results.service.js';
import { StatelessController } from './stateless.controller.js';
import { StoredPlansController } from './stored-plans.controller.js';
import { StoredPlansService } from './stored-plans.service.js';

function watchPlans(metrics: Metrics): WorkWatch<keyof PlanTasks> {
  const names = { prefix: 'plan_task', what: 'plans and PDFs made in threads', label: 'task' };
  return metrics.watch<keyof PlanTasks>(names, ['plan', 'document', 'pdf', 'layOut', 'whatIf', 'outlook', 'warmUp']);
}

@Module({
  imports: [AssessmentsModule, DeploymentsModule],
  controllers: [PlansController, StatelessController, StoredPlansController, BulkPlansController],
  // Read when the service starts, which it does not with texts that are not sound.
  providers: [
    BulkPlans,
    PlanThreads,
    PlansService,
    ResultsService,
    StoredPlansService,
    PlanPlaces,
    { provide: WORDING, useFactory: requireWording },
    { provide: PLAN_WATCH, inject: [Metrics], useFactory: watchPlans },
  ],
  exports: [BulkPlans, PlansService, PlanThreads, ResultsService, StoredPlansService, WORDING],
})
export class PlansModule {}

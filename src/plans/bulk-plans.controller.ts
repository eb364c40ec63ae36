import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../platform/actor/actor.js';
import { CurrentActor } from '../platform/actor/current-actor.js';
import { JobView } from '../platform/jobs/jobs.dto.js';
import { Operation } from '../platform/openapi/operation.js';
import { OrderPlans } from './bulk-plans.dto.js';
import { BulkPlans } from './bulk-plans.js';

@ApiTags('Plans')
@Controller('api/v1')
export class BulkPlansController {
  constructor(private readonly plans: BulkPlans) {}

  @Post('plan-orders')
  @Operation({
    id: 'orderPlans',
    access: 'plans.make',
    summary: 'Have the support plans of many deployments made in the background',
    description:
      'Answers with a job at once: read how far it is at `GET /api/v1/jobs/{jobId}`, whose `result` names the plans when ' +
      'it is done, and under `notMade` those that cannot be made, or cancel it. The plan of the latest submission of each deployment is made, or found as it was made before.',
    reply: JobView,
    createdAt: '/api/v1/jobs/{id}',
  })
  order(@CurrentActor() actor: Actor, @Body() order: OrderPlans): Promise<JobView> {
    return this.plans.order(actor, order);
  }
}

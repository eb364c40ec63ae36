import { Module } from '@nestjs/common';
import { AssessmentsModule } from '../assessments/assessments.module.js';
import { PlanThreads } from './plan-threads.js';
import { PlansController } from './plans.controller.js';
import { PlansService } from './plans.service.js';
import { StatelessController } from './stateless.controller.js';

@Module({
  imports: [AssessmentsModule],
  controllers: [PlansController, StatelessController],
  providers: [PlanThreads, PlansService],
  exports: [PlansService],
})
export class PlansModule {}

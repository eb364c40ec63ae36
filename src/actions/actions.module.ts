import { Module } from '@nestjs/common';
import { AssessmentsModule } from '../assessments/assessments.module.js';
import { PlansModule } from '../plans/plans.module.js';
import { ActionCalendars } from './action-calendars.js';
import { ActionsController } from './actions.controller.js';
import { ActionsService } from './actions.service.js';
import { CurrentPlans } from './current-plans.js';

@Module({
  imports: [AssessmentsModule, PlansModule],
  controllers: [ActionsController],
  providers: [ActionsService, ActionCalendars, CurrentPlans],
  exports: [ActionsService, ActionCalendars],
})
export class ActionsModule {}

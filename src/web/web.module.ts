import { Module } from '@nestjs/common';
import { AssessmentsModule } from '../assessments/assessments.module.js';
import { DeploymentsModule } from '../deployments/deployments.module.js';
import { PlansModule } from '../plans/plans.module.js';
import { HomeController } from './home.controller.js';
import { PageRenderer } from './page-renderer.js';
import { ProblemsController } from './problems.controller.js';
import { PlanPageController, ReportController } from './report.controller.js';

@Module({
  imports: [DeploymentsModule, AssessmentsModule, PlansModule],
  controllers: [HomeController, PlanPageController, ReportController, ProblemsController],
  providers: [PageRenderer],
})
export class WebModule {}

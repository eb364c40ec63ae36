import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { AssessmentsModule } from '../assessments/assessments.module.js';
import { DeploymentsModule } from '../deployments/deployments.module.js';
import { PlansModule } from '../plans/plans.module.js';
import { AccountController } from './account/account.controller.js';
import { SecondFactorController } from './account/second-factor.controller.js';
import { SecondStepController } from './account/second-step.controller.js';
import { SetUpController } from './account/set-up.controller.js';
import { SignInChoices } from './account/sign-in-choices.js';
import { SignInController } from './account/sign-in.controller.js';
import { HomeController } from './home.controller.js';
import { PageRenderer } from './page-renderer.js';
import { ProblemsController } from './problems.controller.js';
import { PlanPageController, ReportController } from './report.controller.js';

@Module({
  imports: [AccountsModule, DeploymentsModule, AssessmentsModule, PlansModule],
  controllers: [
    HomeController,
    PlanPageController,
    ReportController,
    ProblemsController,
    SignInController,
    SetUpController,
    AccountController,
    SecondFactorController,
    SecondStepController,
  ],
  providers: [PageRenderer, SignInChoices],
})
export class WebModule {}

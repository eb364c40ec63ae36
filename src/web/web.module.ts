import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { AssessmentsModule } from '../assessments/assessments.module.js';
import { DeploymentsModule } from '../deployments/deployments.module.js';
import { OrganisationsModule } from '../organisations/organisations.module.js';
import { PlansModule } from '../plans/plans.module.js';
import { RecordModule } from '../record/record.module.js';
import { AccountController } from './account/account.controller.js';
import { InvitationController } from './account/invitation.controller.js';
import { ResetController } from './account/reset.controller.js';
import { SecondFactorController } from './account/second-factor.controller.js';
import { SecondStepController } from './account/second-step.controller.js';
import { SetUpController } from './account/set-up.controller.js';
import { SignInChoices } from './account/sign-in-choices.js';
import { OrganisationController } from './account/organisation.controller.js';
import { SignInController } from './account/sign-in.controller.js';
import { AssessmentPageController } from './assessments/assessment.controller.js';
import { EvidencePageController } from './assessments/evidence.controller.js';
import { SectionTasks } from './assessments/section-tasks.service.js';
import { SharingPageController } from './assessments/sharing.controller.js';
import { SectionPageController } from './assessments/section.controller.js';
import { HomeController } from './home.controller.js';
import { StartPageController } from './start/start.controller.js';
import { StartPages } from './start/start-pages.js';
import { InviteController } from './people/invite.controller.js';
import { PeoplePagesController } from './people/people.controller.js';
import { PersonPageController } from './people/person.controller.js';
import { RolePage } from './people/role-page.js';
import { PageRenderer } from './page-renderer.js';
import { ProblemsController } from './problems.controller.js';
import { RecordPageController } from './record/record.controller.js';
import { PlanPageController, ReportController } from './report.controller.js';
import { TrustImportPageController } from './trusts/import.controller.js';

@Module({
  imports: [OrganisationsModule, AccountsModule, DeploymentsModule, AssessmentsModule, PlansModule, RecordModule],
  controllers: [
    HomeController,
    PlanPageController,
    ReportController,
    // before the address of one assessment, which /assessments/new would be taken for
    StartPageController,
    AssessmentPageController,
    SectionPageController,
    EvidencePageController,
    SharingPageController,
    RecordPageController,
    ProblemsController,
    SignInController,
    OrganisationController,
    SetUpController,
    AccountController,
    InvitationController,
    ResetController,
    PeoplePagesController,
    InviteController,
    PersonPageController,
    SecondFactorController,
    SecondStepController,
    TrustImportPageController,
  ],
  providers: [PageRenderer, RolePage, SignInChoices, SectionTasks, StartPages],
})
export class WebModule {}

import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { ActionsModule } from '../actions/actions.module.js';
import { AssessmentsModule } from '../assessments/assessments.module.js';
import { ConcernsModule } from '../concerns/concerns.module.js';
import { DeploymentsModule } from '../deployments/deployments.module.js';
import { HandOversModule } from '../handovers/hand-overs.module.js';
import { OrganisationsModule } from '../organisations/organisations.module.js';
import { PortfolioModule } from '../portfolio/portfolio.module.js';
import { PlansModule } from '../plans/plans.module.js';
import { SupportModule } from '../support/support.module.js';
import { RecordModule } from '../record/record.module.js';
import { AccountController } from './account/account.controller.js';
import { InvitationController } from './account/invitation.controller.js';
import { MailController } from './account/mail.controller.js';
import { MailSections } from './account/mail-section.service.js';
import { KeptFormController } from './account/kept-form.controller.js';
import { ResetController } from './account/reset.controller.js';
import { SecondFactorController } from './account/second-factor.controller.js';
import { SecondStepController } from './account/second-step.controller.js';
import { SetUpController } from './account/set-up.controller.js';
import { SignInChoices } from './account/sign-in-choices.js';
import { OrganisationController } from './account/organisation.controller.js';
import { SpreadsheetPageController } from './spreadsheet/spreadsheet.controller.js';
import { SignInController } from './account/sign-in.controller.js';
import { ActionPageController } from './actions/action.controller.js';
import { ActionsPageController } from './actions/actions.controller.js';
import { WhatIfPageController } from './actions/what-if.controller.js';
import { AssessmentPageController } from './assessments/assessment.controller.js';
import { DetailsPageController } from './assessments/details.controller.js';
import { DetailsPage } from './assessments/details-page.js';
import { EvidenceFiles } from './assessments/evidence-files.js';
import { EvidenceItemPageController } from './assessments/evidence-item.controller.js';
import { EvidencePageController } from './assessments/evidence.controller.js';
import { KeptAnswers } from './assessments/kept-answers.service.js';
import { NoteReaders } from './assessments/note-readers.service.js';
import { SectionTasks } from './assessments/section-tasks.service.js';
import { SharingPageController } from './assessments/sharing.controller.js';
import { SectionPageController } from './assessments/section.controller.js';
import { QuestionOffers } from './assessments/question-offers.service.js';
import { QuestionPageController } from './assessments/question.controller.js';
import { StatementsModule } from '../statements/statements.module.js';
import { HandOverAnswerController } from './hand-overs/hand-over-answer.controller.js';
import { HandOverPages } from './hand-overs/hand-over-pages.service.js';
import { HandOverPageController } from './hand-overs/hand-over.controller.js';
import { HandOverTasks } from './hand-overs/hand-over-tasks.service.js';
import { AssessmentConcernsController } from './concerns/assessment-concerns.controller.js';
import { ConversationController } from './concerns/conversation.controller.js';
import { InboxController } from './concerns/inbox.controller.js';
import { PublishController } from './concerns/publish.controller.js';
import { PublishedController } from './concerns/published.controller.js';
import { PublishPage } from './concerns/publish-page.js';
import { VendorPart } from './concerns/vendor-part.service.js';
import { HomeController } from './home.controller.js';
import { InformationController } from './information/information.controller.js';
import { StartPageController } from './start/start.controller.js';
import { StartPages } from './start/start-pages.js';
import { InviteController } from './people/invite.controller.js';
import { PeoplePagesController } from './people/people.controller.js';
import { PersonPageController } from './people/person.controller.js';
import { RolePage } from './people/role-page.js';
import { NeedsYou } from './needs-you.service.js';
import { CohortPageController } from './portfolio/cohort-page.controller.js';
import { PlanArchivesPageController } from './portfolio/plan-archives.controller.js';
import { PortfolioFrame } from './portfolio/portfolio-frame.service.js';
import { PortfolioImportPageController } from './portfolio/import.controller.js';
import { RankingsPageController } from './portfolio/rankings.controller.js';
import { RanksPageController } from './portfolio/ranks.controller.js';
import { PlannerPageController } from './portfolio/planner.controller.js';
import { SitePage } from './portfolio/site-page.service.js';
import { SitePageController } from './portfolio/site.controller.js';
import { WorkListController } from './portfolio/work-list.controller.js';
import { PageRenderer } from './page-renderer.js';
import { ProblemsController } from './problems.controller.js';
import { RecordPageController } from './record/record.controller.js';
import { CheckPageController } from './submission/check.controller.js';
import { ComparePageController } from './submission/compare.controller.js';
import { NewerVersionPageController } from './submission/newer-version.controller.js';
import { ReceiptController } from './submission/receipt.controller.js';
import { OpenRevisionController } from './submission/revision.controller.js';
import { SubmitPageController } from './submission/submit.controller.js';
import { PlanPageController } from './results/plan.controller.js';
import { ResultController } from './results/result.controller.js';
import { TrustImportPageController } from './trusts/import.controller.js';

@Module({
  imports: [
    OrganisationsModule,
    AccountsModule,
    DeploymentsModule,
    AssessmentsModule,
    StatementsModule,
    HandOversModule,
    PlansModule,
    ConcernsModule,
    ActionsModule,
    SupportModule,
    PortfolioModule,
    RecordModule,
  ],
  controllers: [
    HomeController,
    PlanPageController,
    ResultController,
    // before the address of one assessment, which /assessments/new would be taken for
    StartPageController,
    AssessmentPageController,
    SectionPageController,
    QuestionPageController,
    EvidencePageController,
    EvidenceItemPageController,
    SharingPageController,
    DetailsPageController,
    SpreadsheetPageController,
    HandOverPageController,
    HandOverAnswerController,
    CheckPageController,
    SubmitPageController,
    ReceiptController,
    OpenRevisionController,
    ComparePageController,
    NewerVersionPageController,
    ActionsPageController,
    // Before the page of one action, whose address would take this one for an id.
    WhatIfPageController,
    ActionPageController,
    AssessmentConcernsController,
    ConversationController,
    InboxController,
    PublishController,
    PublishedController,
    RecordPageController,
    ProblemsController,
    InformationController,
    SignInController,
    OrganisationController,
    SetUpController,
    AccountController,
    MailController,
    InvitationController,
    KeptFormController,
    ResetController,
    PeoplePagesController,
    InviteController,
    PersonPageController,
    SecondFactorController,
    SecondStepController,
    TrustImportPageController,
    PlanArchivesPageController,
    WorkListController,
    PortfolioImportPageController,
    RankingsPageController,
    RanksPageController,
    PlannerPageController,
    CohortPageController,
    SitePageController,
  ],
  providers: [
    PageRenderer,
    StartPages,
    MailSections,
    PublishPage,
    RolePage,
    SignInChoices,
    KeptAnswers,
    NoteReaders,
    SectionTasks,
    QuestionOffers,
    EvidenceFiles,
    DetailsPage,
    HandOverPages,
    HandOverTasks,
    NeedsYou,
    PortfolioFrame,
    SitePage,
    VendorPart,
  ],
})
export class WebModule {}

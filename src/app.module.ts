import { Module, type DynamicModule } from '@nestjs/common';
import { AccountsModule } from './accounts/accounts.module.js';
import { ApiKeyEntity } from './accounts/api-key.entity.js';
import { GrantEntity } from './accounts/grant.entity.js';
import { IdentityEntity } from './accounts/identity.entity.js';
import { KeptFormEntity } from './accounts/kept-form.entity.js';
import { PasswordEntity } from './accounts/password.entity.js';
import { PersonEntity } from './accounts/person.entity.js';
import { RecoveryCodeEntity, SecondFactorEntity } from './accounts/second-factor.entity.js';
import { SessionEntity } from './accounts/session.entity.js';
import { SignInTryEntity } from './accounts/sign-in-try.entity.js';
import { TicketEntity } from './accounts/ticket.entity.js';
import { ActionProgressEntity } from './actions/action-progress.entity.js';
import { ActionsModule } from './actions/actions.module.js';
import { AnswerEntity } from './assessments/answer.entity.js';
import { AssessmentEntity } from './assessments/assessment.entity.js';
import { AssessmentsModule } from './assessments/assessments.module.js';
import { EvidenceEntity } from './assessments/evidence.entity.js';
import { NoteEntity } from './assessments/note.entity.js';
import { RevisionEntity } from './assessments/revision.entity.js';
import { SectionEntity } from './assessments/section.entity.js';
import { SnapshotEntity } from './assessments/snapshot.entity.js';
import { StandingEntity } from './assessments/standing.entity.js';
import { ConcernEntity, ConcernMessageEntity } from './concerns/concern.entity.js';
import { ConcernsModule } from './concerns/concerns.module.js';
import { PublishedAnswerEntity } from './concerns/published-answer.entity.js';
import { DeploymentEntity } from './deployments/deployment.entity.js';
import { DeploymentsModule } from './deployments/deployments.module.js';
import { FileChunkEntity } from './files/file-chunk.entity.js';
import { FileContentEntity } from './files/file-content.entity.js';
import { FileEntity } from './files/file.entity.js';
import { FilesModule } from './files/files.module.js';
import { HandOverEntity } from './handovers/hand-over.entity.js';
import { HandOversModule } from './handovers/hand-overs.module.js';
import { SmtpTransport } from './integrations/mail/smtp-transport.js';
import { InstrumentsController } from './instruments/instruments.controller.js';
import { OdsModule } from './integrations/ods/ods.module.js';
import { OrganisationsModule } from './organisations/organisations.module.js';
import { NetworkEntity, NetworkTrustEntity } from './organisations/network.entity.js';
import { SiteEntity } from './organisations/site.entity.js';
import { TrustEntity } from './organisations/trust.entity.js';
import { VendorEntity, VendorToolEntity } from './organisations/vendor.entity.js';
import { PlanDocumentEntity } from './plans/plan-document.entity.js';
import { PlanEntity, PlanWithoutNotesEntity } from './plans/plan.entity.js';
import { PlansModule } from './plans/plans.module.js';
import { GainCurveEntity } from './portfolio/gain-curve.entity.js';
import { PortfolioEntryEntity } from './portfolio/portfolio-entry.entity.js';
import { PortfolioModule } from './portfolio/portfolio.module.js';
import { StandingPointEntity } from './portfolio/standing-point.entity.js';
import { RankingEntity } from './portfolio/ranking.entity.js';
import { SavedViewEntity } from './portfolio/saved-view.entity.js';
import { SupportTeamEntity } from './portfolio/support-team.entity.js';
import type { Clock } from './platform/clock/clock.js';
import type { Config } from './platform/config/config.js';
import { DatabaseModule } from './platform/database/database.module.js';
import { JobsModule } from './platform/jobs/jobs.module.js';
import { MailModule } from './platform/mail/mail.module.js';
import { PlatformModule } from './platform/platform.module.js';
import { RecordModule } from './record/record.module.js';
import { StatementsModule } from './statements/statements.module.js';
import { ProductVersionEntity, StatementEntity, StatementReplyEntity } from './statements/statement.entity.js';
import { SupportContactEntity } from './support/support-contact.entity.js';
import { SupportPromiseEntity } from './support/support-promise.entity.js';
import { SupportModule } from './support/support.module.js';
import { CatalogueModule } from './tools/catalogue.module.js';
import { ToolsController } from './tools/tools.controller.js';
import { WebModule } from './web/web.module.js';

const ENTITIES = [
  TrustEntity,
  SiteEntity,
  DeploymentEntity,
  AssessmentEntity,
  RevisionEntity,
  SectionEntity,
  NoteEntity,
  AnswerEntity,
  EvidenceEntity,
  SnapshotEntity,
  StandingEntity,
  PlanEntity,
  PlanDocumentEntity,
  PlanWithoutNotesEntity,
  ActionProgressEntity,
  FileContentEntity,
  FileChunkEntity,
  FileEntity,
  PersonEntity,
  PasswordEntity,
  SecondFactorEntity,
  RecoveryCodeEntity,
  IdentityEntity,
  SessionEntity,
  KeptFormEntity,
  TicketEntity,
  GrantEntity,
  ApiKeyEntity,
  SignInTryEntity,
  VendorEntity,
  VendorToolEntity,
  NetworkEntity,
  NetworkTrustEntity,
  ProductVersionEntity,
  StatementEntity,
  StatementReplyEntity,
  HandOverEntity,
  ConcernEntity,
  ConcernMessageEntity,
  PublishedAnswerEntity,
  PortfolioEntryEntity,
  GainCurveEntity,
  StandingPointEntity,
  SavedViewEntity,
  RankingEntity,
  SupportTeamEntity,
  SupportContactEntity,
  SupportPromiseEntity,
];

/** Names every module; nobody else does. */
@Module({})
export class AppModule {
  /** @param clock default: the machine's */
  static forRoot(config: Config, clock?: Clock): DynamicModule {
    return {
      module: AppModule,
      imports: [
        PlatformModule.forRoot(config, clock),
        DatabaseModule.forRoot(config, ENTITIES),
        JobsModule,
        MailModule.forRoot(config.mail === undefined ? undefined : new SmtpTransport(config.mail)),
        CatalogueModule,
        OdsModule,
        OrganisationsModule,
        AccountsModule,
        DeploymentsModule,
        FilesModule,
        AssessmentsModule,
        StatementsModule,
        HandOversModule,
        PlansModule,
        ActionsModule,
        ConcernsModule,
        SupportModule,
        PortfolioModule,
        RecordModule,
        WebModule,
      ],
      controllers: [ToolsController, InstrumentsController],
    };
  }
}

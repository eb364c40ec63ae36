import { Module, type DynamicModule } from '@nestjs/common';
import { AnswerEntity } from './assessments/answer.entity.js';
import { AssessmentEntity } from './assessments/assessment.entity.js';
import { AssessmentsModule } from './assessments/assessments.module.js';
import { EvidenceEntity } from './assessments/evidence.entity.js';
import { NoteEntity } from './assessments/note.entity.js';
import { RevisionEntity } from './assessments/revision.entity.js';
import { SectionEntity } from './assessments/section.entity.js';
import { SnapshotEntity } from './assessments/snapshot.entity.js';
import { StandingEntity } from './assessments/standing.entity.js';
import { DeploymentEntity } from './deployments/deployment.entity.js';
import { DeploymentsModule } from './deployments/deployments.module.js';
import { FileChunkEntity } from './files/file-chunk.entity.js';
import { FileContentEntity } from './files/file-content.entity.js';
import { FileEntity } from './files/file.entity.js';
import { FilesModule } from './files/files.module.js';
import { InstrumentsController } from './instruments/instruments.controller.js';
import { OrganisationsModule } from './organisations/organisations.module.js';
import { SiteEntity } from './organisations/site.entity.js';
import { TrustEntity } from './organisations/trust.entity.js';
import { PlanDocumentEntity } from './plans/plan-document.entity.js';
import { PlanEntity } from './plans/plan.entity.js';
import { PlansModule } from './plans/plans.module.js';
import type { Clock } from './platform/clock/clock.js';
import type { Config } from './platform/config/config.js';
import { DatabaseModule } from './platform/database/database.module.js';
import { JobsModule } from './platform/jobs/jobs.module.js';
import { PlatformModule } from './platform/platform.module.js';
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
  FileContentEntity,
  FileChunkEntity,
  FileEntity,
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
        CatalogueModule,
        OrganisationsModule,
        DeploymentsModule,
        FilesModule,
        AssessmentsModule,
        PlansModule,
        WebModule,
      ],
      controllers: [ToolsController, InstrumentsController],
    };
  }
}

import { Module } from '@nestjs/common';
import { DeploymentsModule } from '../deployments/deployments.module.js';
import { FilesModule } from '../files/files.module.js';
import { AssessmentFilesController } from './assessment-files.controller.js';
import { AssessmentFilesService } from './assessment-files.service.js';
import { AssessmentPlaces } from './assessment-places.js';
import { AssessmentsController } from './assessments.controller.js';
import { AssessmentsService } from './assessments.service.js';
import { EvidenceSources } from './evidence-sources.service.js';
import { EvidenceController } from './evidence.controller.js';
import { EvidenceService } from './evidence.service.js';
import { FilePlaces } from './file-places.js';
import { ProgressService } from './progress.service.js';
import { StartingService } from './starting.service.js';
import { OpenedRevisions } from './opened-revisions.js';
import { SectionsService } from './sections.service.js';
import { SharingService } from './sharing.service.js';
import { SnapshotsController } from './snapshots.controller.js';
import { SnapshotsService } from './snapshots.service.js';
import { StoredStandings } from './stored-standings.service.js';
import { StandingsService } from './standings.service.js';

@Module({
  imports: [DeploymentsModule, FilesModule],
  controllers: [AssessmentsController, AssessmentFilesController, EvidenceController, SnapshotsController],
  providers: [
    AssessmentPlaces,
    FilePlaces,
    AssessmentsService,
    AssessmentFilesService,
    EvidenceService,
    EvidenceSources,
    OpenedRevisions,
    ProgressService,
    SectionsService,
    SharingService,
    StartingService,
    SnapshotsService,
    StandingsService,
    StoredStandings,
  ],
  exports: [
    AssessmentsService,
    EvidenceService,
    SectionsService,
    SharingService,
    EvidenceSources,
    OpenedRevisions,
    ProgressService,
    StartingService,
    SnapshotsService,
    StandingsService,
    StoredStandings,
  ],
})
export class AssessmentsModule {}

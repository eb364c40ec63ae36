import { Module } from '@nestjs/common';
import { DeploymentsModule } from '../deployments/deployments.module.js';
import { FilesModule } from '../files/files.module.js';
import { AssessmentFilesController } from './assessment-files.controller.js';
import { AssessmentFilesService } from './assessment-files.service.js';
import { AssessmentNames } from './assessment-names.js';
import { AssessmentPlaces } from './assessment-places.js';
import { AssessmentsController } from './assessments.controller.js';
import { AssessmentsService } from './assessments.service.js';
import { EvidenceSources } from './evidence-sources.service.js';
import { EvidenceController } from './evidence.controller.js';
import { EvidenceService } from './evidence.service.js';
import { FilePlaces } from './file-places.js';
import { OfferedAnswersController } from './offered-answers.controller.js';
import { OfferedAnswersService } from './offered-answers.service.js';
import { LapsingEvidence } from './lapsing-evidence.service.js';
import { ProgressService } from './progress.service.js';
import { StartingService } from './starting.service.js';
import { OpenedRevisions } from './opened-revisions.js';
import { QuestionsService } from './questions.service.js';
import { SavedSections } from './saved-sections.js';
import { NewerVersionService } from './newer-version.service.js';
import { ReviewService } from './review.service.js';
import { SectionsService } from './sections.service.js';
import { SeveralSectionsService } from './several-sections.service.js';
import { SharingService } from './sharing.service.js';
import { SnapshotsController } from './snapshots.controller.js';
import { SnapshotsService } from './snapshots.service.js';
import { StoredStandings } from './stored-standings.service.js';
import { StandingsService } from './standings.service.js';

@Module({
  imports: [DeploymentsModule, FilesModule],
  controllers: [
    AssessmentsController,
    AssessmentFilesController,
    EvidenceController,
    OfferedAnswersController,
    SnapshotsController,
  ],
  providers: [
    AssessmentNames,
    AssessmentPlaces,
    FilePlaces,
    AssessmentsService,
    AssessmentFilesService,
    EvidenceService,
    EvidenceSources,
    OfferedAnswersService,
    LapsingEvidence,
    OpenedRevisions,
    QuestionsService,
    SavedSections,
    NewerVersionService,
    ReviewService,
    ProgressService,
    SectionsService,
    SeveralSectionsService,
    SharingService,
    StartingService,
    SnapshotsService,
    StandingsService,
    StoredStandings,
  ],
  exports: [
    AssessmentNames,
    AssessmentsService,
    AssessmentFilesService,
    OfferedAnswersService,
    QuestionsService,
    EvidenceService,
    SectionsService,
    SeveralSectionsService,
    SharingService,
    EvidenceSources,
    NewerVersionService,
    OpenedRevisions,
    SavedSections,
    ReviewService,
    ProgressService,
    StartingService,
    SnapshotsService,
    StandingsService,
    StoredStandings,
  ],
})
export class AssessmentsModule {}

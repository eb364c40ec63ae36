import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { AssessmentsModule } from '../assessments/assessments.module.js';
import { ConcernsModule } from '../concerns/concerns.module.js';
import { DeploymentsModule } from '../deployments/deployments.module.js';
import { OrganisationsModule } from '../organisations/organisations.module.js';
import { PlansModule } from '../plans/plans.module.js';
import { PlannerController } from './planner.controller.js';
import { PlannerService } from './planner.service.js';
import { CohortController } from './cohort.controller.js';
import { CohortReportController } from './cohort-report.controller.js';
import { CohortReports } from './cohort-report.service.js';
import { CohortService } from './cohort.service.js';
import { KeptSites } from './kept-sites.service.js';
import { SupportModule } from '../support/support.module.js';
import { PlanArchivesController } from './plan-archives.controller.js';
import { OwnRankings } from './own-rankings.service.js';
import { PlanArchives } from './plan-archives.service.js';
import { PortfolioController } from './portfolio.controller.js';
import { PortfolioService } from './portfolio.service.js';
import { PortfolioExport } from './portfolio-export.service.js';
import { PortfolioImportController } from './portfolio-import.controller.js';
import { PortfolioImport } from './portfolio-import.service.js';
import { PortfolioPriorities } from './portfolio-priorities.service.js';
import { RankRuns } from './rank-runs.service.js';
import { RankingsController } from './rankings.controller.js';
import { Rankings } from './rankings.service.js';
import { RanksService } from './ranks.service.js';
import { PortfolioRefresh } from './portfolio-refresh.service.js';
import { SavedViewsController } from './saved-views.controller.js';
import { SavedViews } from './saved-views.service.js';
import { SiteHistoryService } from './site-history.service.js';
import { StaleEntries } from './stale-entries.js';
import { SupportWeek } from './support-week.service.js';
import { SupportWeekMails } from './support-week-mails.js';
import { StandingPoints } from './standing-points.service.js';
import { SupportTeams } from './support-teams.service.js';

@Module({
  imports: [
    ...[AccountsModule, AssessmentsModule, ConcernsModule, DeploymentsModule, OrganisationsModule],
    ...[PlansModule, SupportModule],
  ],
  controllers: [
    CohortController,
    PlannerController,
    PortfolioController,
    PortfolioImportController,
    SavedViewsController,
    CohortReportController,
    PlanArchivesController,
    RankingsController,
  ],
  providers: [
    CohortReports,
    CohortService,
    KeptSites,
    OwnRankings,
    PlanArchives,
    PlannerService,
    PortfolioExport,
    PortfolioImport,
    PortfolioPriorities,
    PortfolioRefresh,
    PortfolioService,
    RankRuns,
    Rankings,
    RanksService,
    SavedViews,
    SiteHistoryService,
    StaleEntries,
    StandingPoints,
    SupportTeams,
    SupportWeek,
    SupportWeekMails,
  ],
  exports: [
    CohortService,
    OwnRankings,
    PlanArchives,
    PlannerService,
    PortfolioImport,
    PortfolioRefresh,
    PortfolioService,
    Rankings,
    RanksService,
    SavedViews,
    SiteHistoryService,
    SupportTeams,
  ],
})
export class PortfolioModule {}

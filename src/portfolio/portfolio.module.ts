import { Module } from '@nestjs/common';
import { AssessmentsModule } from '../assessments/assessments.module.js';
import { ConcernsModule } from '../concerns/concerns.module.js';
import { DeploymentsModule } from '../deployments/deployments.module.js';
import { OrganisationsModule } from '../organisations/organisations.module.js';
import { PlansModule } from '../plans/plans.module.js';
import { SupportModule } from '../support/support.module.js';
import { PortfolioController } from './portfolio.controller.js';
import { PortfolioService } from './portfolio.service.js';
import { PortfolioPriorities } from './portfolio-priorities.service.js';
import { PortfolioRefresh } from './portfolio-refresh.service.js';
import { SiteHistoryService } from './site-history.service.js';
import { StaleEntries } from './stale-entries.js';
import { SupportWeek } from './support-week.service.js';
import { SupportWeekMails } from './support-week-mails.js';
import { StandingPoints } from './standing-points.service.js';

@Module({
  imports: [AssessmentsModule, ConcernsModule, DeploymentsModule, OrganisationsModule, PlansModule, SupportModule],
  controllers: [PortfolioController],
  providers: [
    PortfolioPriorities,
    PortfolioRefresh,
    PortfolioService,
    SiteHistoryService,
    StaleEntries,
    StandingPoints,
    SupportWeek,
    SupportWeekMails,
  ],
  exports: [PortfolioRefresh, PortfolioService, SiteHistoryService],
})
export class PortfolioModule {}

import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { AssessmentsModule } from '../assessments/assessments.module.js';
import { DeploymentsModule } from '../deployments/deployments.module.js';
import { ConcernMails } from './concern-mails.js';
import { ConcernNews } from './concern-news.js';
import { ConcernPlaces } from './concern-places.js';
import { ConcernTexts } from './concern-texts.js';
import { ConcernViews } from './concern-views.js';
import { ConcernsController } from './concerns.controller.js';
import { ConcernsService } from './concerns.service.js';
import { PublishedAnswersController } from './published-answers.controller.js';
import { PublishedAnswersService } from './published-answers.service.js';
import { Telltales } from './telltales.service.js';
import { Topics } from './topics.js';

@Module({
  imports: [AccountsModule, DeploymentsModule, AssessmentsModule],
  controllers: [ConcernsController, PublishedAnswersController],
  providers: [
    ...[ConcernMails, ConcernNews, ConcernPlaces, ConcernTexts, ConcernViews, ConcernsService],
    ...[PublishedAnswersService, Telltales, Topics],
  ],
  exports: [ConcernNews, ConcernsService, PublishedAnswersService, Topics],
})
export class ConcernsModule {}

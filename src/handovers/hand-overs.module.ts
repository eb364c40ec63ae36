import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { AssessmentsModule } from '../assessments/assessments.module.js';
import { DeploymentsModule } from '../deployments/deployments.module.js';
import { HandOverAnswers } from './hand-over-answers.service.js';
import { HandedThings } from './handed-things.service.js';
import { HandOverMails } from './hand-over-mails.js';
import { HandOverNews } from './hand-over-news.js';
import { HandOverPlaces } from './hand-over-places.js';
import { HandOverViews } from './hand-over-views.service.js';
import { HandOversController } from './hand-overs.controller.js';
import { HandOversService } from './hand-overs.service.js';

@Module({
  imports: [AccountsModule, AssessmentsModule, DeploymentsModule],
  controllers: [HandOversController],
  providers: [
    HandedThings,
    HandOverAnswers,
    HandOverMails,
    HandOverNews,
    HandOverPlaces,
    HandOverViews,
    HandOversService,
  ],
  exports: [HandedThings, HandOverAnswers, HandOverNews, HandOversService],
})
export class HandOversModule {}

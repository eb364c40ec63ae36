import { Module } from '@nestjs/common';
import { AssessmentsModule } from '../assessments/assessments.module.js';
import { DeploymentsModule } from '../deployments/deployments.module.js';
import { ProductVersionsService } from './product-versions.service.js';
import { ReopenedAnswers } from './reopened-answers.js';
import { RepliesService } from './replies.service.js';
import { StatementAnswers } from './statement-answers.js';
import { StatementPlaces } from './statement-places.js';
import { StatementsController } from './statements.controller.js';
import { StatementsService } from './statements.service.js';

@Module({
  imports: [DeploymentsModule, AssessmentsModule],
  controllers: [StatementsController],
  providers: [
    ProductVersionsService,
    ReopenedAnswers,
    RepliesService,
    StatementAnswers,
    StatementPlaces,
    StatementsService,
  ],
  exports: [RepliesService],
})
export class StatementsModule {}

import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { ConcernsModule } from '../concerns/concerns.module.js';
import { DeploymentsModule } from '../deployments/deployments.module.js';
import { ContactsService } from './contacts.service.js';
import { PromisesService } from './promises.service.js';
import { SupportFiguresService } from './support-figures.service.js';
import { SupportPlaces } from './support-places.js';
import { SupportPlaceService } from './support-place.service.js';
import { SupportTexts } from './support-texts.js';
import { SupportController } from './support.controller.js';

@Module({
  imports: [AccountsModule, ConcernsModule, DeploymentsModule],
  controllers: [SupportController],
  providers: [
    ...[ContactsService, PromisesService, SupportFiguresService],
    ...[SupportPlaces, SupportPlaceService, SupportTexts],
  ],
  exports: [ContactsService, PromisesService, SupportFiguresService],
})
export class SupportModule {}

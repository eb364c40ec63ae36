import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { DeploymentsModule } from '../deployments/deployments.module.js';
import { OrganisationsModule } from '../organisations/organisations.module.js';
import { RecordView } from './record-view.js';
import { RecordController } from './record.controller.js';
import { RecordService } from './record.service.js';

@Module({
  imports: [AccountsModule, OrganisationsModule, DeploymentsModule],
  controllers: [RecordController],
  providers: [RecordService, RecordView],
  exports: [RecordView],
})
export class RecordModule {}

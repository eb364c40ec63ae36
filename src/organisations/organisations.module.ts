import { Module } from '@nestjs/common';
import { SitesController } from './sites.controller.js';
import { SitesService } from './sites.service.js';
import { TrustsController } from './trusts.controller.js';
import { TrustsService } from './trusts.service.js';

@Module({
  controllers: [TrustsController, SitesController],
  providers: [TrustsService, SitesService],
  exports: [TrustsService, SitesService],
})
export class OrganisationsModule {}

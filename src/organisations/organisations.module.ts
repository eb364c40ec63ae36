import { Module } from '@nestjs/common';
import { SitesController } from './sites.controller.js';
import { SitesService } from './sites.service.js';
import { OrganisationPlaces } from './organisation-places.js';
import { TenantsService } from './tenants.service.js';
import { TrustsController } from './trusts.controller.js';
import { TrustsService } from './trusts.service.js';

@Module({
  controllers: [TrustsController, SitesController],
  providers: [OrganisationPlaces, TenantsService, TrustsService, SitesService],
  exports: [TenantsService, TrustsService, SitesService],
})
export class OrganisationsModule {}

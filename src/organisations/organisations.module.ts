import { Module } from '@nestjs/common';
import { AudienceService } from './audience.service.js';
import { MergersService } from './mergers.service.js';
import { NetworksController } from './networks.controller.js';
import { NetworksService } from './networks.service.js';
import { SitesController } from './sites.controller.js';
import { SitesService } from './sites.service.js';
import { OrganisationPlaces } from './organisation-places.js';
import { TenantsService } from './tenants.service.js';
import { TrustImportsController } from './trust-imports.controller.js';
import { TrustImportsService } from './trust-imports.service.js';
import { TrustUses } from './trust-uses.js';
import { TrustsController } from './trusts.controller.js';
import { TrustsService } from './trusts.service.js';
import { VendorsController } from './vendors.controller.js';
import { VendorsService } from './vendors.service.js';

@Module({
  controllers: [TrustImportsController, TrustsController, SitesController, VendorsController, NetworksController],
  providers: [
    AudienceService,
    OrganisationPlaces,
    TenantsService,
    TrustsService,
    SitesService,
    MergersService,
    VendorsService,
    NetworksService,
    TrustUses,
    TrustImportsService,
  ],
  exports: [
    AudienceService,
    TenantsService,
    TrustsService,
    SitesService,
    VendorsService,
    NetworksService,
    TrustUses,
    TrustImportsService,
  ],
})
export class OrganisationsModule {}

import { Module } from '@nestjs/common';
import { OrganisationsModule } from '../organisations/organisations.module.js';
import { DeploymentPlaces } from './deployment-places.js';
import { DeploymentUses } from './deployment-uses.js';
import { DeploymentsController } from './deployments.controller.js';
import { DeploymentsService } from './deployments.service.js';
import { VendorOwners } from './vendor-owners.service.js';

@Module({
  imports: [OrganisationsModule],
  controllers: [DeploymentsController],
  providers: [DeploymentPlaces, DeploymentUses, DeploymentsService, VendorOwners],
  exports: [DeploymentsService, VendorOwners],
})
export class DeploymentsModule {}

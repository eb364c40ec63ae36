import { Body, Controller, Get, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../platform/actor/actor.js';
import { CurrentActor } from '../platform/actor/current-actor.js';
import { EventPage } from '../platform/database/event.dto.js';
import { ResourceIdPipe } from '../platform/http/fields.js';
import { PageQuery } from '../platform/http/page.dto.js';
import { IfMatch, versionNumber } from '../platform/http/versions.js';
import { Operation } from '../platform/openapi/operation.js';
import {
  CreateDeployment,
  DeploymentPage,
  DeploymentQuery,
  DeploymentView,
  SetVendorAccess,
  SetVendorOwner,
  UpdateDeployment,
} from './deployments.dto.js';
import { DeploymentsService } from './deployments.service.js';
import { VendorOwners } from './vendor-owners.service.js';

@ApiTags('Deployments')
@Controller('api/v1/deployments')
export class DeploymentsController {
  constructor(
    private readonly deployments: DeploymentsService,
    private readonly owners: VendorOwners,
  ) {}

  @Get()
  @Operation({
    id: 'listDeployments',
    access: 'deployments.read',
    summary: 'List deployments',
    reply: DeploymentPage,
    problems: ['invalid-cursor'],
  })
  list(@CurrentActor() actor: Actor, @Query() query: DeploymentQuery): Promise<DeploymentPage> {
    return this.deployments.list(actor, query);
  }

  @Post()
  @Operation({
    id: 'createDeployment',
    access: 'deployments.start',
    summary: 'Start the deployment of a tool at a site',
    reply: DeploymentView,
    createdAt: '/api/v1/deployments/{id}',
    versioned: true,
    problems: ['conflict', 'invalid-answers'],
  })
  create(@CurrentActor() actor: Actor, @Body() body: CreateDeployment): Promise<DeploymentView> {
    return this.deployments.create(actor, body);
  }

  @Get(':deploymentId')
  @Operation({
    id: 'getDeployment',
    access: 'deployments.read',
    summary: 'Get a deployment',
    reply: DeploymentView,
    versioned: true,
  })
  get(
    @CurrentActor() actor: Actor,
    @Param('deploymentId', ResourceIdPipe) deploymentId: string,
  ): Promise<DeploymentView> {
    return this.deployments.get(actor, deploymentId);
  }

  @Get(':deploymentId/history')
  @Operation({
    id: 'getDeploymentHistory',
    access: 'history.read',
    summary: 'What was done with a deployment and its assessments, newest first',
    reply: EventPage,
    problems: ['invalid-cursor'],
  })
  history(
    @CurrentActor() actor: Actor,
    @Param('deploymentId', ResourceIdPipe) deploymentId: string,
    @Query() query: PageQuery,
  ): Promise<EventPage> {
    return this.deployments.history(actor, deploymentId, query);
  }

  @Put(':deploymentId/vendor-access')
  @Operation({
    id: 'setVendorAccess',
    access: 'deployments.share',
    summary: "Invite the tool's vendor to a deployment, or end that",
    description:
      'A vendor that takes part sees what was submitted and what the trust shares of the open revision. One that does not ' +
      'finds nothing of the deployment.',
    reply: DeploymentView,
    changes: true,
  })
  setVendorAccess(
    @CurrentActor() actor: Actor,
    @Param('deploymentId', ResourceIdPipe) deploymentId: string,
    @IfMatch() version: string,
    @Body() { vendorAccess }: SetVendorAccess,
  ): Promise<DeploymentView> {
    return this.deployments.setVendorAccess(actor, deploymentId, vendorAccess, versionNumber(version));
  }

  @Put(':deploymentId/vendor-owner')
  @Operation({
    id: 'setVendorOwner',
    access: 'portfolio.work',
    summary: 'Say who of the vendor looks after a deployment',
    reply: DeploymentView,
    changes: true,
  })
  setVendorOwner(
    @CurrentActor() actor: Actor,
    @Param('deploymentId', ResourceIdPipe) deploymentId: string,
    @IfMatch() version: string,
    @Body() { vendorOwner }: SetVendorOwner,
  ): Promise<DeploymentView> {
    return this.owners.set(actor, deploymentId, vendorOwner, versionNumber(version));
  }

  @Patch(':deploymentId')
  @Operation({
    id: 'updateDeployment',
    access: 'deployments.change',
    summary: 'Change what is known about a deployment',
    reply: DeploymentView,
    changes: true,
    problems: ['invalid-answers'],
  })
  update(
    @CurrentActor() actor: Actor,
    @Param('deploymentId', ResourceIdPipe) deploymentId: string,
    @IfMatch() version: string,
    @Body() body: UpdateDeployment,
  ): Promise<DeploymentView> {
    return this.deployments.update(actor, deploymentId, body, versionNumber(version));
  }
}

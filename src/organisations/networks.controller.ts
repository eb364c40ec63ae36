import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../platform/actor/actor.js';
import { CurrentActor } from '../platform/actor/current-actor.js';
import { ResourceIdPipe } from '../platform/http/fields.js';
import { PageQuery } from '../platform/http/page.dto.js';
import { IfMatch, versionNumber } from '../platform/http/versions.js';
import { Operation } from '../platform/openapi/operation.js';
import { CreateNetwork, NetworkPage, NetworkView, UpdateNetwork } from './networks.dto.js';
import { NetworksService } from './networks.service.js';

@ApiTags('Vendors and networks')
@Controller('api/v1/networks')
export class NetworksController {
  constructor(private readonly networks: NetworksService) {}

  @Get()
  @Operation({
    id: 'listNetworks',
    access: 'organisations.read',
    summary: 'List networks with their trusts',
    reply: NetworkPage,
    problems: ['invalid-cursor'],
  })
  list(@CurrentActor() actor: Actor, @Query() query: PageQuery): Promise<NetworkPage> {
    return this.networks.list(actor, query);
  }

  @Post()
  @Operation({
    id: 'createNetwork',
    access: 'organisations.change',
    summary: 'Add a network',
    reply: NetworkView,
    createdAt: '/api/v1/networks/{id}',
    versioned: true,
    problems: ['conflict'],
  })
  create(@CurrentActor() actor: Actor, @Body() body: CreateNetwork): Promise<NetworkView> {
    return this.networks.create(actor, body);
  }

  @Get(':networkId')
  @Operation({
    id: 'getNetwork',
    access: 'organisations.read',
    summary: 'Get a network',
    reply: NetworkView,
    versioned: true,
  })
  get(@CurrentActor() actor: Actor, @Param('networkId', ResourceIdPipe) networkId: string): Promise<NetworkView> {
    return this.networks.get(actor, networkId);
  }

  @Patch(':networkId')
  @Operation({
    id: 'updateNetwork',
    access: 'organisations.change',
    summary: 'Change a network',
    reply: NetworkView,
    changes: true,
    problems: ['conflict'],
  })
  update(
    @CurrentActor() actor: Actor,
    @Param('networkId', ResourceIdPipe) networkId: string,
    @IfMatch() version: string,
    @Body() body: UpdateNetwork,
  ): Promise<NetworkView> {
    return this.networks.update(actor, networkId, body, versionNumber(version));
  }
}

import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../platform/actor/actor.js';
import { CurrentActor } from '../platform/actor/current-actor.js';
import { ResourceIdPipe } from '../platform/http/fields.js';
import { PageQuery } from '../platform/http/page.dto.js';
import { IfMatch, versionNumber } from '../platform/http/versions.js';
import { Operation } from '../platform/openapi/operation.js';
import {
  CreateSite,
  CreateTrust,
  MergeTrust,
  SitePage,
  SiteView,
  TrustPage,
  TrustQuery,
  TrustView,
  UpdateTrust,
} from './organisations.dto.js';
import { MergersService } from './mergers.service.js';
import { SitesService } from './sites.service.js';
import { TrustsService } from './trusts.service.js';

@ApiTags('Trusts and sites')
@Controller('api/v1/trusts')
export class TrustsController {
  constructor(
    private readonly trusts: TrustsService,
    private readonly sites: SitesService,
    private readonly mergers: MergersService,
  ) {}

  @Get()
  @Operation({
    id: 'listTrusts',
    access: 'directory.read',
    summary: 'List trusts',
    reply: TrustPage,
    problems: ['invalid-cursor'],
  })
  list(@CurrentActor() actor: Actor, @Query() query: TrustQuery): Promise<TrustPage> {
    return this.trusts.list(actor, query);
  }

  @Post()
  @Operation({
    id: 'createTrust',
    access: 'trusts.add',
    summary: 'Add a trust',
    reply: TrustView,
    createdAt: '/api/v1/trusts/{id}',
    versioned: true,
    problems: ['conflict'],
  })
  create(@CurrentActor() actor: Actor, @Body() body: CreateTrust): Promise<TrustView> {
    return this.trusts.create(actor, body);
  }

  @Get(':trustId')
  @Operation({ id: 'getTrust', access: 'directory.read', summary: 'Get a trust', reply: TrustView, versioned: true })
  get(@CurrentActor() actor: Actor, @Param('trustId', ResourceIdPipe) trustId: string): Promise<TrustView> {
    return this.trusts.get(actor, trustId);
  }

  @Patch(':trustId')
  @Operation({ id: 'updateTrust', access: 'trusts.change', summary: 'Change a trust', reply: TrustView, changes: true })
  update(
    @CurrentActor() actor: Actor,
    @Param('trustId', ResourceIdPipe) trustId: string,
    @IfMatch() version: string,
    @Body() body: UpdateTrust,
  ): Promise<TrustView> {
    return this.trusts.update(actor, trustId, body, versionNumber(version));
  }

  @Post(':trustId/merge')
  @Operation({
    id: 'mergeTrust',
    access: 'trusts.merge',
    summary: 'Record that a trust became part of another one',
    description:
      'Nothing is moved: what was done stays with the trust that did it, and people of the successor reach it from then on.',
    reply: TrustView,
    changes: true,
    problems: ['conflict'],
  })
  merge(
    @CurrentActor() actor: Actor,
    @Param('trustId', ResourceIdPipe) trustId: string,
    @IfMatch() version: string,
    @Body() body: MergeTrust,
  ): Promise<TrustView> {
    return this.mergers.merge(actor, trustId, body, versionNumber(version));
  }

  @Get(':trustId/sites')
  @Operation({
    id: 'listSites',
    access: 'directory.read',
    summary: 'List the sites of a trust',
    reply: SitePage,
    problems: ['invalid-cursor'],
  })
  listSites(
    @CurrentActor() actor: Actor,
    @Param('trustId', ResourceIdPipe) trustId: string,
    @Query() query: PageQuery,
  ): Promise<SitePage> {
    return this.sites.list(actor, trustId, query);
  }

  @Post(':trustId/sites')
  @Operation({
    id: 'createSite',
    access: 'sites.add',
    summary: 'Add a site to a trust',
    reply: SiteView,
    createdAt: '/api/v1/sites/{id}',
    versioned: true,
    problems: ['conflict'],
  })
  createSite(
    @CurrentActor() actor: Actor,
    @Param('trustId', ResourceIdPipe) trustId: string,
    @Body() body: CreateSite,
  ): Promise<SiteView> {
    return this.sites.create(actor, trustId, body);
  }
}

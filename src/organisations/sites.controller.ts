import { Body, Controller, Get, Param, Patch, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../platform/actor/actor.js';
import { CurrentActor } from '../platform/actor/current-actor.js';
import { ResourceIdPipe } from '../platform/http/fields.js';
import { IfMatch, versionNumber } from '../platform/http/versions.js';
import { Operation } from '../platform/openapi/operation.js';
import { SitePage, SiteQuery, SiteView, UpdateSite } from './organisations.dto.js';
import { SitesService } from './sites.service.js';

@ApiTags('Trusts and sites')
@Controller('api/v1/sites')
export class SitesController {
  constructor(private readonly sites: SitesService) {}

  @Get()
  @Operation({
    id: 'listAllSites',
    access: 'directory.read',
    summary: 'Find sites by name, ODS code or postcode',
    reply: SitePage,
    problems: ['invalid-cursor'],
  })
  listAll(@CurrentActor() actor: Actor, @Query() query: SiteQuery): Promise<SitePage> {
    return this.sites.listAll(actor, query);
  }

  @Get(':siteId')
  @Operation({ id: 'getSite', access: 'directory.read', summary: 'Get a site', reply: SiteView, versioned: true })
  get(@CurrentActor() actor: Actor, @Param('siteId', ResourceIdPipe) siteId: string): Promise<SiteView> {
    return this.sites.get(actor, siteId);
  }

  @Patch(':siteId')
  @Operation({
    id: 'updateSite',
    access: 'sites.change',
    summary: 'Change a site',
    reply: SiteView,
    changes: true,
    problems: ['conflict'],
  })
  update(
    @CurrentActor() actor: Actor,
    @Param('siteId', ResourceIdPipe) siteId: string,
    @IfMatch() version: string,
    @Body() body: UpdateSite,
  ): Promise<SiteView> {
    return this.sites.update(actor, siteId, body, versionNumber(version));
  }
}

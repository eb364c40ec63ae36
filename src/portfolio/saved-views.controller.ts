import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../platform/actor/actor.js';
import { CurrentActor } from '../platform/actor/current-actor.js';
import { ResourceIdPipe } from '../platform/http/fields.js';
import { PageQuery } from '../platform/http/page.dto.js';
import { IfMatch, versionNumber } from '../platform/http/versions.js';
import { Operation } from '../platform/openapi/operation.js';
import { SavedView, SavedViewPage, SaveView } from './saved-views.dto.js';
import { SavedViews } from './saved-views.service.js';

@ApiTags('Portfolio')
@Controller('api/v1/portfolio/views')
export class SavedViewsController {
  constructor(private readonly views: SavedViews) {}

  @Get()
  @Operation({
    id: 'listPortfolioViews',
    access: 'portfolio.read',
    summary: 'List your own saved views of the work list by name',
    reply: SavedViewPage,
    problems: ['invalid-cursor'],
  })
  list(@CurrentActor() actor: Actor, @Query() page: PageQuery): Promise<SavedViewPage> {
    return this.views.list(actor, page);
  }

  @Post()
  @Operation({
    id: 'savePortfolioView',
    access: 'portfolio.work',
    summary: 'Save what the work list is narrowed by under a name',
    description:
      'For yourself alone. At most 50, each name once, whether in capitals or not. A view does not change: delete it and ' +
      'save it anew.',
    reply: SavedView,
    createdAt: '/api/v1/portfolio/views/{id}',
    versioned: true,
    problems: ['conflict'],
  })
  save(@CurrentActor() actor: Actor, @Body() body: SaveView): Promise<SavedView> {
    return this.views.save(actor, body);
  }

  @Get(':viewId')
  @Operation({
    id: 'getPortfolioView',
    access: 'portfolio.read',
    summary: 'Get a saved view of your own',
    reply: SavedView,
    versioned: true,
  })
  get(@CurrentActor() actor: Actor, @Param('viewId', ResourceIdPipe) viewId: string): Promise<SavedView> {
    return this.views.get(actor, viewId);
  }

  @Delete(':viewId')
  @Operation({
    id: 'deletePortfolioView',
    access: 'portfolio.work',
    summary: 'Delete a saved view of your own',
    changes: true,
  })
  delete(
    @CurrentActor() actor: Actor,
    @Param('viewId', ResourceIdPipe) viewId: string,
    @IfMatch() version: string,
  ): Promise<void> {
    return this.views.delete(actor, viewId, versionNumber(version));
  }
}

import { Body, Controller, Get, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../platform/actor/actor.js';
import { CurrentActor } from '../platform/actor/current-actor.js';
import { IfMatch, versionNumber } from '../platform/http/versions.js';
import { Operation } from '../platform/openapi/operation.js';
import { AllocationQuery, AllocationReport, SaveSettings, SettingsQuery, SettingsView } from './planner.dto.js';
import { PlannerService } from './planner.service.js';
import { SupportTeams } from './support-teams.service.js';

@ApiTags('Portfolio')
@Controller('api/v1/portfolio')
export class PlannerController {
  constructor(
    private readonly planner: PlannerService,
    private readonly teams: SupportTeams,
  ) {}

  @Get('allocation')
  @Operation({
    id: 'getAllocation',
    access: 'portfolio.read',
    summary: "Share a support team's weekly hours out over its sites, and say what they buy",
    description:
      'Who gets what, and why, so that equity × benefit × weeks gained is as large as can be over the sites that the ' +
      'filters let through, with a floor for the third with the least capacity; and how many sites are live by month. ' +
      'Read from forecasts that were made beforehand.',
    reply: AllocationReport,
  })
  allocation(@CurrentActor() actor: Actor, @Query() query: AllocationQuery): Promise<AllocationReport> {
    return this.planner.allocation(actor, query);
  }

  @Get('settings')
  @Operation({
    id: 'getSupportTeam',
    access: 'portfolio.read',
    summary: 'Get what the support team of a vendor plans with',
    reply: SettingsView,
    versioned: true,
    problems: ['not-found'],
  })
  settings(@CurrentActor() actor: Actor, @Query() { vendorId }: SettingsQuery): Promise<SettingsView> {
    return this.teams.get(actor, vendorId);
  }

  @Put('settings')
  @Operation({
    id: 'saveSupportTeam',
    access: 'portfolio.plan',
    summary: 'Say what the support team of a vendor plans with',
    description: 'All of it, each time. It is what the planner starts from for everybody in the team.',
    reply: SettingsView,
    changes: true,
    problems: ['not-found'],
  })
  save(
    @CurrentActor() actor: Actor,
    @Query() { vendorId }: SettingsQuery,
    @IfMatch() version: string,
    @Body() body: SaveSettings,
  ): Promise<SettingsView> {
    return this.teams.save(actor, vendorId, body, versionNumber(version));
  }
}

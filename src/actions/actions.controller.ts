import { Body, Controller, Get, Inject, Param, Put, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { Actor } from '../platform/actor/actor.js';
import { CurrentActor } from '../platform/actor/current-actor.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { ResourceIdPipe } from '../platform/http/fields.js';
import { publicAddress } from '../platform/http/public-address.js';
import { IfMatch, versionNumber } from '../platform/http/versions.js';
import { Operation } from '../platform/openapi/operation.js';
import { ActionCalendars, sendCalendar } from './action-calendars.js';
import { ActionList, ActionsQuery, ActionView, SaveActionProgress } from './actions.dto.js';
import { ActionsService } from './actions.service.js';

@ApiTags('Actions')
@Controller('api/v1/assessments/:assessmentId')
export class ActionsController {
  constructor(
    private readonly actions: ActionsService,
    private readonly calendars: ActionCalendars,
    @Inject(CONFIG) private readonly config: Pick<Config, 'publicUrl'>,
  ) {}

  @Get('actions')
  @Operation({
    id: 'listActions',
    access: 'results.read',
    summary: "List the actions of the latest submission's plan, and what the trust says of them",
    description:
      '`done` is a promise: it changes no answer, no score and no gate. An action is `confirmed` when a submission holds ' +
      'the answer that it is for, with evidence where it needs any. Ids are the same in every plan; what was said of an ' +
      'action that the plan no longer has is under `past`.',
    reply: ActionList,
    problems: ['nothing-submitted', 'instrument-unavailable', 'busy'],
  })
  list(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @Query() query: ActionsQuery,
  ): Promise<ActionList> {
    return this.actions.list(actor, assessmentId, query);
  }

  @Get('actions.ics')
  @Operation({
    id: 'getActionsCalendar',
    access: 'results.read',
    summary: 'Get the actions as iCalendar, an all-day event on the day of each',
    description:
      'Events keep their `UID`, and `SEQUENCE` counts up with each change: taken in again, they update what a calendar has. ' +
      'Whom the trust named for an action stands in its title, else the role of the plan. No notes.',
    replyType: 'text/calendar',
    problems: ['nothing-submitted', 'instrument-unavailable', 'busy'],
  })
  async calendar(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const address = publicAddress(request, this.config.publicUrl);
    sendCalendar(response, await this.calendars.of(actor, assessmentId, address));
  }

  @Get('actions/:actionId')
  @Operation({
    id: 'getAction',
    access: 'results.read',
    summary: 'Get an action, and what the trust says of it',
    reply: ActionView,
    versioned: true,
    problems: ['nothing-submitted', 'instrument-unavailable', 'busy'],
  })
  get(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @Param('actionId') actionId: string,
  ): Promise<ActionView> {
    return this.actions.get(actor, assessmentId, actionId);
  }

  @Put('actions/:actionId')
  @Operation({
    id: 'saveActionProgress',
    access: 'actions.track',
    summary: 'Say how far an action is, until when, by whom',
    description: 'The whole of it: what is null is not said any more, and its text is gone.',
    reply: ActionView,
    changes: true,
    problems: ['nothing-submitted', 'instrument-unavailable'],
  })
  say(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @Param('actionId') actionId: string,
    @IfMatch() version: string,
    @Body() body: SaveActionProgress,
  ): Promise<ActionView> {
    return this.actions.say(actor, assessmentId, actionId, body, versionNumber(version));
  }
}

import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import type { Actor } from '../platform/actor/actor.js';
import { ToolsService } from '../tools/tools.service.js';
import { ActionsService } from './actions.service.js';
import { calendarOf } from './calendar.js';

/** Makes calendars of actions. */
@Injectable()
export class ActionCalendars {
  constructor(
    private readonly actions: ActionsService,
    private readonly tools: ToolsService,
  ) {}

  /** @param address at which people reach the service @throws as `ActionsService.list` */
  async of(actor: Actor, assessmentId: string, address: string): Promise<string> {
    const { assessment, current, list } = await this.actions.of(actor, assessmentId);
    return calendarOf({
      place: `${this.tools.nameOf(assessment.toolId)} at ${assessment.site.name}`,
      actions: [...list.items, ...list.past],
      submission: current.submission,
      addressOf: ({ id }) => `${address}/assessments/${assessmentId}/actions/${encodeURIComponent(id)}`,
    });
  }
}

/** Sends a calendar to be saved, or taken in by the program that opens such files. */
export function sendCalendar(response: Response, calendar: string): void {
  response
    .status(200)
    .set('Content-Type', 'text/calendar; charset=utf-8')
    .set('Cache-Control', 'no-store')
    .set('Content-Disposition', 'attachment; filename="actions.ics"')
    .send(calendar);
}

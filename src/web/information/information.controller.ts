import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { INVITATION_KEPT_DAYS } from '../../accounts/forgetting.js';
import { KEPT_FORM_MINUTES, UNSAVED_ANSWERS_DAYS } from '../../accounts/kept-forms.service.js';
import { SESSION_KNOWN_HOURS } from '../../accounts/sessions.service.js';
import { TRIES_MINUTES } from '../../accounts/sign-in-tries.js';
import { Allow } from '../../platform/access/allow.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { REPLIES_KEPT_HOURS } from '../../platform/idempotency/idempotency-keys.js';
import { ToolsService } from '../../tools/tools.service.js';
import { HOME, PageRenderer } from '../page-renderer.js';
import { methodValues } from './method-values.js';

/** Pages on the service itself, which everybody may read before they sign in. */
@ApiExcludeController()
@Controller()
export class InformationController {
  private readonly method: ReturnType<typeof methodValues>;

  constructor(
    private readonly pages: PageRenderer,
    tools: ToolsService,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    // the same for everybody, until the service starts anew
    this.method = methodValues(tools.instrument, tools.methodExample());
  }

  @Get('help')
  @Allow('public')
  help(@Res() response: Response): void {
    this.send(response, 'help', 'How to use this service');
  }

  @Get('methodology')
  @Allow('public')
  methodology(@Res() response: Response): void {
    this.send(response, 'methodology', 'How readiness is scored');
  }

  @Get('privacy')
  @Allow('public')
  privacy(@Res() response: Response): void {
    this.send(response, 'privacy', 'Privacy notice');
  }

  @Get('accessibility')
  @Allow('public')
  accessibility(@Res() response: Response): void {
    this.send(response, 'accessibility', 'Accessibility statement');
  }

  @Get('cookies')
  @Allow('public')
  cookies(@Res() response: Response): void {
    this.send(response, 'cookies', 'Cookies');
  }

  private send(response: Response, name: string, title: string): void {
    const { operatorName, operatorContact, supportContact, sessionIdleMinutes, sessionHours } = this.config;
    const { maxFileMegabytes, backupsKept, backupFolder, openIdConnect, demo } = this.config;
    this.pages.send(response, `pages/information/${name}`, {
      title,
      trail: [HOME],
      ...{ operatorName, operatorContact, supportContact, sessionIdleMinutes, sessionHours, maxFileMegabytes, demo },
      provider: openIdConnect?.name,
      backupsKept: backupFolder === undefined ? undefined : backupsKept,
      keptFormMinutes: KEPT_FORM_MINUTES,
      unsavedDays: UNSAVED_ANSWERS_DAYS,
      knownHours: SESSION_KNOWN_HOURS,
      triesMinutes: TRIES_MINUTES,
      invitationDays: INVITATION_KEPT_DAYS,
      repliesHours: REPLIES_KEPT_HOURS,
      method: this.method,
    });
  }
}

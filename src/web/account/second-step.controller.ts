import { Controller, Get, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { SecondFactorService } from '../../accounts/second-factor.service.js';
import { Allow } from '../../platform/access/allow.js';
import type { Caller } from '../../platform/access/authenticators.js';
import { CurrentCaller } from '../../platform/actor/current-actor.js';
import { Form, TakesForm, type FormFields } from '../../platform/http/takes-form.js';
import { Problem } from '../../platform/problem/problem.js';
import { errorsOf, errorValues, readForm, type FormError } from '../forms.js';
import { PageRenderer } from '../page-renderer.js';
import { nextPath } from './next-path.js';
import { renewSession } from './renew-session.js';
import { CodeForm } from './second-factor.forms.js';
import { NextQuery } from './sign-in.controller.js';

/** The second step of a sign-in: the code of the authenticator app. */
@ApiExcludeController()
@Controller('sign-in/second-factor')
export class SecondStepController {
  constructor(
    private readonly factors: SecondFactorService,
    private readonly pages: PageRenderer,
  ) {}

  @Get()
  @Allow('signed-in', { whileUnfinished: ['second-factor'] })
  show(@CurrentCaller() caller: Caller, @Query() { next }: NextQuery, @Res() response: Response): void {
    if (caller.unfinished === undefined) response.redirect(303, nextPath(next));
    else this.send(response, next, []);
  }

  @Post()
  @Allow('signed-in', { whileUnfinished: ['second-factor'] })
  @TakesForm()
  async give(@CurrentCaller() caller: Caller, @Form() fields: FormFields, @Res() response: Response): Promise<void> {
    if (caller.unfinished === undefined) {
      response.redirect(303, nextPath(fields.next));
      return;
    }
    const form = await readForm(CodeForm, fields);
    if (!form.ok) {
      this.send(response.status(400), fields.next, form.errors);
      return;
    }
    try {
      renewSession(response, await this.factors.give(caller.actor, form.value.code));
      response.redirect(303, nextPath(fields.next));
    } catch (error) {
      if (!(error instanceof Problem) || !['invalid-request', 'too-many-requests'].includes(error.code)) throw error;
      response.set(error.headers).status(error.code === 'invalid-request' ? 400 : 429);
      this.send(response, fields.next, errorsOf(error));
    }
  }

  private send(response: Response, next: FormFields[string], errors: readonly FormError[]): void {
    this.pages.send(response, 'pages/account/second-step', {
      title: 'Enter the code of your authenticator app',
      next,
      ...errorValues(errors),
    });
  }
}

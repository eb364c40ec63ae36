import { Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { clearSessionCookie, setSessionCookie } from '../../accounts/session-cookie.js';
import { KEPT_FORM_MINUTES } from '../../accounts/kept-forms.service.js';
import { SessionsService } from '../../accounts/sessions.service.js';
import { SignInService } from '../../accounts/sign-in.service.js';
import { Allow } from '../../platform/access/allow.js';
import type { Actor } from '../../platform/actor/actor.js';
import type { Caller } from '../../platform/access/authenticators.js';
import { CurrentActor, CurrentCaller } from '../../platform/actor/current-actor.js';
import { PlainText } from '../../platform/http/fields.js';
import { Form, TakesForm, type FormFields } from '../../platform/http/takes-form.js';
import { Problem } from '../../platform/problem/problem.js';
import { errorsOf, errorValues, readForm, type FormError } from '../forms.js';
import { PageRenderer } from '../page-renderer.js';
import { deviceOf } from './device.js';
import { endFormer } from './former-session.js';
import { nextPath } from './next-path.js';
import { SignInForm } from './sign-in.forms.js';
import { SignInChoices } from './sign-in-choices.js';

const WRONG: FormError = { field: 'email', text: 'The email address or the password is not right' };
const UNFINISHED = ['second-factor', 'second-factor-set-up'] as const;

export class NextQuery {
  /** The page to go on to */
  @PlainText({ max: 500, optional: true })
  next?: string;

  /** That what somebody sent is kept until they have signed in */
  @PlainText({ max: 3, optional: true })
  kept?: string;
}

@ApiExcludeController()
@Controller()
export class SignInController {
  constructor(
    private readonly signIn: SignInService,
    private readonly sessions: SessionsService,
    private readonly choices: SignInChoices,
    private readonly pages: PageRenderer,
  ) {}

  @Get('sign-in')
  @Allow('public')
  show(@Query() { next, kept }: NextQuery, @Res() response: Response): void {
    this.send(response, { next, kept }, []);
  }

  @Post('sign-in')
  @Allow('public')
  @TakesForm()
  async enter(
    @Form() fields: FormFields,
    @CurrentCaller() caller: Caller | undefined,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const form = await readForm(SignInForm, fields);
    if (!form.ok) {
      this.send(response, fields, form.errors, 400);
      return;
    }
    try {
      const { email, password } = form.value;
      const token = await this.signIn.byPassword({ email, password, ...origin(request) });
      if (token === undefined) {
        this.send(response, fields, [WRONG], 400);
        return;
      }
      await endFormer(this.sessions, caller);
      setSessionCookie(response, token);
      response.redirect(303, nextPath(fields.next));
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'too-many-requests') throw error;
      response.set(error.headers);
      this.send(response, fields, errorsOf(error), 429);
    }
  }

  @Post('sign-out')
  @Allow('signed-in', { whileUnfinished: UNFINISHED })
  @TakesForm()
  async leave(@CurrentActor() actor: Actor, @Res() response: Response): Promise<void> {
    if (actor.sessionId !== undefined) await this.sessions.end(actor, actor.sessionId);
    clearSessionCookie(response);
    response.set('Clear-Site-Data', '"cache", "storage"').redirect(303, '/signed-out');
  }

  @Get('signed-out')
  @Allow('public')
  signedOut(@Res() response: Response): void {
    this.pages.send(response, 'pages/account/signed-out', { title: 'You have signed out' });
  }

  private send(response: Response, given: FormFields, errors: readonly FormError[], status = 200): void {
    response.status(status);
    this.pages.send(response, 'pages/account/sign-in', {
      title: 'Sign in',
      given: { email: given.email, next: given.next, kept: given.kept },
      minutes: KEPT_FORM_MINUTES,
      other: this.choices.other,
      demo: this.choices.demo,
      ...errorValues(errors),
    });
  }
}

/** From where somebody signs in. */
export function origin(request: Request): { address: string; device: string } {
  return { address: request.ip ?? '', device: deviceOf(request.headers['user-agent']) };
}

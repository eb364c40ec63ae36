import { Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { AccountService } from '../../accounts/account.service.js';
import { clearSessionCookie } from '../../accounts/session-cookie.js';
import { SessionsService } from '../../accounts/sessions.service.js';
import { Allow } from '../../platform/access/allow.js';
import type { Actor } from '../../platform/actor/actor.js';
import { CurrentActor } from '../../platform/actor/current-actor.js';
import { OneOf, ResourceIdPipe } from '../../platform/http/fields.js';
import { Form, TakesForm, type FormFields } from '../../platform/http/takes-form.js';
import { Problem } from '../../platform/problem/problem.js';
import { errorsOf, errorValues, readForm, type FormError } from '../forms.js';
import { HOME, PageRenderer } from '../page-renderer.js';
import { timeText } from '../time-text.js';
import { MailSections } from './mail-section.service.js';
import { ChangePasswordForm } from './sign-in.forms.js';

/** What was just done, by what the address says. */
const DONE = {
  password: 'Your password was changed. You were signed out everywhere else.',
  session: 'The session was ended.',
  mail: 'What mail you get was saved.',
  'mail-test': 'The test mail is being sent. It should arrive within minutes; look among unwanted mail as well.',
  'second-factor-removed': 'Your authenticator app was removed.',
} as const;

export class AccountQuery {
  @OneOf(Object.keys(DONE), { optional: true })
  done?: keyof typeof DONE;
}

/** What people look after themselves: their password, their authenticator app, where they are signed in. */
@ApiExcludeController()
@Controller('account')
export class AccountController {
  constructor(
    private readonly account: AccountService,
    private readonly sessions: SessionsService,
    private readonly mail: MailSections,
    private readonly pages: PageRenderer,
  ) {}

  @Get()
  @Allow('self.use')
  async show(@CurrentActor() actor: Actor, @Query() { done }: AccountQuery, @Res() response: Response): Promise<void> {
    await this.send(actor, response, [], done === undefined ? undefined : DONE[done]);
  }

  @Post('password')
  @Allow('self.use')
  @TakesForm()
  async password(@CurrentActor() actor: Actor, @Form() fields: FormFields, @Res() response: Response): Promise<void> {
    const form = await readForm(ChangePasswordForm, fields);
    const errors = form.ok ? await this.change(actor, form.value, response) : form.errors;
    if (errors.length === 0) {
      response.redirect(303, '/account?done=password');
      return;
    }
    if (!response.headersSent) await this.send(actor, response.status(400), errors);
  }

  @Post('sessions/:sessionId/end')
  @Allow('self.use')
  @TakesForm()
  async end(
    @CurrentActor() actor: Actor,
    @Param('sessionId', ResourceIdPipe) sessionId: string,
    @Res() response: Response,
  ): Promise<void> {
    await this.sessions.end(actor, sessionId);
    if (sessionId === actor.sessionId) {
      clearSessionCookie(response);
      response.redirect(303, '/signed-out');
      return;
    }
    response.redirect(303, '/account?done=session');
  }

  private async change(
    actor: Actor,
    { currentPassword, password }: ChangePasswordForm,
    response: Response,
  ): Promise<readonly FormError[]> {
    try {
      await this.account.changePassword(actor, currentPassword, password);
      return [];
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      response.set(error.headers);
      return errorsOf(error);
    }
  }

  private async send(actor: Actor, response: Response, errors: readonly FormError[], done?: string): Promise<void> {
    const [me, sessions, mail] = await Promise.all([
      this.account.me(actor),
      this.sessions.list(actor),
      this.mail.of(actor),
    ]);
    this.pages.send(response, 'pages/account/index', {
      title: 'Your account',
      trail: [HOME],
      rows: [
        { key: { text: 'Name' }, value: { text: me.name ?? '' } },
        { key: { text: 'Email address' }, value: { text: me.email ?? '' } },
        { key: { text: 'Roles' }, value: { text: me.roles.join('; ') || 'None' } },
        {
          key: { text: 'Authenticator app' },
          value: { text: me.secondFactor ? 'Set up' : 'Not set up' },
          actions: {
            items: [
              {
                href: '/account/second-factor',
                text: me.secondFactor ? 'Change' : 'Set up',
                visuallyHiddenText: 'authenticator app',
              },
            ],
          },
        },
      ],
      personId: actor.id,
      email: me.email,
      hasPassword: me.hasPassword,
      mail,
      sessions: sessions.map(({ id, device, current, createdAt, seenAt }) => ({
        ...{ id, device, current },
        created: timeText(createdAt),
        seen: timeText(seenAt),
      })),
      done,
      ...errorValues(errors),
    });
  }
}

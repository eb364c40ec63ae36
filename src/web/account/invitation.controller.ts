import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsString, MaxLength } from 'class-validator';
import type { Request, Response } from 'express';
import { InvitationAnswers, type OpenInvitation } from '../../accounts/invitation-answers.service.js';
import { setSessionCookie } from '../../accounts/session-cookie.js';
import { Allow } from '../../platform/access/allow.js';
import type { Caller, Unfinished } from '../../platform/access/authenticators.js';
import { CurrentCaller } from '../../platform/actor/current-actor.js';
import { PlainText } from '../../platform/http/fields.js';
import { Form, TakesForm, type FormFields } from '../../platform/http/takes-form.js';
import { Problem } from '../../platform/problem/problem.js';
import { SeeOther } from '../../platform/problem/see-other.js';
import { errorValues, readForm, type FormError } from '../forms.js';
import { PageRenderer } from '../page-renderer.js';
import { timeText, dayText } from '../time-text.js';
import { passwordErrors } from './set-up.controller.js';
import { SignInChoices } from './sign-in-choices.js';
import { origin } from './sign-in.controller.js';

const FINISH: Readonly<Record<Unfinished, string>> = {
  'second-factor': '/sign-in/second-factor',
  'second-factor-set-up': '/account/second-factor',
};

class InvitedForm {
  @PlainText({ max: 200 })
  @IsString({ message: 'Enter your full name' })
  name: string;

  @IsString({ message: 'Enter a password' })
  password: string;
}

class DeclineForm {
  @MaxLength(500, { message: 'The reason must have at most 500 characters' })
  @PlainText({ max: 500, lines: true })
  @IsString({ message: 'Say why, in a few words' })
  reason: string;
}

/** What whoever holds the link is to do: make an account, take the role, or sign in (or out) first. */
type Step = 'new' | 'take' | 'sign-in' | 'other';

/** What somebody does with the link of an invitation. */
@ApiExcludeController()
@Controller('invitations/:token')
export class InvitationController {
  constructor(
    private readonly answers: InvitationAnswers,
    private readonly choices: SignInChoices,
    private readonly pages: PageRenderer,
  ) {}

  @Get()
  @Allow('public')
  async show(
    @Param('token') token: string,
    @CurrentCaller() caller: Caller | undefined,
    @Res() response: Response,
  ): Promise<void> {
    const invitation = await this.answers.show(token);
    finishFirst(caller, token);
    this.send(response, token, invitation, caller, { name: invitation.name }, []);
  }

  @Post()
  @Allow('public')
  @TakesForm()
  async take(
    @Param('token') token: string,
    @CurrentCaller() caller: Caller | undefined,
    @Form() fields: FormFields,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const invitation = await this.answers.show(token);
    finishFirst(caller, token);
    const step = stepOf(invitation, caller);
    if (caller !== undefined && step === 'take') {
      await this.answers.take(caller.actor, token);
      response.redirect(303, '/');
      return;
    }
    if (step !== 'new') throw new SeeOther(pathOf(token));
    const form = await readForm(InvitedForm, fields);
    const errors = form.ok ? passwordErrors({ ...form.value, email: invitation.email }) : form.errors;
    if (!form.ok || errors.length > 0) {
      this.send(response.status(400), token, invitation, caller, fields, errors);
      return;
    }
    const { name, password } = form.value;
    const session = await this.takeAsNew(token, { name, password, device: origin(request).device });
    setSessionCookie(response, session);
    response.redirect(303, '/');
  }

  @Post('decline')
  @Allow('public')
  @TakesForm()
  async decline(
    @Param('token') token: string,
    @CurrentCaller() caller: Caller | undefined,
    @Form() fields: FormFields,
    @Res() response: Response,
  ): Promise<void> {
    const invitation = await this.answers.show(token);
    const form = await readForm(DeclineForm, fields);
    if (!form.ok) {
      this.send(response.status(400), token, invitation, caller, { ...fields, name: invitation.name }, form.errors);
      return;
    }
    // Whoever is signed in need not be whom it was sent to: the holder of the link declines.
    await this.answers.decline(undefined, token, form.value.reason);
    this.pages.send(response.status(200), 'pages/account/declined', { title: 'You declined the invitation' });
  }

  /** @throws SeeOther where the address got an account in between: the page then says to sign in */
  private async takeAsNew(token: string, account: Parameters<InvitationAnswers['takeAsNew']>[1]): Promise<string> {
    try {
      return await this.answers.takeAsNew(token, account);
    } catch (error) {
      if (error instanceof Problem && error.code === 'conflict') throw new SeeOther(pathOf(token));
      throw error;
    }
  }

  private send(
    response: Response,
    token: string,
    invitation: OpenInvitation,
    caller: Caller | undefined,
    given: FormFields,
    errors: readonly FormError[],
  ): void {
    const path = pathOf(token);
    this.pages.send(response, 'pages/account/invitation', {
      title: 'You are invited',
      action: path,
      other: this.choices.other,
      path,
      signIn: `/sign-in?${new URLSearchParams({ next: path }).toString()}`,
      step: stepOf(invitation, caller),
      invitation: {
        ...invitation,
        expires: timeText(invitation.expiresAt),
        wished: invitation.wishedFor === null ? null : dayText(invitation.wishedFor),
      },
      given: { name: given.name, reason: given.reason },
      ...errorValues(errors),
    });
  }
}

function stepOf({ accountId }: OpenInvitation, caller: Caller | undefined): Step {
  if (caller?.formToken === undefined) return accountId === null ? 'new' : 'sign-in';
  return accountId === caller.actor.id ? 'take' : 'other';
}

/** Who has given a password only is not let past the second factor by this page either. @throws SeeOther */
function finishFirst(caller: Caller | undefined, token: string): void {
  if (caller?.unfinished === undefined) return;
  throw new SeeOther(`${FINISH[caller.unfinished]}?${new URLSearchParams({ next: pathOf(token) }).toString()}`);
}

function pathOf(token: string): string {
  return `/invitations/${encodeURIComponent(token)}`;
}

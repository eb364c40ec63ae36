import { Controller, Get, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { NewInvitationView } from '../../accounts/invitations.dto.js';
import { InvitationsService } from '../../accounts/invitations.service.js';
import { Allow } from '../../platform/access/allow.js';
import type { Actor } from '../../platform/actor/actor.js';
import { CurrentActor } from '../../platform/actor/current-actor.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { ResourceIdPipe } from '../../platform/http/fields.js';
import { publicAddress } from '../../platform/http/public-address.js';
import { Form, TakesForm, type FormFields } from '../../platform/http/takes-form.js';
import { Problem } from '../../platform/problem/problem.js';
import { errorsOf, errorValues, readForm, type FormError } from '../forms.js';
import { HOME, PageRenderer } from '../page-renderer.js';
import { timeText } from '../time-text.js';
import { PEOPLE } from './people.controller.js';
import { inWordsOfForm, InviteForm, roleOf, RoleQuery } from './people.forms.js';
import { RolePage } from './role-page.js';

const NO_ROLE: FormError = { field: 'role', text: 'Choose what the person is to do' };

/** Invites somebody: first the role, then who and where, then the link to pass on. */
@ApiExcludeController()
@Controller('people')
export class InviteController {
  constructor(
    private readonly invitations: InvitationsService,
    private readonly roles: RolePage,
    private readonly pages: PageRenderer,
    @Inject(CONFIG) private readonly config: Pick<Config, 'publicUrl'>,
  ) {}

  @Get('invite')
  @Allow('people.manage')
  async show(
    @CurrentActor() actor: Actor,
    @Query() { role, chosen }: RoleQuery,
    @Res() response: Response,
  ): Promise<void> {
    if (role === undefined || !this.roles.mayChoose(actor, role, true)) {
      this.pages.send(response, 'pages/people/choose-role', {
        title: 'Invite somebody',
        trail: [HOME, PEOPLE],
        action: '/people/invite',
        roles: this.roles.roles(actor, true),
        ...errorValues(chosen === undefined ? [] : [NO_ROLE]),
      });
      return;
    }
    await this.send(actor, response, { role }, []);
  }

  @Post('invite')
  @Allow('people.manage')
  @TakesForm()
  async invite(
    @CurrentActor() actor: Actor,
    @Form() fields: FormFields,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const form = await readForm(InviteForm, fields);
    if (!form.ok) {
      await this.send(actor, response.status(400), fields, inWordsOfForm(form.errors));
      return;
    }
    try {
      const { name, email, message } = form.value;
      const command = { ...roleOf(form.value), name, email, ...(message !== undefined && { message }) };
      const base = publicAddress(request, this.config.publicUrl);
      this.sendLink(response, await this.invitations.create(actor, command, base));
    } catch (error) {
      if (!isRefusal(error)) throw error;
      await this.send(actor, response.status(400), fields, inWordsOfForm(errorsOf(error)));
    }
  }

  @Post('invitations/:invitationId/remind')
  @Allow('people.manage')
  @TakesForm()
  async remind(
    @CurrentActor() actor: Actor,
    @Param('invitationId', ResourceIdPipe) invitationId: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const base = publicAddress(request, this.config.publicUrl);
    this.sendLink(response, await this.invitations.remind(actor, invitationId, base));
  }

  private sendLink(response: Response, { name, email, link, expiresAt, mailed }: NewInvitationView): void {
    this.pages.send(response.status(200), 'pages/people/link', {
      title: mailed ? 'The invitation is on its way' : 'Pass the link on',
      trail: [HOME, PEOPLE],
      intro: mailed
        ? `The invitation is being sent to ${email ?? ''}. Should it not arrive, send this link to ${name ?? ''} yourself. Whoever has it can accept the invitation.`
        : `Send this link to ${name ?? ''} yourself, for example by mail. Whoever has it can accept the invitation.`,
      link,
      expires: timeText(expiresAt),
    });
  }

  private async send(actor: Actor, response: Response, given: FormFields, errors: readonly FormError[]): Promise<void> {
    const read = await readForm(RoleQuery, { role: given.role });
    const role = read.ok ? read.value.role : undefined;
    this.pages.send(response, 'pages/people/invite', {
      title: 'Invite somebody',
      trail: [HOME, PEOPLE],
      ...(role !== undefined && (await this.roles.fields(actor, role, given))),
      given: { name: given.name, email: given.email, message: given.message },
      ...errorValues(errors),
    });
  }
}

/** What the form can show: something wrong with what was chosen or typed. */
export function isRefusal(error: unknown): error is Problem {
  return error instanceof Problem && ['invalid-request', 'forbidden', 'conflict'].includes(error.code);
}

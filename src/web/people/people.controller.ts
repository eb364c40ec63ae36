import { Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import type { InvitationView } from '../../accounts/invitations.dto.js';
import { InvitationsService } from '../../accounts/invitations.service.js';
import { PeopleCareService } from '../../accounts/people-care.service.js';
import type { PersonView } from '../../accounts/people.dto.js';
import { Allow } from '../../platform/access/allow.js';
import type { Actor } from '../../platform/actor/actor.js';
import { CurrentActor } from '../../platform/actor/current-actor.js';
import { ResourceIdPipe } from '../../platform/http/fields.js';
import { TakesForm } from '../../platform/http/takes-form.js';
import { HOME, PageRenderer, type PageLink } from '../page-renderer.js';
import { timeText } from '../time-text.js';
import { DONE, PeopleQuery } from './people.forms.js';

export const PEOPLE: PageLink = { href: '/people', text: 'People' };
const MOST_INVITATIONS = 100;
export const STATES: Readonly<Record<PersonView['state'], string>> = {
  active: 'Active',
  suspended: 'Suspended',
  erased: 'Erased',
};

/** The people whom a lead looks after, and whom they have invited. */
@ApiExcludeController()
@Controller('people')
export class PeoplePagesController {
  constructor(
    private readonly care: PeopleCareService,
    private readonly invitations: InvitationsService,
    private readonly pages: PageRenderer,
  ) {}

  @Get()
  @Allow('people.manage')
  async list(
    @CurrentActor() actor: Actor,
    @Query() { done, ...page }: PeopleQuery,
    @Res() response: Response,
  ): Promise<void> {
    const [people, open, expired] = await Promise.all([
      this.care.list(actor, page),
      this.invitations.list(actor, { limit: MOST_INVITATIONS, state: 'open' }),
      this.invitations.list(actor, { limit: MOST_INVITATIONS, state: 'expired' }),
    ]);
    this.pages.send(response, 'pages/people/index', {
      title: 'People',
      trail: [HOME],
      done: done === undefined ? undefined : DONE[done],
      people: people.items.map(personRow),
      invitations: [...open.items, ...expired.items].map(invitationRow),
      first: page.cursor === undefined ? null : '/people',
      next: people.next === null ? null : `/people?${new URLSearchParams({ cursor: people.next }).toString()}`,
    });
  }

  @Post('invitations/:invitationId/withdraw')
  @Allow('people.manage')
  @TakesForm()
  async withdraw(
    @CurrentActor() actor: Actor,
    @Param('invitationId', ResourceIdPipe) invitationId: string,
    @Res() response: Response,
  ): Promise<void> {
    await this.invitations.withdraw(actor, invitationId);
    response.redirect(303, '/people?done=withdrawn');
  }
}

function personRow({ id, name, email, roles, lastSignInAt, state }: PersonView): Readonly<Record<string, unknown>> {
  return {
    ...{ id, name: name ?? 'Erased person', email },
    roles: roles.map(({ text }) => text),
    signedIn: lastSignInAt === null ? 'Never' : timeText(lastSignInAt),
    state: STATES[state],
  };
}

function invitationRow({ id, name, email, text, state, expiresAt }: InvitationView): Readonly<Record<string, unknown>> {
  const expires = timeText(expiresAt);
  return { id, name, email, text, expires, expired: state === 'expired' };
}

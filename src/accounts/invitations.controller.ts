import { Body, Controller, Get, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import type { Actor } from '../platform/actor/actor.js';
import { CurrentActor } from '../platform/actor/current-actor.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { ResourceIdPipe } from '../platform/http/fields.js';
import { publicAddress } from '../platform/http/public-address.js';
import { Operation } from '../platform/openapi/operation.js';
import {
  CreateInvitation,
  InvitationPage,
  InvitationQuery,
  InvitationView,
  NewInvitationView,
} from './invitations.dto.js';
import { InvitationsService } from './invitations.service.js';

@ApiTags('Accounts')
@Controller('api/v1/invitations')
export class InvitationsController {
  constructor(
    private readonly invitations: InvitationsService,
    @Inject(CONFIG) private readonly config: Pick<Config, 'publicUrl'>,
  ) {}

  @Get()
  @Operation({
    id: 'listInvitations',
    access: 'people.manage',
    summary: 'List invitations',
    reply: InvitationPage,
    problems: ['invalid-cursor'],
  })
  list(@CurrentActor() actor: Actor, @Query() query: InvitationQuery): Promise<InvitationPage> {
    return this.invitations.list(actor, query);
  }

  @Post()
  @Operation({
    id: 'createInvitation',
    access: 'people.manage',
    summary: 'Invite somebody to a role',
    description:
      'The reply holds the link, this once; pass it on yourself. Leads invite to their own organisation, trust leads to sections of their assessments as well, and a vendor lead the first lead of a trust that has none.',
    reply: NewInvitationView,
    createdAt: '/api/v1/invitations/{id}',
    keyed: false,
    problems: ['conflict'],
  })
  create(
    @CurrentActor() actor: Actor,
    @Body() body: CreateInvitation,
    @Req() request: Request,
  ): Promise<NewInvitationView> {
    return this.invitations.create(actor, body, publicAddress(request, this.config.publicUrl));
  }

  @Get(':invitationId')
  @Operation({ id: 'getInvitation', access: 'people.manage', summary: 'Read an invitation', reply: InvitationView })
  get(
    @CurrentActor() actor: Actor,
    @Param('invitationId', ResourceIdPipe) invitationId: string,
  ): Promise<InvitationView> {
    return this.invitations.get(actor, invitationId);
  }

  @Post(':invitationId/withdraw')
  @Operation({
    id: 'withdrawInvitation',
    access: 'people.manage',
    summary: 'End the link of an invitation',
    reply: InvitationView,
    keyed: true,
  })
  withdraw(
    @CurrentActor() actor: Actor,
    @Param('invitationId', ResourceIdPipe) invitationId: string,
  ): Promise<InvitationView> {
    return this.invitations.withdraw(actor, invitationId);
  }

  @Post(':invitationId/remind')
  @Operation({
    id: 'remindOfInvitation',
    access: 'people.manage',
    summary: 'Make a new link for an invitation; the old one ends',
    description: 'The reply holds the new link, this once. It works for 14 days from now.',
    reply: NewInvitationView,
    problems: ['conflict', 'cross-site', 'busy'],
  })
  remind(
    @CurrentActor() actor: Actor,
    @Param('invitationId', ResourceIdPipe) invitationId: string,
    @Req() request: Request,
  ): Promise<NewInvitationView> {
    return this.invitations.remind(actor, invitationId, publicAddress(request, this.config.publicUrl));
  }
}

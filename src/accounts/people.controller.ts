import { Body, Controller, Delete, Get, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import type { Actor } from '../platform/actor/actor.js';
import { CurrentActor } from '../platform/actor/current-actor.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { ResourceIdPipe } from '../platform/http/fields.js';
import { PageQuery } from '../platform/http/page.dto.js';
import { publicAddress } from '../platform/http/public-address.js';
import { IfMatch, versionNumber } from '../platform/http/versions.js';
import { Operation } from '../platform/openapi/operation.js';
import { GiveRole } from './invitations.dto.js';
import { PeopleCareService } from './people-care.service.js';
import { PersonPage, PersonView, ResetLinkView } from './people.dto.js';

@ApiTags('Accounts')
@Controller('api/v1/people')
export class PeopleController {
  constructor(
    private readonly care: PeopleCareService,
    @Inject(CONFIG) private readonly config: Pick<Config, 'publicUrl'>,
  ) {}

  @Get()
  @Operation({
    id: 'listPeople',
    access: 'people.manage',
    summary: 'List the people of your organisation',
    reply: PersonPage,
    problems: ['invalid-cursor'],
  })
  list(@CurrentActor() actor: Actor, @Query() query: PageQuery): Promise<PersonPage> {
    return this.care.list(actor, query);
  }

  @Get(':personId')
  @Operation({
    id: 'getPerson',
    access: 'people.manage',
    summary: 'Read a person',
    reply: PersonView,
    versioned: true,
  })
  get(@CurrentActor() actor: Actor, @Param('personId', ResourceIdPipe) personId: string): Promise<PersonView> {
    return this.care.get(actor, personId);
  }

  @Post(':personId/suspend')
  @Operation({
    id: 'suspendPerson',
    access: 'people.manage',
    summary: 'Keep somebody from signing in, and end their sessions',
    reply: PersonView,
    versioned: true,
    keyed: true,
    problems: ['conflict'],
  })
  suspend(@CurrentActor() actor: Actor, @Param('personId', ResourceIdPipe) personId: string): Promise<PersonView> {
    return this.care.suspend(actor, personId);
  }

  @Post(':personId/reactivate')
  @Operation({
    id: 'reactivatePerson',
    access: 'people.manage',
    summary: 'Let somebody sign in again',
    reply: PersonView,
    versioned: true,
    keyed: true,
    problems: ['conflict'],
  })
  reactivate(@CurrentActor() actor: Actor, @Param('personId', ResourceIdPipe) personId: string): Promise<PersonView> {
    return this.care.reactivate(actor, personId);
  }

  @Post(':personId/reset-link')
  @Operation({
    id: 'makeResetLink',
    access: 'people.manage',
    summary: 'Make a link by which somebody chooses a new password',
    description:
      'The reply holds the link, this once; earlier ones end. Whoever uses it is signed out everywhere, and a second factor is asked for as before.',
    reply: ResetLinkView,
    problems: ['conflict', 'cross-site', 'busy'],
  })
  resetLink(
    @CurrentActor() actor: Actor,
    @Param('personId', ResourceIdPipe) personId: string,
    @Req() request: Request,
  ): Promise<ResetLinkView> {
    return this.care.resetLink(actor, personId, publicAddress(request, this.config.publicUrl));
  }

  @Post(':personId/second-factor/take')
  @Operation({
    id: 'takeSecondFactor',
    access: 'people.recover',
    summary: 'Take a lost authenticator app off an account, and end its sessions',
    description: 'For whoever has lost the app and its recovery codes, once you are sure that it is they who ask.',
    reply: PersonView,
    versioned: true,
    keyed: true,
    problems: ['conflict'],
  })
  takeSecondFactor(
    @CurrentActor() actor: Actor,
    @Param('personId', ResourceIdPipe) personId: string,
  ): Promise<PersonView> {
    return this.care.takeSecondFactor(actor, personId);
  }

  @Post(':personId/roles')
  @Operation({
    id: 'giveRole',
    access: 'people.manage',
    summary: 'Give a person a further role',
    reply: PersonView,
    versioned: true,
    keyed: true,
    problems: ['conflict'],
  })
  giveRole(
    @CurrentActor() actor: Actor,
    @Param('personId', ResourceIdPipe) personId: string,
    @Body() body: GiveRole,
  ): Promise<PersonView> {
    return this.care.giveRole(actor, personId, body);
  }

  @Delete(':personId/roles/:grantId')
  @Operation({
    id: 'takeRole',
    access: 'people.manage',
    summary: 'Take a role from a person',
    reply: PersonView,
    changes: true,
    problems: ['conflict'],
  })
  takeRole(
    @CurrentActor() actor: Actor,
    @Param('personId', ResourceIdPipe) personId: string,
    @Param('grantId', ResourceIdPipe) grantId: string,
    @IfMatch() version: string,
  ): Promise<PersonView> {
    return this.care.takeRole(actor, personId, grantId, versionNumber(version));
  }
}

import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../platform/actor/actor.js';
import { CurrentActor } from '../platform/actor/current-actor.js';
import { ResourceIdPipe } from '../platform/http/fields.js';
import { PageQuery } from '../platform/http/page.dto.js';
import { IfMatch, versionNumber } from '../platform/http/versions.js';
import { Operation } from '../platform/openapi/operation.js';
import { ContactsService } from './contacts.service.js';
import { PromisesService } from './promises.service.js';
import {
  ContactPage,
  ContactView,
  LogContact,
  MakePromise,
  PromisePage,
  PromiseView,
  UpdatePromise,
  WithdrawContact,
} from './support.dto.js';

@ApiTags('Support')
@Controller('api/v1')
export class SupportController {
  constructor(
    private readonly contacts: ContactsService,
    private readonly promises: PromisesService,
  ) {}

  @Get('deployments/:deploymentId/contacts')
  @Operation({
    id: 'listContacts',
    access: 'portfolio.read',
    summary: "List a support team's contacts with a site",
    description: 'The latest day first. The log is the vendor’s own: trusts and networks do not see it.',
    reply: ContactPage,
    problems: ['invalid-cursor'],
  })
  listContacts(
    @CurrentActor() actor: Actor,
    @Param('deploymentId', ResourceIdPipe) deploymentId: string,
    @Query() query: PageQuery,
  ): Promise<ContactPage> {
    return this.contacts.list(actor, deploymentId, query);
  }

  @Post('deployments/:deploymentId/contacts')
  @Operation({
    id: 'logContact',
    access: 'portfolio.work',
    summary: 'Log a contact with a site, with the hours that it took',
    reply: ContactView,
    createdAt: '/api/v1/deployments/{deploymentId}/contacts/{id}',
    versioned: true,
  })
  log(
    @CurrentActor() actor: Actor,
    @Param('deploymentId', ResourceIdPipe) deploymentId: string,
    @Body() body: LogContact,
  ): Promise<ContactView> {
    return this.contacts.log(actor, deploymentId, body);
  }

  @Get('deployments/:deploymentId/contacts/:contactId')
  @Operation({
    id: 'getContact',
    access: 'portfolio.read',
    summary: 'Get a contact with a site',
    reply: ContactView,
    versioned: true,
  })
  getContact(
    @CurrentActor() actor: Actor,
    @Param('deploymentId', ResourceIdPipe) deploymentId: string,
    @Param('contactId', ResourceIdPipe) contactId: string,
  ): Promise<ContactView> {
    return this.contacts.get(actor, deploymentId, contactId);
  }

  @Post('deployments/:deploymentId/contacts/:contactId/withdrawal')
  @Operation({
    id: 'withdrawContact',
    access: 'portfolio.work',
    summary: 'Withdraw a contact that was logged wrongly',
    description: 'It stays in the list and counts no more. Log it again as it was, where it took place otherwise.',
    reply: ContactView,
    changes: true,
    keyed: true,
    problems: ['support-settled'],
  })
  withdraw(
    @CurrentActor() actor: Actor,
    @Param('deploymentId', ResourceIdPipe) deploymentId: string,
    @Param('contactId', ResourceIdPipe) contactId: string,
    @Body() { reason }: WithdrawContact,
    @IfMatch() version: string,
  ): Promise<ContactView> {
    return this.contacts.withdraw(actor, deploymentId, contactId, reason, versionNumber(version));
  }

  @Get('deployments/:deploymentId/promises')
  @Operation({
    id: 'listPromises',
    access: 'portfolio.read',
    summary: 'List what a support team promised a site',
    description: 'What is open first, by its day. Trusts and networks do not see it.',
    reply: PromisePage,
    problems: ['invalid-cursor'],
  })
  listPromises(
    @CurrentActor() actor: Actor,
    @Param('deploymentId', ResourceIdPipe) deploymentId: string,
    @Query() query: PageQuery,
  ): Promise<PromisePage> {
    return this.promises.list(actor, deploymentId, query);
  }

  @Post('deployments/:deploymentId/promises')
  @Operation({
    id: 'makePromise',
    access: 'portfolio.work',
    summary: 'Promise a site something by a day',
    reply: PromiseView,
    createdAt: '/api/v1/promises/{id}',
    versioned: true,
  })
  make(
    @CurrentActor() actor: Actor,
    @Param('deploymentId', ResourceIdPipe) deploymentId: string,
    @Body() body: MakePromise,
  ): Promise<PromiseView> {
    return this.promises.make(actor, deploymentId, body);
  }

  @Get('promises/:promiseId')
  @Operation({
    id: 'getPromise',
    access: 'portfolio.read',
    summary: 'Get a promise to a site',
    reply: PromiseView,
    versioned: true,
  })
  getPromise(
    @CurrentActor() actor: Actor,
    @Param('promiseId', ResourceIdPipe) promiseId: string,
  ): Promise<PromiseView> {
    return this.promises.get(actor, promiseId);
  }

  @Patch('promises/:promiseId')
  @Operation({
    id: 'updatePromise',
    access: 'portfolio.work',
    summary: 'Say that a promise was kept, broken or withdrawn, or give it another day',
    reply: PromiseView,
    changes: true,
    problems: ['support-settled'],
  })
  update(
    @CurrentActor() actor: Actor,
    @Param('promiseId', ResourceIdPipe) promiseId: string,
    @Body() body: UpdatePromise,
    @IfMatch() version: string,
  ): Promise<PromiseView> {
    return this.promises.update(actor, promiseId, body, versionNumber(version));
  }
}

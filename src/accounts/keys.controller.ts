import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../platform/actor/actor.js';
import { CurrentActor } from '../platform/actor/current-actor.js';
import { ResourceIdPipe } from '../platform/http/fields.js';
import { PageQuery } from '../platform/http/page.dto.js';
import { Operation } from '../platform/openapi/operation.js';
import { CreateKey, KeyPage, KeyView, NewKeyView } from './keys.dto.js';
import { KeysService } from './keys.service.js';

@ApiTags('Accounts')
@Controller('api/v1/keys')
export class KeysController {
  constructor(private readonly keys: KeysService) {}

  @Get()
  @Operation({
    id: 'listKeys',
    access: 'keys.manage',
    summary: 'List keys of programs',
    reply: KeyPage,
    problems: ['invalid-cursor'],
  })
  list(@CurrentActor() actor: Actor, @Query() query: PageQuery): Promise<KeyPage> {
    return this.keys.list(actor, query);
  }

  @Post()
  @Operation({
    id: 'createKey',
    access: 'keys.manage',
    summary: 'Make a key for a program',
    description:
      'The reply holds the key, this once. To change over to a new key, make one of the same name, then end the old one.',
    reply: NewKeyView,
    createdAt: '/api/v1/keys/{id}',
    keyed: false,
    problems: ['conflict'],
  })
  create(@CurrentActor() actor: Actor, @Body() body: CreateKey): Promise<NewKeyView> {
    return this.keys.create(actor, body);
  }

  @Get(':keyId')
  @Operation({ id: 'getKey', access: 'keys.manage', summary: 'Get what is known about a key', reply: KeyView })
  get(@CurrentActor() actor: Actor, @Param('keyId', ResourceIdPipe) keyId: string): Promise<KeyView> {
    return this.keys.get(actor, keyId);
  }

  @Post(':keyId/end')
  @Operation({
    id: 'endKey',
    access: 'keys.manage',
    summary: 'End a key at once',
    reply: KeyView,
    keyed: true,
  })
  end(@CurrentActor() actor: Actor, @Param('keyId', ResourceIdPipe) keyId: string): Promise<KeyView> {
    return this.keys.end(actor, keyId);
  }
}

import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../platform/actor/actor.js';
import { CurrentActor } from '../platform/actor/current-actor.js';
import { Operation } from '../platform/openapi/operation.js';
import { MeView } from './me.dto.js';
import { MeService } from './me.service.js';

@ApiTags('Accounts')
@Controller('api/v1/me')
export class MeController {
  constructor(private readonly service: MeService) {}

  @Get()
  @Operation({ id: 'getMe', access: 'self.read', summary: 'Ask who you are here, and what you may', reply: MeView })
  get(@CurrentActor() actor: Actor): Promise<MeView> {
    return this.service.get(actor);
  }
}

import { Controller, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '../platform/actor/actor.js';
import { CurrentActor } from '../platform/actor/current-actor.js';
import { ResourceIdPipe } from '../platform/http/fields.js';
import { Operation } from '../platform/openapi/operation.js';
import { ErasedView, PersonalData } from './personal-data.dto.js';
import { PersonalDataService } from './personal-data.service.js';

@ApiTags('Accounts')
@Controller('api/v1/people/:personId')
export class PersonalDataController {
  constructor(private readonly data: PersonalDataService) {}

  @Get('export')
  @Operation({
    id: 'exportPerson',
    access: 'self.use',
    summary: 'Take all that is held on a person',
    description: 'For the person, and for administrators.',
    reply: PersonalData,
  })
  export(@CurrentActor() actor: Actor, @Param('personId', ResourceIdPipe) personId: string): Promise<PersonalData> {
    return this.data.export(actor, personId);
  }

  @Post('erase')
  @Operation({
    id: 'erasePerson',
    access: 'people.erase',
    summary: 'Erase a person',
    description:
      'Name, address and every way to sign in go for good, roles end. The id stays, since the record names it, and so does the record. Keys that the person made stay and are listed in the reply.',
    reply: ErasedView,
    keyed: true,
    problems: ['conflict'],
  })
  erase(@CurrentActor() actor: Actor, @Param('personId', ResourceIdPipe) personId: string): Promise<ErasedView> {
    return this.data.erase(actor, personId);
  }
}

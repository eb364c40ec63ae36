import { Module } from '@nestjs/common';
import { OrganisationsModule } from '../organisations/organisations.module.js';
import { AccountPlaces } from './account-places.js';
import { GrantsOf } from './grants-of.js';
import { KeyAuthenticator } from './key-authenticator.js';
import { KeysController } from './keys.controller.js';
import { KeysService } from './keys.service.js';
import { NamesService } from './names.service.js';
import { RoleRules } from './role-rules.js';
import { SessionAuthenticator } from './session-authenticator.js';
import { SessionsService } from './sessions.service.js';

@Module({
  imports: [OrganisationsModule],
  controllers: [KeysController],
  providers: [
    AccountPlaces,
    GrantsOf,
    KeyAuthenticator,
    KeysService,
    NamesService,
    RoleRules,
    SessionAuthenticator,
    SessionsService,
  ],
  exports: [KeysService, NamesService, SessionsService],
})
export class AccountsModule {}

import { Module } from '@nestjs/common';
import { OrganisationsModule } from '../organisations/organisations.module.js';
import { AccountPlaces } from './account-places.js';
import { AccountService } from './account.service.js';
import { GrantsOf } from './grants-of.js';
import { KeyAuthenticator } from './key-authenticator.js';
import { KeysController } from './keys.controller.js';
import { KeysService } from './keys.service.js';
import { PeopleService } from './people.service.js';
import { RoleRules } from './role-rules.js';
import { SecondFactorService } from './second-factor.service.js';
import { SessionAuthenticator } from './session-authenticator.js';
import { SessionsService } from './sessions.service.js';
import { SetUpService } from './set-up.service.js';
import { SignInService } from './sign-in.service.js';
import { SignInTries } from './sign-in-tries.js';

@Module({
  imports: [OrganisationsModule],
  controllers: [KeysController],
  providers: [
    AccountPlaces,
    AccountService,
    GrantsOf,
    KeyAuthenticator,
    KeysService,
    PeopleService,
    RoleRules,
    SecondFactorService,
    SessionAuthenticator,
    SessionsService,
    SetUpService,
    SignInService,
    SignInTries,
  ],
  exports: [
    AccountService,
    KeysService,
    PeopleService,
    SecondFactorService,
    SessionsService,
    SetUpService,
    SignInService,
  ],
})
export class AccountsModule {}

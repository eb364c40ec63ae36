import { Module } from '@nestjs/common';
import { OrganisationsModule } from '../organisations/organisations.module.js';
import { AccountPlaces } from './account-places.js';
import { AccountService } from './account.service.js';
import { Forgetting } from './forgetting.js';
import { GrantsOf } from './grants-of.js';
import { HandOverAccess } from './hand-over-access.service.js';
import { HeldElsewhere } from './held-elsewhere.js';
import { InvitationAnswers } from './invitation-answers.service.js';
import { InvitationFollowers } from './invitation-followers.js';
import { InvitationsController } from './invitations.controller.js';
import { InvitationsService } from './invitations.service.js';
import { KeyAuthenticator } from './key-authenticator.js';
import { KeptForms } from './kept-forms.service.js';
import { KeysController } from './keys.controller.js';
import { KeysService } from './keys.service.js';
import { MailDirectory } from './mail-directory.js';
import { NamesService } from './names.service.js';
import { MeController } from './me.controller.js';
import { MeService } from './me.service.js';
import { PeopleCareService } from './people-care.service.js';
import { PeopleController } from './people.controller.js';
import { OpenIdConnect } from './open-id-connect.service.js';
import { OrganisationPeople } from './organisation-people.js';
import { PeopleService } from './people.service.js';
import { PersonalDataController } from './personal-data.controller.js';
import { PersonalDataService } from './personal-data.service.js';
import { ResetService } from './reset.service.js';
import { RoleChoices } from './role-choices.service.js';
import { RoleNames } from './role-names.js';
import { RoleRules } from './role-rules.js';
import { SecondFactorService } from './second-factor.service.js';
import { SessionAuthenticator } from './session-authenticator.js';
import { SessionsService } from './sessions.service.js';
import { SetUpService } from './set-up.service.js';
import { SignInService } from './sign-in.service.js';
import { SignInTries } from './sign-in-tries.js';
import { TicketMails } from './ticket-mails.js';

@Module({
  imports: [OrganisationsModule],
  controllers: [InvitationsController, KeysController, MeController, PeopleController, PersonalDataController],
  providers: [
    AccountPlaces,
    AccountService,
    Forgetting,
    GrantsOf,
    HandOverAccess,
    HeldElsewhere,
    InvitationAnswers,
    InvitationFollowers,
    InvitationsService,
    KeyAuthenticator,
    KeptForms,
    KeysService,
    MailDirectory,
    NamesService,
    MeService,
    PeopleCareService,
    OpenIdConnect,
    OrganisationPeople,
    PeopleService,
    PersonalDataService,
    ResetService,
    RoleChoices,
    RoleNames,
    RoleRules,
    SecondFactorService,
    SessionAuthenticator,
    SessionsService,
    SetUpService,
    SignInService,
    SignInTries,
    TicketMails,
  ],
  exports: [
    MeService,
    KeptForms,
    AccountService,
    HandOverAccess,
    HeldElsewhere,
    InvitationAnswers,
    InvitationFollowers,
    InvitationsService,
    KeysService,
    NamesService,
    PeopleCareService,
    OpenIdConnect,
    PeopleService,
    PersonalDataService,
    ResetService,
    RoleChoices,
    RoleNames,
    SecondFactorService,
    SessionsService,
    SetUpService,
    SignInService,
  ],
})
export class AccountsModule {}

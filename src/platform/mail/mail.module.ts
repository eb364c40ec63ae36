import { Global, Module, type DynamicModule } from '@nestjs/common';
import { MailChoices } from './mail-choices.service.js';
import { MailKinds } from './mail-kinds.js';
import { MailPeople } from './mail-people.js';
import { MailQueue } from './mail-queue.js';
import { MailSender } from './mail-sender.js';
import { MailTexts } from './mail-texts.js';
import { MAIL_TRANSPORT, type MailTransport } from './mail-transport.js';
import { Outbox } from './outbox.js';
import { TestMail } from './test-mail.service.js';

/** Mail of the service. Rooms register the kinds that they order with `MailKinds`. */
@Global()
@Module({})
export class MailModule {
  /** @param transport undefined where no mail is sent */
  static forRoot(transport: MailTransport | undefined): DynamicModule {
    return {
      module: MailModule,
      providers: [
        { provide: MAIL_TRANSPORT, useValue: transport },
        ...[MailChoices, MailKinds, MailPeople, MailQueue, MailSender, MailTexts, Outbox, TestMail],
      ],
      exports: [MailChoices, MailKinds, MailPeople, Outbox, TestMail],
    };
  }
}

import { Controller, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { Allow } from '../../platform/access/allow.js';
import type { Actor } from '../../platform/actor/actor.js';
import { CurrentActor } from '../../platform/actor/current-actor.js';
import { OneOf } from '../../platform/http/fields.js';
import { Form, TakesForm, type FormFields } from '../../platform/http/takes-form.js';
import { MailChoices } from '../../platform/mail/mail-choices.service.js';
import { MAIL_CHOICES, type MailChoice, type MailTopic } from '../../platform/mail/mail-topics.js';
import { TestMail } from '../../platform/mail/test-mail.service.js';
import { Problem } from '../../platform/problem/problem.js';
import { readForm } from '../forms.js';

class MailForm implements Partial<Record<MailTopic, MailChoice>> {
  @OneOf(MAIL_CHOICES, { optional: true })
  concerns?: MailChoice;

  @OneOf(MAIL_CHOICES, { optional: true })
  handovers?: MailChoice;

  @OneOf(MAIL_CHOICES, { optional: true })
  lapsing?: MailChoice;

  @OneOf(MAIL_CHOICES, { optional: true })
  dates?: MailChoice;

  @OneOf(MAIL_CHOICES, { optional: true })
  week?: MailChoice;
}

/** Which mail people get. */
@ApiExcludeController()
@Controller('account/mail')
export class MailController {
  constructor(
    private readonly choices: MailChoices,
    private readonly testMail: TestMail,
  ) {}

  @Post()
  @Allow('self.use')
  @TakesForm()
  async choose(@CurrentActor() actor: Actor, @Form() fields: FormFields, @Res() response: Response): Promise<void> {
    const form = await readForm(MailForm, fields);
    // Each topic has a choice that is checked: only a form that the page does not have comes here.
    if (!form.ok) throw new Problem('invalid-request', 'A choice of mail was not one of those on the page.');
    await this.choices.choose(actor, form.value);
    response.redirect(303, '/account?done=mail');
  }

  @Post('test')
  @Allow('self.use')
  @TakesForm()
  async test(@CurrentActor() actor: Actor, @Res() response: Response): Promise<void> {
    await this.testMail.order(actor);
    response.redirect(303, '/account?done=mail-test');
  }
}

import { Controller, Get, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { SecondFactorService } from '../../accounts/second-factor.service.js';
import { Allow } from '../../platform/access/allow.js';
import type { Actor } from '../../platform/actor/actor.js';
import { CurrentActor } from '../../platform/actor/current-actor.js';
import { Form, TakesForm, type FormFields } from '../../platform/http/takes-form.js';
import { Problem } from '../../platform/problem/problem.js';
import { errorsOf, errorValues, readForm, type FormError } from '../forms.js';
import { HOME, PageRenderer } from '../page-renderer.js';
import { nextPath } from './next-path.js';
import { qrPicture } from './qr-picture.js';
import { renewSession } from './renew-session.js';
import { CodeForm, NewFactorForm } from './second-factor.forms.js';
import { NextQuery } from './sign-in.controller.js';

const ACCOUNT = { href: '/account', text: 'Your account' };

/** People look after their own authenticator app. */
@ApiExcludeController()
@Controller('account/second-factor')
export class SecondFactorController {
  constructor(
    private readonly factors: SecondFactorService,
    private readonly pages: PageRenderer,
  ) {}

  @Get()
  @Allow('self.use', { whileUnfinished: ['second-factor-set-up'] })
  async show(@CurrentActor() actor: Actor, @Query() { next }: NextQuery, @Res() response: Response): Promise<void> {
    await this.send(actor, response, { next }, []);
  }

  @Post()
  @Allow('self.use', { whileUnfinished: ['second-factor-set-up'] })
  @TakesForm()
  async setUp(@CurrentActor() actor: Actor, @Form() fields: FormFields, @Res() response: Response): Promise<void> {
    const form = await readForm(NewFactorForm, fields);
    if (!form.ok) {
      await this.send(actor, response.status(400), fields, form.errors);
      return;
    }
    await this.answer(actor, response, fields, async () => {
      const { session, recoveryCodes } = await this.factors.setUp(actor, form.value);
      renewSession(response, session);
      this.sendCodes(response, recoveryCodes, nextPath(fields.next));
    });
  }

  @Post('recovery-codes')
  @Allow('self.use')
  @TakesForm()
  async renew(@CurrentActor() actor: Actor, @Form() fields: FormFields, @Res() response: Response): Promise<void> {
    await this.withCode(actor, response, fields, 'codesCode', async (code) => {
      this.sendCodes(response, await this.factors.renewCodes(actor, code), '/account');
    });
  }

  @Post('remove')
  @Allow('self.use')
  @TakesForm()
  async remove(@CurrentActor() actor: Actor, @Form() fields: FormFields, @Res() response: Response): Promise<void> {
    await this.withCode(actor, response, fields, 'removeCode', async (code) => {
      await this.factors.remove(actor, code);
      response.redirect(303, '/account?done=second-factor-removed');
    });
  }

  /** @param name the field of the page that the code is in: the page has several */
  private async withCode(
    actor: Actor,
    response: Response,
    fields: FormFields,
    name: string,
    work: (code: string) => Promise<void>,
  ): Promise<void> {
    const form = await readForm(CodeForm, { code: fields[name] });
    if (form.ok) await this.answer(actor, response, {}, () => work(form.value.code), name);
    else await this.send(actor, response.status(400), {}, renamed(form.errors, name));
  }

  private async answer(
    actor: Actor,
    response: Response,
    fields: FormFields,
    work: () => Promise<void>,
    name = 'code',
  ): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Problem) || !['invalid-request', 'too-many-requests'].includes(error.code)) throw error;
      response.set(error.headers).status(error.code === 'invalid-request' ? 400 : 429);
      await this.send(actor, response, fields, renamed(errorsOf(error), name));
    }
  }

  private async send(actor: Actor, response: Response, given: FormFields, errors: readonly FormError[]): Promise<void> {
    const state = await this.factors.state(actor);
    const sealed = typeof given.sealed === 'string' ? given.sealed : undefined;
    const offer = await this.factors.offer(actor, sealed);
    this.pages.send(response, 'pages/account/second-factor', {
      title: state.present ? 'Change your authenticator app' : 'Set up an authenticator app',
      trail: [HOME, ACCOUNT],
      state,
      picture: qrPicture(offer.address),
      secret: offer.secret.replace(/.{4}(?=.)/g, '$& '),
      sealed: offer.sealed,
      next: given.next,
      ...errorValues(errors),
    });
  }

  private sendCodes(response: Response, codes: readonly string[], next: string): void {
    this.pages.send(response.status(200), 'pages/account/recovery-codes', {
      title: 'Your recovery codes',
      codes,
      next,
    });
  }
}

function renamed(errors: readonly FormError[], name: string): FormError[] {
  return errors.map(({ field, text }) => ({ field: field === 'code' ? name : field, text }));
}

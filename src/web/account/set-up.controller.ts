import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { passwordDefect } from '../../accounts/passwords.js';
import { setSessionCookie } from '../../accounts/session-cookie.js';
import { SetUpService } from '../../accounts/set-up.service.js';
import { Allow } from '../../platform/access/allow.js';
import { Form, TakesForm, type FormFields } from '../../platform/http/takes-form.js';
import { errorValues, readForm, type FormError } from '../forms.js';
import { PageRenderer } from '../page-renderer.js';
import { NewAccountForm } from './sign-in.forms.js';
import { origin } from './sign-in.controller.js';

/** The first person of an empty service, by the link that its start printed. */
@ApiExcludeController()
@Controller('set-up/:token')
export class SetUpController {
  constructor(
    private readonly setUp: SetUpService,
    private readonly pages: PageRenderer,
  ) {}

  @Get()
  @Allow('public')
  async show(@Param('token') token: string, @Res() response: Response): Promise<void> {
    await this.setUp.check(token);
    this.send(response, token, {}, []);
  }

  @Post()
  @Allow('public')
  @TakesForm()
  async finish(
    @Param('token') token: string,
    @Form() fields: FormFields,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await this.setUp.check(token);
    const form = await readForm(NewAccountForm, fields);
    const errors = form.ok ? passwordErrors(form.value) : form.errors;
    if (!form.ok || errors.length > 0) {
      response.status(400);
      this.send(response, token, fields, errors);
      return;
    }
    setSessionCookie(response, await this.setUp.finish(token, form.value, origin(request).device));
    response.redirect(303, '/account/second-factor');
  }

  private send(response: Response, token: string, given: FormFields, errors: readonly FormError[]): void {
    this.pages.send(response, 'pages/account/set-up', {
      title: 'Set up the service',
      action: `/set-up/${encodeURIComponent(token)}`,
      given: { name: given.name, email: given.email },
      ...errorValues(errors),
    });
  }
}

/** What is wrong with the password of a form, as the form shows it. */
export function passwordErrors({ name, email, password }: NewAccountForm): FormError[] {
  const text = passwordDefect(password, [name, email]);
  return text === undefined ? [] : [{ field: 'password', text }];
}

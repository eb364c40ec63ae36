import { Controller, Get, Param, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsString } from 'class-validator';
import type { Response } from 'express';
import { ResetService } from '../../accounts/reset.service.js';
import { clearSessionCookie } from '../../accounts/session-cookie.js';
import { Allow } from '../../platform/access/allow.js';
import { Form, TakesForm, type FormFields } from '../../platform/http/takes-form.js';
import { errorValues, readForm, type FormError } from '../forms.js';
import { PageRenderer } from '../page-renderer.js';

class ResetForm {
  @IsString({ message: 'Enter a new password' })
  password: string;
}

/** A new password by a link. It signs nobody in, so that a second factor is asked for as always. */
@ApiExcludeController()
@Controller()
export class ResetController {
  constructor(
    private readonly reset: ResetService,
    private readonly pages: PageRenderer,
  ) {}

  @Get('reset/:token')
  @Allow('public')
  async show(@Param('token') token: string, @Res() response: Response): Promise<void> {
    this.send(response, token, await this.reset.check(token), []);
  }

  @Post('reset/:token')
  @Allow('public')
  @TakesForm()
  async finish(@Param('token') token: string, @Form() fields: FormFields, @Res() response: Response): Promise<void> {
    const email = await this.reset.check(token);
    const form = await readForm(ResetForm, fields);
    const errors = form.ok ? await this.defects(token, form.value.password) : form.errors;
    if (!form.ok || errors.length > 0) {
      this.send(response.status(400), token, email, errors);
      return;
    }
    await this.reset.finish(token, form.value.password);
    clearSessionCookie(response);
    response.redirect(303, '/password-changed');
  }

  @Get('password-changed')
  @Allow('public')
  done(@Res() response: Response): void {
    this.pages.send(response, 'pages/account/password-changed', { title: 'Your password was changed' });
  }

  private async defects(token: string, password: string): Promise<FormError[]> {
    const text = await this.reset.defect(token, password);
    return text === undefined ? [] : [{ field: 'password', text }];
  }

  private send(response: Response, token: string, email: string, errors: readonly FormError[]): void {
    this.pages.send(response, 'pages/account/reset', {
      title: 'Choose a new password',
      action: `/reset/${encodeURIComponent(token)}`,
      email,
      ...errorValues(errors),
    });
  }
}

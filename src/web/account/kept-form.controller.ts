import { Controller, Get, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { KEPT_FORM_MINUTES, KeptForms } from '../../accounts/kept-forms.service.js';
import { Allow } from '../../platform/access/allow.js';
import type { Actor } from '../../platform/actor/actor.js';
import { CurrentActor } from '../../platform/actor/current-actor.js';
import { PlainText } from '../../platform/http/fields.js';
import { Form, TakesForm, type FormFields } from '../../platform/http/takes-form.js';
import { HOME, PageRenderer } from '../page-renderer.js';
import { nextPath } from './next-path.js';
import { capitalised } from '../../core/contracts/words.js';

/** Fields that a page needs and nobody types. */
const NOT_TYPED = /^(?:version|then|\w*Id|.*-was)$/;

export class KeptFormQuery {
  /** Where the form was sent to */
  @PlainText({ max: 300, optional: true })
  path?: string;
}

/** What somebody had typed when they had been signed out, for the pages that do not show it in their own form. */
@ApiExcludeController()
@Controller('kept-form')
export class KeptFormController {
  constructor(
    private readonly kept: KeptForms,
    private readonly pages: PageRenderer,
  ) {}

  @Get()
  @Allow('signed-in')
  async show(@CurrentActor() actor: Actor, @Query() { path = '' }: KeptFormQuery, @Res() res: Response): Promise<void> {
    const kept = await this.kept.find(actor, path);
    const fields = kept?.fields;
    this.pages.send(res, 'pages/account/kept-form', {
      title: fields === undefined ? 'Nothing is kept here' : 'What you had typed',
      trail: [HOME],
      minutes: KEPT_FORM_MINUTES,
      path,
      keptId: kept?.id,
      ...(fields !== undefined && { rows: rowsOf(fields), hidden: hiddenOf(fields) }),
    });
  }

  /** What was kept goes; what is saved is shown. */
  @Post('discard')
  @Allow('signed-in')
  @TakesForm()
  async discard(@CurrentActor() actor: Actor, @Form() { path }: FormFields, @Res() res: Response): Promise<void> {
    const page = nextPath(path);
    const fields = await this.kept.find(actor, page);
    await this.kept.drop(actor.id, page);
    res.redirect(303, fields === undefined ? '/' : page);
  }
}

function rowsOf(fields: FormFields): object[] {
  return hiddenOf(fields)
    .filter(({ name, value }) => value.trim() !== '' && !NOT_TYPED.test(name))
    .map(({ name, value }) => ({ key: { text: wordsOf(name) }, value: { text: value } }));
}

function hiddenOf(fields: FormFields): { name: string; value: string }[] {
  return Object.entries(fields).flatMap(([name, value = []]) => [value].flat().map((one) => ({ name, value: one })));
}

/** A field's name as words, such as "Why not" of `whyNot`. */
function wordsOf(name: string): string {
  const words = name.replace(
    /([a-z])([A-Z])/g,
    (_, before: string, after: string) => `${before} ${after.toLowerCase()}`,
  );
  return capitalised(words);
}

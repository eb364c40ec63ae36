import { Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import type { PublishedAnswerView } from '../../concerns/published-answers.dto.js';
import { PublishedAnswersService } from '../../concerns/published-answers.service.js';
import { Topics } from '../../concerns/topics.js';
import { Allow } from '../../platform/access/allow.js';
import type { Actor } from '../../platform/actor/actor.js';
import { CurrentActor } from '../../platform/actor/current-actor.js';
import { OneOf, PlainText, ResourceIdPipe } from '../../platform/http/fields.js';
import { Form, TakesForm, type FormFields } from '../../platform/http/takes-form.js';
import { notFound, Problem } from '../../platform/problem/problem.js';
import { ToolsService } from '../../tools/tools.service.js';
import { HOME, PageRenderer } from '../page-renderer.js';
import { FormText } from './concern-forms.js';
import { publishedOf } from './concern-words.js';
import { PublishPage, type PublishSurroundings } from './publish-page.js';

const PAGE = 25;
const PATH = '/concerns/published';
const WHOLE_NUMBER = /^\d{1,9}$/;
const DONE = {
  replaced: 'The new version is published.',
  withdrawn: 'The answer is withdrawn. No site sees it any more.',
} as const;
const TRAIL = [HOME, { href: '/concerns', text: 'Questions and concerns' }];

export class PublishedQuery {
  @FormText(200)
  text?: string;

  @OneOf(Object.keys(DONE), { optional: true })
  done?: keyof typeof DONE;

  @PlainText({ max: 1000, optional: true })
  cursor?: string;
}

/** The answers that a vendor published: to look through, replace and withdraw. */
@ApiExcludeController()
@Controller('concerns/published')
export class PublishedController {
  constructor(
    private readonly published: PublishedAnswersService,
    private readonly topics: Topics,
    private readonly tools: ToolsService,
    private readonly page: PublishPage,
    private readonly pages: PageRenderer,
  ) {}

  @Get()
  @Allow('concerns.answer')
  async list(
    @CurrentActor() actor: Actor,
    @Query() { text, done, cursor }: PublishedQuery,
    @Res() response: Response,
  ): Promise<void> {
    const { items, next } = await this.published.list(actor, { text, limit: PAGE, cursor });
    const words: Readonly<Record<string, string>> = text === undefined ? {} : { text };
    this.pages.send(response, 'pages/concerns/published', {
      title: 'Published answers',
      trail: TRAIL,
      text,
      done: done === undefined ? null : DONE[done],
      published: items
        // what somebody sees for another reason than working for the vendor
        .filter(({ concernId }) => concernId !== null)
        .map((one) => ({ ...publishedOf(one, this.topics), tool: this.tools.nameOf(one.toolId) })),
      first: cursor === undefined ? null : addressOf(words),
      next: next === null ? null : addressOf({ ...words, cursor: next }),
    });
  }

  @Get(':publishedAnswerId')
  @Allow('concerns.answer', { unplaced: ['publishedAnswerId'] })
  async show(
    @CurrentActor() actor: Actor,
    @Param('publishedAnswerId', ResourceIdPipe) id: string,
    @Res() response: Response,
  ): Promise<void> {
    const one = await this.own(actor, id);
    this.page.sendForm(response, surroundings(one, one.version), one, []);
  }

  @Post(':publishedAnswerId')
  @Allow('concerns.answer', { unplaced: ['publishedAnswerId'] })
  @TakesForm()
  async replace(
    @CurrentActor() actor: Actor,
    @Param('publishedAnswerId', ResourceIdPipe) id: string,
    @Form() fields: FormFields,
    @Res() response: Response,
  ): Promise<void> {
    const one = await this.own(actor, id);
    const { version } = fields;
    const expected = typeof version === 'string' && WHOLE_NUMBER.test(version) ? Number(version) : 0;
    const around = surroundings(one, expected);
    const command = await this.page.read(response, around, one.concernId, fields);
    if (command === undefined) return;
    try {
      await this.published.replace(actor, id, command, expected);
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'stale-version') throw error;
      const { question, answer } = command;
      const now = { ...surroundings(one, one.version), overtaken: true, standing: publishedOf(one, this.topics) };
      this.page.sendForm(response.status(409), now, { question, answer }, []);
      return;
    }
    response.redirect(303, `${PATH}?done=replaced`);
  }

  @Post(':publishedAnswerId/withdraw')
  @Allow('concerns.answer', { unplaced: ['publishedAnswerId'] })
  @TakesForm()
  async withdraw(
    @CurrentActor() actor: Actor,
    @Param('publishedAnswerId', ResourceIdPipe) id: string,
    @Res() response: Response,
  ): Promise<void> {
    await this.own(actor, id);
    try {
      await this.published.withdraw(actor, id);
    } catch (error) {
      // pressed twice
      if (!(error instanceof Problem) || error.code !== 'conflict') throw error;
    }
    response.redirect(303, `${PATH}?done=withdrawn`);
  }

  /** @throws Problem `not-found` for one of another vendor, too */
  private async own(actor: Actor, id: string): Promise<PublishedAnswerView & { concernId: string }> {
    const one = await this.published.get(actor, id);
    const { concernId } = one;
    if (concernId === null) throw notFound('published answer', id);
    return { ...one, concernId };
  }
}

function surroundings({ id, toolId, withdrawnAt }: PublishedAnswerView, version: number): PublishSurroundings {
  return {
    title: 'Change a published answer',
    toolId,
    trail: [...TRAIL, { href: PATH, text: 'Published answers' }],
    action: `${PATH}/${id}`,
    back: PATH,
    publishText: 'Publish the new version',
    version,
    isPublished: true,
    isWithdrawn: withdrawnAt !== null,
  };
}

function addressOf(fields: Readonly<Record<string, string>>): string {
  const query = new URLSearchParams(fields).toString();
  return query === '' ? PATH : `${PATH}?${query}`;
}

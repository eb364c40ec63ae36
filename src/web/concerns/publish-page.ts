import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import type { PublishAnswer } from '../../concerns/published-answers.dto.js';
import { PublishedAnswersService } from '../../concerns/published-answers.service.js';
import type { FormFields } from '../../platform/http/takes-form.js';
import { ToolsService } from '../../tools/tools.service.js';
import { errorValues, readForm, type FormError } from '../forms.js';
import { PageRenderer, type PageLink } from '../page-renderer.js';
import { inWords, PublishForm, withPlainBreaks } from './concern-forms.js';

/** What stands around the form, which is the same for what is new and for what is replaced. */
export interface PublishSurroundings {
  readonly title: string;
  readonly toolId: string;
  readonly trail: readonly PageLink[];
  readonly action: string;
  readonly back: string;
  /** What the button says that publishes */
  readonly publishText: string;
  /** The conversation, to write from */
  readonly messages?: readonly object[];
  /** Version that a change is made on */
  readonly version?: number;
  readonly overtaken?: boolean;
  /** What stands published now, where somebody else changed it meanwhile */
  readonly standing?: object;
  readonly isPublished?: boolean;
  readonly isWithdrawn?: boolean;
}

type Given = Readonly<Record<'question' | 'answer', FormFields[string]>>;

const NAMES = { question: 'The question', answer: 'The answer' };
const NOT_LOOKED: FormError = { field: 'looked', text: 'Say that you looked at the names, or change the text' };

/** The two steps of publishing: the words, then what every site will see, with the names that were found in it. */
@Injectable()
export class PublishPage {
  constructor(
    private readonly published: PublishedAnswersService,
    private readonly tools: ToolsService,
    private readonly pages: PageRenderer,
  ) {}

  sendForm(response: Response, around: PublishSurroundings, given: Given, errors: readonly FormError[]): void {
    this.pages.send(response, 'pages/concerns/publish', {
      ...around,
      tool: this.tools.nameOf(around.toolId),
      given,
      ...errorValues(errors),
    });
  }

  /** @returns what is to be published; nothing where a page was sent: the form, or what it comes to */
  async read(
    response: Response,
    around: PublishSurroundings,
    concernId: string,
    sent: FormFields,
  ): Promise<PublishAnswer | undefined> {
    const fields = withPlainBreaks(sent);
    const form = await readForm(PublishForm, { ...fields, step: fields.step ?? 'preview' });
    const given = { question: fields.question, answer: fields.answer };
    if (!form.ok) {
      this.sendForm(response.status(400), around, given, inWords(form.errors, NAMES));
      return undefined;
    }
    const { question, answer, step, looked } = form.value;
    if (step === 'change') {
      this.sendForm(response, around, given, []);
      return undefined;
    }
    const found = await this.published.check(concernId, { question, answer });
    const names = [...found.question, ...found.answer];
    const isLookedAt = names.length === 0 || looked === 'yes';
    if (step === 'publish' && isLookedAt) return { question, answer, ...(names.length > 0 && { namesNobody: true }) };
    const errors = step === 'publish' ? [NOT_LOOKED] : [];
    this.pages.send(step === 'publish' ? response.status(400) : response, 'pages/concerns/preview', {
      ...around,
      title: 'Check what every site will see',
      tool: this.tools.nameOf(around.toolId),
      question,
      answer,
      names: [...new Map(names.map((one) => [one.name, one])).values()],
      ...errorValues(errors),
    });
    return undefined;
  }
}

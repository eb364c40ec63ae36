import { Controller, Get, Param, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { KeptForms } from '../../accounts/kept-forms.service.js';
import { EvidenceService } from '../../assessments/evidence.service.js';
import { SectionsService } from '../../assessments/sections.service.js';
import type { AskedQuestion, SectionToFill } from '../../assessments/section-to-fill.js';
import { Allow } from '../../platform/access/allow.js';
import type { Actor } from '../../platform/actor/actor.js';
import { CurrentActor } from '../../platform/actor/current-actor.js';
import { ResourceIdPipe } from '../../platform/http/fields.js';
import { Form, TakesForm, type FormFields } from '../../platform/http/takes-form.js';
import { notFound, Problem } from '../../platform/problem/problem.js';
import { ToolsService } from '../../tools/tools.service.js';
import { errorValues, type FormError } from '../forms.js';
import { HOME, PageRenderer } from '../page-renderer.js';
import { readEvidence } from './evidence-form.js';
import { openSection, sendTooLate } from './too-late.js';
import { pathOfAssessment, pathOfEvidence } from './section-tasks.js';

/** Saves of the section by others, while an item is added, after which it is given up. */
const TRIES = 5;

const TYPED = [
  ['title', 'Name of the document'],
  ['url', 'Link'],
  ['owner', 'Who looks after it'],
] as const;

/** Adds a document's name or link to an answer. */
@ApiExcludeController()
@Controller('assessments/:assessmentId/sections/:section/evidence/:questionId')
export class EvidencePageController {
  constructor(
    private readonly sections: SectionsService,
    private readonly evidence: EvidenceService,
    private readonly kept: KeptForms,
    private readonly tools: ToolsService,
    private readonly pages: PageRenderer,
  ) {}

  @Get()
  @Allow('answers.write')
  async show(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @Param('section') code: string,
    @Param('questionId') questionId: string,
    @Res() response: Response,
  ): Promise<void> {
    const kept = await this.kept.find(actor, pathOfEvidence(assessmentId, code, questionId));
    if (kept === undefined) {
      this.send(response, await this.sections.toFill(actor, assessmentId, code), questionId, {}, []);
      return;
    }
    const section = await openSection(this.sections, actor, assessmentId, code);
    if (section === undefined) sendTooLate(this.pages, response, assessmentId, typedIn(kept));
    else this.send(response, section, questionId, kept, [], true);
  }

  @Post()
  @Allow('answers.write')
  @TakesForm({ shownAgain: true })
  async add(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @Param('section') code: string,
    @Param('questionId') questionId: string,
    @Form() fields: FormFields,
    @Res() response: Response,
  ): Promise<void> {
    const section = await openSection(this.sections, actor, assessmentId, code);
    if (section === undefined) {
      sendTooLate(this.pages, response, assessmentId, typedIn(fields));
      return;
    }
    const { id } = askedIn(section, questionId).question;
    const { item, errors } = await readEvidence(fields);
    const wrong = errors.length > 0 ? errors : await this.store(actor, section, id, item);
    if (wrong.length > 0) this.send(response.status(400), section, id, fields, wrong);
    else response.redirect(303, `${pathOfAssessment(assessmentId)}/sections/${section.section.code}#${id}-evidence`);
  }

  /** A further item undoes nothing that others save, so it goes onto whatever version there is. @returns what is wrong */
  private async store(
    actor: Actor,
    { section: { assessmentId, code, version } }: SectionToFill,
    questionId: string,
    item: Readonly<Record<string, unknown>>,
  ): Promise<readonly FormError[]> {
    let expected = version;
    for (let tries = 1; ; tries += 1) {
      try {
        await this.evidence.add(actor, assessmentId, questionId, item, expected);
        return [];
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        if (error.code === 'invalid-answers') return error.errors.map(inFields);
        if (error.code !== 'stale-version' || tries === TRIES) throw error;
        ({ version: expected } = await this.sections.get(actor, assessmentId, code));
      }
    }
  }

  private send(
    response: Response,
    section: SectionToFill,
    questionId: string,
    given: FormFields,
    errors: readonly FormError[],
    kept = false,
  ): void {
    const { question } = askedIn(section, questionId);
    const { assessmentId, code, name } = section.section;
    const place = `${this.tools.nameOf(section.deployment.toolId)} at ${section.deployment.site.name}`;
    const back = `${pathOfAssessment(assessmentId)}/sections/${code}`;
    this.pages.send(response, 'pages/assessment/evidence', {
      title: `Add evidence for ${question.id}`,
      trail: [HOME, { href: pathOfAssessment(assessmentId), text: place }, { href: back, text: name }],
      question,
      action: pathOfEvidence(assessmentId, code, question.id),
      back: `${back}#${question.id}-question`,
      answered: section.section.answers[question.id] !== undefined,
      given,
      kept,
      ...errorValues(errors),
    });
  }
}

/** What was typed, for somebody who has to be told that it cannot be saved any more. */
function typedIn(fields: FormFields): { readonly name: string; readonly text: string }[] {
  return TYPED.flatMap(([field, name]) => {
    const text = fields[field];
    return typeof text === 'string' && text.trim() !== '' ? [{ name, text }] : [];
  });
}

/** @throws Problem `not-found` */
function askedIn({ questions, section }: SectionToFill, questionId: string): AskedQuestion {
  const asked = questions.find(({ question }) => question.id === questionId);
  if (asked === undefined) throw notFound(`question in the section ${section.code}`, questionId);
  return asked;
}

/** The field of what the service found wrong with an item, such as `/item/url`. */
function inFields({ pointer = '', detail }: { pointer?: string; detail: string }): FormError {
  const part = pointer.split('/').at(-1) ?? '';
  const field = ['title', 'url', 'owner'].includes(part)
    ? part
    : ['date', 'expires'].includes(part)
      ? `${part}Day`
      : '';
  return { field, text: detail.replace(/\.$/, '') };
}

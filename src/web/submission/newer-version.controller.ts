import { Controller, Get, Param, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { AssessmentsService } from '../../assessments/assessments.service.js';
import type { NewerVersionView, QuestionReference } from '../../assessments/newer-version.dto.js';
import { NewerVersionService } from '../../assessments/newer-version.service.js';
import { Allow } from '../../platform/access/allow.js';
import { may } from '../../platform/access/decide.js';
import type { Actor } from '../../platform/actor/actor.js';
import { CurrentActor } from '../../platform/actor/current-actor.js';
import { ResourceIdPipe } from '../../platform/http/fields.js';
import { Form, TakesForm, type FormFields } from '../../platform/http/takes-form.js';
import { Problem } from '../../platform/problem/problem.js';
import { ToolsService } from '../../tools/tools.service.js';
import { pathOfAssessment } from '../assessments/section-tasks.js';
import { HOME, PageRenderer } from '../page-renderer.js';

const CHANGES = {
  wording: 'asked or explained in other words',
  answers: 'answered in another way',
  counting: 'counted differently',
} as const;

/** What the newest version of the questions changes, and the button that moves the open revision to it. */
@ApiExcludeController()
@Controller('assessments/:assessmentId/newer-version')
export class NewerVersionPageController {
  constructor(
    private readonly assessments: AssessmentsService,
    private readonly newer: NewerVersionService,
    private readonly tools: ToolsService,
    private readonly pages: PageRenderer,
  ) {}

  @Get()
  @Allow('draft.score')
  async show(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @Res() response: Response,
  ): Promise<void> {
    await this.send(actor, response, assessmentId, false);
  }

  @Post()
  @Allow('assessments.submit')
  @TakesForm()
  async move(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @Form() { version }: FormFields,
    @Res() response: Response,
  ): Promise<void> {
    const path = pathOfAssessment(assessmentId);
    try {
      await this.newer.move(actor, assessmentId, typeof version === 'string' ? version : '');
      response.redirect(303, `${path}?saved=newer-version`);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.code === 'stale-version') await this.send(actor, response.status(409), assessmentId, true);
      // pressed twice, or submitted meanwhile
      else if (error.code === 'conflict' || error.code === 'no-open-revision') response.redirect(303, path);
      else throw error;
    }
  }

  private async send(actor: Actor, response: Response, assessmentId: string, overtaken: boolean): Promise<void> {
    const path = pathOfAssessment(assessmentId);
    const change = await this.newer.show(actor, assessmentId);
    if (change.from === change.to) {
      response.redirect(303, path);
      return;
    }
    const { site, trust, toolId } = await this.assessments.get(actor, assessmentId);
    const place = `${this.tools.nameOf(toolId)} at ${site.name}`;
    const mayMove = may(actor, 'assessments.submit', { assessmentId, trustId: trust.id });
    const version = change.open ? (await this.assessments.revision(actor, assessmentId)).version : '';
    this.pages.send(response, 'pages/submission/newer-version', {
      title: 'A newer version of the questions',
      trail: [HOME, { href: path, text: place }],
      place: `${place}, ${trust.name}`,
      back: path,
      action: mayMove ? `${path}/${change.open ? 'newer-version' : 'revisions'}` : undefined,
      ...{ version, overtaken, change },
      groups: this.groupsOf(change),
    });
  }

  private groupsOf({ added, removed, changed }: NewerVersionView): readonly object[] {
    const line = ({ id, question, section }: QuestionReference): string =>
      `${id} (${this.tools.sectionName(section)}): ${question}`;
    return [
      { heading: 'New questions', lines: added.map(line) },
      { heading: 'Questions that are not asked any more', lines: removed.map(line) },
      {
        heading: 'Questions that changed',
        lines: changed.map(({ changes, ...question }) => {
          return `${line(question)} It is ${changes.map((one) => CHANGES[one]).join(', and ')}.`;
        }),
      },
    ];
  }
}

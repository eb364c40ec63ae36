import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { NamesService } from '../../accounts/names.service.js';
import { AssessmentsService } from '../../assessments/assessments.service.js';
import { ReviewService, type Review } from '../../assessments/review.service.js';
import { Allow } from '../../platform/access/allow.js';
import { may } from '../../platform/access/decide.js';
import type { Actor } from '../../platform/actor/actor.js';
import { CurrentActor } from '../../platform/actor/current-actor.js';
import { PlainText, ResourceIdPipe } from '../../platform/http/fields.js';
import { ToolsService } from '../../tools/tools.service.js';
import { KeptAnswers } from '../assessments/kept-answers.service.js';
import { pathOfAssessment } from '../assessments/section-tasks.js';
import { HOME, PageRenderer, type PageLink } from '../page-renderer.js';
import { changeLines } from './changes-text.js';
import { checkedSections, missingIn, missingLines, queriesOf } from './review-page.js';

export class CheckQuery {
  /** What somebody had seen who wanted to submit, where something was changed since */
  @PlainText({ max: 700, optional: true })
  since?: string;
}

/** All answers of the open revision on one page, to be looked through before they are submitted. */
@ApiExcludeController()
@Controller('assessments/:assessmentId/check')
export class CheckPageController {
  constructor(
    private readonly assessments: AssessmentsService,
    private readonly review: ReviewService,
    private readonly kept: KeptAnswers,
    private readonly names: NamesService,
    private readonly tools: ToolsService,
    private readonly pages: PageRenderer,
  ) {}

  @Get()
  @Allow('draft.score')
  async show(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @Query() { since }: CheckQuery,
    @Res() response: Response,
  ): Promise<void> {
    const path = pathOfAssessment(assessmentId);
    const { openRevision, toolId, site, trust } = await this.assessments.get(actor, assessmentId);
    if (openRevision === null) {
      response.redirect(303, path);
      return;
    }
    const review = await this.review.review(actor, assessmentId);
    const place = `${this.tools.nameOf(toolId)} at ${site.name}`;
    const maySubmit = may(actor, 'assessments.submit', { assessmentId, trustId: trust.id });
    this.pages.send(response, 'pages/submission/check', {
      title: 'Check your answers',
      trail: [HOME, { href: path, text: place }],
      place: `${place}, ${trust.name}`,
      back: path,
      missing: missingLines(missingIn(review)),
      unsaved: await this.unsaved(actor, assessmentId),
      counts: missingIn(review),
      sections: checkedSections(review, assessmentId),
      queries: queriesOf(review.scorecard.checks),
      submit: `${path}/submit?seen=${review.seen}`,
      maySubmit,
      leads: maySubmit ? [] : await this.names.leadsOf(trust.id),
      changed: since === undefined ? undefined : await this.changed(actor, assessmentId, since, review),
    });
  }

  /** Pages with something that this reader entered and that is not among the answers. */
  private async unsaved(actor: Actor, assessmentId: string): Promise<readonly PageLink[]> {
    const places = await this.kept.unsaved(actor, assessmentId);
    return [...places].flatMap(([code, ofSection]) =>
      ofSection.map(({ href, questionId }) => ({ href, text: questionId ?? this.tools.sectionName(code) })),
    );
  }

  /** What was changed since, line by line; undefined where nothing was after all. */
  private async changed(
    actor: Actor,
    assessmentId: string,
    since: string,
    { seen }: Review,
  ): Promise<readonly string[] | undefined> {
    if (since === seen) return undefined;
    const changes = await this.review.changesSince(actor, assessmentId, since);
    const names = await this.names.lookUp(changes.flatMap(({ actorId }) => actorId ?? []));
    return changeLines(changes, names, (code) => this.tools.sectionName(code));
  }
}

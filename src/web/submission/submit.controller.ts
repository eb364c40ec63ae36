import { Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { NamesService } from '../../accounts/names.service.js';
import { ROLE_NAMES } from '../../accounts/role-names.js';
import type { AssessmentView } from '../../assessments/assessments.dto.js';
import { AssessmentsService } from '../../assessments/assessments.service.js';
import { ReviewService, type Review } from '../../assessments/review.service.js';
import { readSeen } from '../../assessments/seen-revision.js';
import { SnapshotsService } from '../../assessments/snapshots.service.js';
import { AudienceService } from '../../organisations/audience.service.js';
import { Allow } from '../../platform/access/allow.js';
import { decide } from '../../platform/access/decide.js';
import type { Actor } from '../../platform/actor/actor.js';
import { CurrentActor } from '../../platform/actor/current-actor.js';
import { PlainText, ResourceIdPipe } from '../../platform/http/fields.js';
import { Form, TakesForm, type FormFields } from '../../platform/http/takes-form.js';
import { Problem } from '../../platform/problem/problem.js';
import { ToolsService } from '../../tools/tools.service.js';
import { pathOfAssessment } from '../assessments/section-tasks.js';
import { errorValues, type FormError } from '../forms.js';
import { HOME, PageRenderer } from '../page-renderer.js';
import { missingIn, missingLines } from './review-page.js';

const UNDECLARED: FormError = { field: 'declared', text: 'Tick the box to make the declaration' };

export class SubmitQuery {
  /** What was seen on the page for checking */
  @PlainText({ max: 700, optional: true })
  seen?: string;
}

/** The declaration, and submitting. */
@ApiExcludeController()
@Controller('assessments/:assessmentId/submit')
export class SubmitPageController {
  constructor(
    private readonly assessments: AssessmentsService,
    private readonly review: ReviewService,
    private readonly snapshots: SnapshotsService,
    private readonly audience: AudienceService,
    private readonly names: NamesService,
    private readonly tools: ToolsService,
    private readonly pages: PageRenderer,
  ) {}

  @Get()
  @Allow('revision.read')
  async show(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @Query() { seen }: SubmitQuery,
    @Res() response: Response,
  ): Promise<void> {
    const assessment = await this.assessments.get(actor, assessmentId);
    if (assessment.openRevision === null) {
      response.redirect(303, pathOfAssessment(assessmentId));
      return;
    }
    if (roleOf(actor, assessment) === undefined) {
      await this.sendWhoCan(response, assessment);
      return;
    }
    const review = await this.review.review(actor, assessmentId);
    if (seen !== undefined && seen !== review.seen) response.redirect(303, pathOfChanges(assessmentId, seen));
    else await this.send(actor, response, assessment, review, []);
  }

  @Post()
  @Allow('assessments.submit')
  @TakesForm()
  async submit(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @Form() { version, declared }: FormFields,
    @Res() response: Response,
  ): Promise<void> {
    const seen = typeof version === 'string' ? version : '';
    const assessment = await this.assessments.get(actor, assessmentId);
    // pressed twice, or somebody else was faster: it is submitted, and that is what has to be told
    if (assessment.openRevision !== readSeen(seen)?.number) {
      response.redirect(303, this.pathAfter(assessment, seen));
      return;
    }
    const review = await this.review.review(actor, assessmentId);
    if (declared !== 'yes') {
      await this.send(actor, response.status(400), assessment, review, [UNDECLARED], seen);
      return;
    }
    if (seen !== review.seen) {
      response.redirect(303, pathOfChanges(assessmentId, seen));
      return;
    }
    response.redirect(303, await this.store(actor, assessmentId, review));
  }

  /** @returns where to go on: to the receipt, or back to the answers where something was changed meanwhile */
  private async store(actor: Actor, assessmentId: string, { version, seen }: Review): Promise<string> {
    try {
      const { id } = await this.snapshots.submit(actor, assessmentId, version);
      return pathOfReceipt(id);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.code === 'stale-version') return pathOfChanges(assessmentId, seen);
      if (error.code !== 'no-open-revision') throw error;
      return this.pathAfter(await this.assessments.get(actor, assessmentId), seen);
    }
  }

  /** The receipt of what was seen, where that is what was submitted last. */
  private pathAfter({ id, latest, openRevision }: AssessmentView, seen: string): string {
    if (latest !== null && latest.number === readSeen(seen)?.number) return pathOfReceipt(latest.id);
    return openRevision === null ? pathOfAssessment(id) : pathOfChanges(id, seen);
  }

  private async send(
    actor: Actor,
    response: Response,
    assessment: AssessmentView,
    review: Review,
    errors: readonly FormError[],
    seen = review.seen,
  ): Promise<void> {
    const { id, trust, toolId, notesKept } = assessment;
    const [names, audience] = [await this.names.lookUp([actor.id]), await this.audience.of(trust.id, toolId)];
    const role = roleOf(actor, assessment);
    this.pages.send(response, 'pages/submission/submit', {
      ...this.around(assessment, 'Submit the assessment'),
      action: `${pathOfAssessment(id)}/submit`,
      check: `${pathOfAssessment(id)}/check`,
      sharing: `${pathOfAssessment(id)}/sharing`,
      version: seen,
      number: review.number,
      who: names.get(actor.id) ?? actor.id,
      role: role === undefined ? '' : ROLE_NAMES[role],
      missing: missingLines(missingIn(review), `${pathOfAssessment(id)}/check`),
      queries: review.scorecard.checks.length,
      trust: trust.name,
      vendor: review.deployment.vendorAccess ? (audience.vendor ?? 'The tool’s vendor') : undefined,
      networks: audience.networks,
      notesKept,
      ...errorValues(errors),
    });
  }

  private async sendWhoCan(response: Response, assessment: AssessmentView): Promise<void> {
    this.pages.send(response, 'pages/submission/who-can', {
      ...this.around(assessment, 'Who can submit this assessment'),
      trust: assessment.trust.name,
      leads: await this.names.leadsOf(assessment.trust.id),
    });
  }

  private around(
    { id, site, trust, toolId }: AssessmentView,
    title: string,
  ): { title: string; trail: { href: string; text: string }[]; place: string; back: string } {
    const place = `${this.tools.nameOf(toolId)} at ${site.name}`;
    const back = pathOfAssessment(id);
    return { title, trail: [HOME, { href: back, text: place }], place: `${place}, ${trust.name}`, back };
  }
}

/** The role in which somebody submits; undefined for whoever may not. */
function roleOf(actor: Actor, { id, trust }: AssessmentView): keyof typeof ROLE_NAMES | undefined {
  const decision = decide(actor, 'assessments.submit', { assessmentId: id, trustId: trust.id });
  return decision.outcome === 'allowed' ? decision.role : undefined;
}

function pathOfChanges(assessmentId: string, seen: string): string {
  return `${pathOfAssessment(assessmentId)}/check${seen === '' ? '' : `?since=${encodeURIComponent(seen)}`}`;
}

function pathOfReceipt(snapshotId: string): string {
  return `/snapshots/${snapshotId}/receipt`;
}

import { Controller, Param, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { AssessmentsService } from '../../assessments/assessments.service.js';
import { Allow } from '../../platform/access/allow.js';
import type { Actor } from '../../platform/actor/actor.js';
import { CurrentActor } from '../../platform/actor/current-actor.js';
import { ResourceIdPipe } from '../../platform/http/fields.js';
import { TakesForm } from '../../platform/http/takes-form.js';
import { Problem } from '../../platform/problem/problem.js';
import { pathOfAssessment } from '../assessments/section-tasks.js';

/** The button that opens the next revision. */
@ApiExcludeController()
@Controller('assessments/:assessmentId/revisions')
export class OpenRevisionController {
  constructor(private readonly assessments: AssessmentsService) {}

  @Post()
  @Allow('assessments.submit')
  @TakesForm()
  async open(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @Res() response: Response,
  ): Promise<void> {
    try {
      await this.assessments.openRevision(actor, assessmentId);
    } catch (error) {
      // pressed twice: it is open, which is what was wanted
      if (!(error instanceof Problem) || error.code !== 'conflict') throw error;
    }
    response.redirect(303, `${pathOfAssessment(assessmentId)}?saved=revision`);
  }
}

import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import type { AssessmentView } from '../../assessments/assessments.dto.js';
import { AssessmentsService } from '../../assessments/assessments.service.js';
import { NewerVersionService } from '../../assessments/newer-version.service.js';
import { may } from '../../platform/access/decide.js';
import { Allow } from '../../platform/access/allow.js';
import type { Actor } from '../../platform/actor/actor.js';
import { CurrentActor } from '../../platform/actor/current-actor.js';
import { PlainText, ResourceIdPipe } from '../../platform/http/fields.js';
import { ToolsService } from '../../tools/tools.service.js';
import { HandOverTasks } from '../hand-overs/hand-over-tasks.service.js';
import { NeedsYou } from '../needs-you.service.js';
import { HOME, PageRenderer } from '../page-renderer.js';
import { nextSteps } from '../submission/next-steps.js';
import { pathOfActions } from '../actions/action-words.js';
import { SectionTasks } from './section-tasks.service.js';
import { pathOfAssessment, progressOf, STATE_MEANINGS } from './section-tasks.js';

export class AssessmentPageQuery {
  /** Code of the section that was just saved */
  @PlainText({ max: 20, optional: true })
  saved?: string;
}

/** What was done on another page, by the word in the address. */
const DONE: ReadonlyMap<string | undefined, string> = new Map([
  ['sharing', 'Who sees this assessment was saved.'],
  ['spreadsheet', 'The answers of the spreadsheet were saved.'],
  ['newer-version', 'The assessment was moved to the newest version of the questions.'],
  ['revision', 'A new revision is open, with the answers of the last.'],
]);

/** An assessment with its sections: all of them, those that somebody was invited to, or those that a vendor is shown. */
@ApiExcludeController()
@Controller('assessments')
export class AssessmentPageController {
  constructor(
    private readonly assessments: AssessmentsService,
    private readonly newer: NewerVersionService,
    private readonly sections: SectionTasks,
    private readonly handOvers: HandOverTasks,
    private readonly needs: NeedsYou,
    private readonly tools: ToolsService,
    private readonly pages: PageRenderer,
  ) {}

  @Get(':assessmentId')
  @Allow('deployments.read')
  async show(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @Query() { saved }: AssessmentPageQuery,
    @Res() response: Response,
  ): Promise<void> {
    const assessment = await this.assessments.get(actor, assessmentId);
    const { trust, site, toolId, latest, openRevision } = assessment;
    const place = { assessmentId, trustId: trust.id };
    const seesRevision = may(actor, 'revision.read', place);
    const tasks = openRevision !== null && seesRevision ? await this.sections.tasks(actor, assessmentId) : [];
    const { handed, own } = await this.handOvers.of(actor, assessment);
    const done = tasks.find(({ code }) => code === saved);
    this.pages.send(response, 'pages/assessment/index', {
      title: `${this.tools.nameOf(toolId)} at ${site.name}`,
      trail: [HOME],
      trust: trust.name,
      open: openRevision !== null,
      seesRevision,
      mayAnswer: may(actor, 'answers.write', place),
      tasks: tasks.map((task) => ({ ...task, handed: handed.filter(({ section }) => section === task.code) })),
      progress: progressOf(tasks),
      states: STATE_MEANINGS,
      ...{ handed, own },
      answered: await this.needs.answeredIn(actor, assessmentId),
      mayHandOver: openRevision !== null && may(actor, 'handovers.manage', place),
      path: pathOfAssessment(assessmentId),
      done: done === undefined ? (DONE.get(saved) ?? null) : `“${done.name}” was saved.`,
      detailsPage: `${pathOfAssessment(assessmentId)}/details`,
      sharing: may(actor, 'deployments.share', place) ? `${pathOfAssessment(assessmentId)}/sharing` : null,
      spreadsheet:
        openRevision !== null && tasks.length > 0 && may(actor, 'answers.write', place)
          ? `${pathOfAssessment(assessmentId)}/spreadsheet`
          : null,
      concerns: may(actor, 'concerns.read', { ...place, toolId, vendorAccess: true })
        ? `${pathOfAssessment(assessmentId)}/concerns`
        : null,
      shared: openRevision === null || seesRevision ? [] : this.shared(assessment),
      latest,
      next: nextSteps(actor, assessment),
      newer: may(actor, 'draft.score', place) ? await this.newer.newest(actor, assessmentId) : undefined,
      newerPath: `${pathOfAssessment(assessmentId)}/newer-version`,
      actions: pathOfActions(assessmentId),
    });
  }

  private shared({ id, sharedSections }: AssessmentView): { href: string; text: string }[] {
    return sharedSections.map((code) => ({
      href: `${pathOfAssessment(id)}/sections/${code}`,
      text: this.tools.sectionName(code),
    }));
  }
}

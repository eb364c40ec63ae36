import { Controller, Get, Param, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { NamesService } from '../../accounts/names.service.js';
import type { ActionView } from '../../actions/actions.dto.js';
import { ActionsService, type ActionDetail } from '../../actions/actions.service.js';
import type { PlannedAction } from '../../core/contracts/plan.js';
import { listed, capitalised } from '../../core/contracts/words.js';
import { Allow } from '../../platform/access/allow.js';
import { may } from '../../platform/access/decide.js';
import type { Actor } from '../../platform/actor/actor.js';
import { CurrentActor } from '../../platform/actor/current-actor.js';
import { ResourceIdPipe } from '../../platform/http/fields.js';
import { Form, TakesForm, type FormFields } from '../../platform/http/takes-form.js';
import { Problem } from '../../platform/problem/problem.js';
import { ToolsService } from '../../tools/tools.service.js';
import { pathOfAssessment } from '../assessments/section-tasks.js';
import { VendorPart } from '../concerns/vendor-part.service.js';
import { errorValues, type FormError } from '../forms.js';
import { HOME, PageRenderer } from '../page-renderer.js';
import { askAboutAction } from '../results/result-links.js';
import { timeText, dayText } from '../time-text.js';
import { isSavedAlready, mergedForm, readAction, savedForm, sentForm, type ShownForm } from './action-form.js';
import { pathOfAction, pathOfActions, rowOf } from './action-words.js';

const WHOLE_NUMBER = /^\d{1,9}$/;

/** What stands in the form, and on the page above it. */
interface Shown {
  readonly form: ShownForm;
  readonly version: string;
  readonly errors?: readonly FormError[];
  /** That somebody else saved meanwhile, in words */
  readonly overtaken?: string;
}

/** One action of the plan: what it is for, how far it is, and what is missing for it to be confirmed. */
@ApiExcludeController()
@Controller('assessments/:assessmentId/actions/:actionId')
export class ActionPageController {
  constructor(
    private readonly actions: ActionsService,
    private readonly names: NamesService,
    private readonly vendor: VendorPart,
    private readonly tools: ToolsService,
    private readonly pages: PageRenderer,
  ) {}

  @Get()
  @Allow('results.read')
  async show(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @Param('actionId') actionId: string,
    @Res() response: Response,
  ): Promise<void> {
    const detail = await this.actions.detail(actor, assessmentId, actionId);
    const { action } = detail;
    await this.send(actor, response, detail, { form: savedForm(action), version: String(action.version) });
  }

  @Post()
  @Allow('actions.track')
  @TakesForm()
  async save(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @Param('actionId') actionId: string,
    @Form() fields: FormFields,
    @Res() response: Response,
  ): Promise<void> {
    const detail = await this.actions.detail(actor, assessmentId, actionId);
    const { action } = detail;
    const version = typeof fields.version === 'string' && WHOLE_NUMBER.test(fields.version) ? fields.version : '0';
    const read = await readAction(fields);
    if (Number(version) !== action.version) {
      await this.sendOvertaken(actor, response, detail, fields);
    } else if (!read.ok) {
      await this.send(actor, response.status(400), detail, { form: sentForm(fields), version, errors: read.errors });
    } else if (isSavedAlready(action, fields) && action.updatedAt !== null) {
      response.redirect(303, savedAt(action));
    } else {
      try {
        await this.actions.say(actor, assessmentId, action.id, read.value, action.version);
        response.redirect(303, savedAt(action));
      } catch (error) {
        if (!(error instanceof Problem) || error.code !== 'stale-version') throw error;
        await this.sendOvertaken(actor, response, await this.actions.detail(actor, assessmentId, actionId), fields);
      }
    }
  }

  private async sendOvertaken(
    actor: Actor,
    response: Response,
    detail: ActionDetail,
    fields: FormFields,
  ): Promise<void> {
    const { action } = detail;
    if (isSavedAlready(action, fields)) {
      response.redirect(303, savedAt(action));
      return;
    }
    const who = action.updatedBy === actor.id ? 'You' : await this.nameOf(action.updatedBy);
    const when = action.updatedAt === null ? 'meanwhile' : `on ${timeText(action.updatedAt)}`;
    await this.send(actor, response.status(409), detail, {
      form: mergedForm(action, fields),
      version: String(action.version),
      overtaken: `${who} saved this action ${when}, after this page was opened.`,
    });
  }

  private async nameOf(id: string | null): Promise<string> {
    return id === null ? 'Somebody else' : ((await this.names.lookUp([id])).get(id) ?? 'Somebody else');
  }

  private async send(actor: Actor, response: Response, detail: ActionDetail, shown: Shown): Promise<void> {
    const { assessment, action, planned, needs, current, mayChange } = detail;
    const { form, version, errors = [], overtaken } = shown;
    const place = `${this.tools.nameOf(assessment.toolId)} at ${assessment.site.name}`;
    const actions = pathOfActions(assessment.id);
    this.pages.send(response, 'pages/actions/action', {
      title: action.title,
      trail: [HOME, { href: pathOfAssessment(assessment.id), text: place }, { href: actions, text: 'Actions' }],
      place: `${place}, ${assessment.trust.name}`,
      ...{ action, mayChange, overtaken, version, form, back: actions, path: pathOfAction(action) },
      row: rowOf(action, planned),
      facts: planned === undefined ? [] : factsOf(planned),
      needs: needs.map((need) => rowOf(need)),
      submitted: { number: current.submission.number, day: dayText(current.submission.asOf) },
      said: await this.saidOf(action),
      ask: await this.vendor.asked(actor, assessment, askAboutAction(assessment.id, action.id)),
      confirm: confirmOf(
        detail,
        may(actor, 'answers.write', { assessmentId: assessment.id, trustId: assessment.trust.id }),
      ),
      ...errorValues(errors),
    });
  }

  /** Who last said something of it, and when. */
  private async saidOf({ updatedAt, updatedBy }: ActionView): Promise<string | null> {
    if (updatedAt === null) return null;
    return `Last changed ${timeText(updatedAt)} by ${await this.nameOf(updatedBy)}`;
  }
}

function savedAt(action: ActionView): string {
  return `${pathOfActions(action.assessmentId)}?saved=${encodeURIComponent(action.id)}`;
}

/** What the plan says of it, beside its dates and owner. */
function factsOf({ steps, helpers, trustDays, vendorDays, leadWeeks, askVendor, otherWays }: PlannedAction): object[] {
  const days = (count: number): string => `${String(Math.round(count * 10) / 10)} ${count === 1 ? 'day' : 'days'}`;
  const effort = `${days(trustDays)} of the trust’s work${vendorDays > 0 ? ` and ${days(vendorDays)} of the vendor’s` : ''}`;
  const weeks = `${String(leadWeeks)} ${leadWeeks === 1 ? 'week' : 'weeks'}`;
  const rows: readonly (readonly [string, string])[] = [
    ['What to do', steps],
    ...(helpers.length === 0 ? [] : [['Who helps', listed(helpers)] as const]),
    ['Effort', `${effort}, over about ${weeks}. An estimate`],
    ['Whom to ask', capitalised(askVendor)],
    ...(otherWays.length === 0 ? [] : [['Other ways', otherWays.join(' ')] as const]),
  ];
  return rows.map(([key, text]) => ({ key: { text: key }, value: { text } }));
}

/** What is missing for it to be confirmed, and where that is given. */
function confirmOf({ assessment, action, inOpenRevision }: ActionDetail, mayAnswer: boolean): object {
  const open = assessment.openRevision !== null;
  return {
    missing: action.toConfirm,
    inOpenRevision,
    open,
    href: !mayAnswer
      ? null
      : open
        ? `${pathOfAssessment(assessment.id)}/questions/${action.questionId}`
        : pathOfAssessment(assessment.id),
  };
}

import { Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { ActionsService, type ActionsOf, type WhatIfDone } from '../../actions/actions.service.js';
import { Allow } from '../../platform/access/allow.js';
import type { Actor } from '../../platform/actor/actor.js';
import { CurrentActor } from '../../platform/actor/current-actor.js';
import { CallerGone } from '../../platform/http/caller-gone.js';
import { ResourceIdPipe } from '../../platform/http/fields.js';
import { Form, TakesForm, type FormFields } from '../../platform/http/takes-form.js';
import { ToolsService } from '../../tools/tools.service.js';
import { pathOfAssessment } from '../assessments/section-tasks.js';
import { FormText } from '../form-text.js';
import { HOME, PageRenderer } from '../page-renderer.js';
import { nameOf, pathOfActions, rowOf, STATE_WORDS } from './action-words.js';
import { outcomeOf } from './what-if-outcome.js';
import { dayText } from '../time-text.js';

const ACTION_ID = /^[A-Z]{2}-\d{2}(?::find-evidence)?$/;
const LONGEST = 8000;

export class WhatIfPageQuery {
  /** Ids of the actions to take as done, with commas between; `none` when the form was sent without any */
  @FormText(LONGEST)
  done?: string;
}

/** What would change if some actions were done. Nothing of it is a result, and nothing is stored. */
@ApiExcludeController()
@Controller('assessments/:assessmentId/actions/what-if')
export class WhatIfPageController {
  constructor(
    private readonly actions: ActionsService,
    private readonly tools: ToolsService,
    private readonly pages: PageRenderer,
  ) {}

  @Get()
  @Allow('results.read')
  async show(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @Query() { done }: WhatIfPageQuery,
    @CallerGone() signal: AbortSignal,
    @Res() response: Response,
  ): Promise<void> {
    const actions = await this.actions.of(actor, assessmentId);
    const ticked = actions.list.items.filter(({ state }) => state === 'done').map(({ id }) => id);
    const ids = done?.split(',') ?? ticked;
    const outcome = await this.actions.whatIf(actor, actions, ids, signal);
    this.send(response, actions, ids, outcome, done !== undefined);
  }

  /** Leads to the address that shows it, which can be kept and passed on. */
  @Post()
  @Allow('results.read')
  @TakesForm()
  choose(
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @Form() fields: FormFields,
    @Res() response: Response,
  ): void {
    const ids = [fields.done ?? []].flat().filter((id) => ACTION_ID.test(id));
    const done = ids.length === 0 ? 'none' : ids.join(',');
    response.redirect(
      303,
      `${pathOfActions(assessmentId)}/what-if?${new URLSearchParams({ done }).toString()}#outcome`,
    );
  }

  private send(
    response: Response,
    { assessment, list }: ActionsOf,
    ids: readonly string[],
    { result, taken, open }: WhatIfDone,
    isSent: boolean,
  ): void {
    const place = `${this.tools.nameOf(assessment.toolId)} at ${assessment.site.name}`;
    const back = pathOfActions(assessment.id);
    const names = new Map(list.items.map((action) => [action.id, nameOf(action)]));
    this.pages.send(response, 'pages/actions/what-if', {
      title: 'What would change if actions were done',
      trail: [HOME, { href: pathOfAssessment(assessment.id), text: place }, { href: back, text: 'Actions' }],
      place: `${place}, ${assessment.trust.name}`,
      ...{ back, path: `${back}/what-if` },
      asOf: dayText(list.asOf),
      any: list.items.length > 0,
      nothingChosen: isSent && result === null && open.length === 0,
      taken: taken.map(nameOf),
      open: open.map(nameOf),
      outcome: result === null ? null : outcomeOf(result, names),
      choices: list.items
        .filter(({ type }) => type !== 'find-out')
        .map((action) => ({
          value: action.id,
          text: nameOf(action),
          hint: { text: `${STATE_WORDS[action.state].text}. Owner: ${rowOf(action).owner}` },
          checked: ids.includes(action.id),
        })),
      findOut: list.items.filter(({ type }) => type === 'find-out').map(nameOf),
    });
  }
}

import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { ActionCalendars, sendCalendar } from '../../actions/action-calendars.js';
import { actionTimelines } from '../../actions/action-timeline.js';
import { isAskedFor } from '../../actions/action-views.js';
import { ACTION_FILTERS, LONGEST_OWNER, type ActionFilter, type ActionView } from '../../actions/actions.dto.js';
import { ActionsService, type ActionsOf } from '../../actions/actions.service.js';
import { AssessmentsService } from '../../assessments/assessments.service.js';
import type { AssessmentView } from '../../assessments/assessments.dto.js';
import { isoDate } from '../../core/contracts/calendar.js';
import { Allow } from '../../platform/access/allow.js';
import type { Actor } from '../../platform/actor/actor.js';
import { CurrentActor } from '../../platform/actor/current-actor.js';
import { Clock } from '../../platform/clock/clock.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { ResourceIdPipe } from '../../platform/http/fields.js';
import { publicAddress } from '../../platform/http/public-address.js';
import { Problem } from '../../platform/problem/problem.js';
import { ToolsService } from '../../tools/tools.service.js';
import { pathOfAssessment } from '../assessments/section-tasks.js';
import { FormText } from '../form-text.js';
import { HOME, PageRenderer, type PageLink } from '../page-renderer.js';
import { countsOf, FILTER_WORDS, nameOf, pathOfActions, rowOf, type ActionRow } from './action-words.js';
import { dayText } from '../time-text.js';
import { capitalised } from '../../core/contracts/words.js';

export class ActionsPageQuery {
  @FormText(LONGEST_OWNER)
  owner?: string;

  @FormText(20)
  state?: string;

  /** Id of the action that was just saved */
  @FormText(60)
  saved?: string;
}

/** The actions of the latest submission's plan, to be carried out. */
@ApiExcludeController()
@Controller('assessments/:assessmentId')
export class ActionsPageController {
  constructor(
    private readonly actions: ActionsService,
    private readonly calendars: ActionCalendars,
    private readonly assessments: AssessmentsService,
    private readonly tools: ToolsService,
    private readonly clock: Clock,
    private readonly pages: PageRenderer,
    @Inject(CONFIG) private readonly config: Pick<Config, 'publicUrl'>,
  ) {}

  @Get('actions')
  @Allow('results.read')
  async show(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @Query() query: ActionsPageQuery,
    @Res() response: Response,
  ): Promise<void> {
    try {
      this.send(response, await this.actions.of(actor, assessmentId), query);
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'nothing-submitted') throw error;
      const assessment = await this.assessments.get(actor, assessmentId);
      this.pages.send(response, 'pages/actions/index', { ...this.headOf(assessment), submitted: false });
    }
  }

  @Get('actions.ics')
  @Allow('results.read')
  async calendar(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const address = publicAddress(request, this.config.publicUrl);
    sendCalendar(response, await this.calendars.of(actor, assessmentId, address));
  }

  private send(response: Response, { assessment, list, current, mayChange }: ActionsOf, query: ActionsPageQuery): void {
    const { items, past, asOf, number, snapshotId } = list;
    const owner = query.owner;
    const state = ACTION_FILTERS.find((known) => known === query.state);
    const shown = items.filter((action) => isAskedFor(action, { owner, state }));
    const path = pathOfActions(assessment.id);
    const planned = new Map(current.plan.actions.map((action) => [action.id, action]));
    const row = (action: ActionView): ActionRow => rowOf(action, planned.get(action.id));
    this.pages.send(response, 'pages/actions/index', {
      ...this.headOf(assessment),
      ...{ submitted: true, mayChange, path, number },
      asOf: dayText(asOf),
      done: savedIn([...items, ...past], query.saved, row),
      any: items.length > 0,
      counts: countsOf(items),
      filtered: owner !== undefined || state !== undefined,
      owners: ownersFor(items, owner),
      states: statesFor(state),
      rows: shown.map(row),
      past: past.map(row),
      charts: actionTimelines(shown, asOf, isoDate(this.clock.today())),
      links: [
        { href: `${path}/what-if`, text: 'See what would change if actions were done' },
        { href: `${path}.ics`, text: 'Put the dates into your calendar (iCalendar file)' },
        { href: `/snapshots/${snapshotId}/plan`, text: 'The support plan with everything behind it' },
      ],
    });
  }

  private headOf({ id, toolId, site, trust }: AssessmentView): {
    title: string;
    trail: readonly PageLink[];
    place: string;
    back: string;
  } {
    const place = `${this.tools.nameOf(toolId)} at ${site.name}`;
    const back = pathOfAssessment(id);
    return { title: 'Actions', trail: [HOME, { href: back, text: place }], place: `${place}, ${trust.name}`, back };
  }
}

/** What was just saved, and where to see what is missing for it to be confirmed. */
function savedIn(
  actions: readonly ActionView[],
  saved: string | undefined,
  row: (action: ActionView) => ActionRow,
): object | null {
  const action = actions.find(({ id }) => id === saved);
  if (action === undefined) return null;
  const { late, href } = row(action);
  return { text: `“${nameOf(action)}” was saved.`, promise: action.state === 'done', late, href };
}

/** Roles and people who own an action, and whoever the address asks for. */
function ownersFor(actions: readonly ActionView[], given: string | undefined): object[] {
  const names = actions.flatMap(({ ownOwner, ownerRoleName }) => [ownerRoleName, ownOwner]);
  const all = new Set([...names, given].filter((name): name is string => typeof name === 'string'));
  const sorted = [...all].sort((one, other) => one.localeCompare(other, 'en-GB'));
  return [
    { value: '', text: 'Everybody' },
    ...sorted.map((name) => ({ value: name, text: capitalised(name), selected: name === given })),
  ];
}

function statesFor(given: ActionFilter | undefined): object[] {
  return [
    { value: '', text: 'Any' },
    ...FILTER_WORDS.map(([value, text]) => ({ value, text, selected: value === given })),
  ];
}

import { Controller, Get, Inject, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import type { AssessmentView } from '../assessments/assessments.dto.js';
import { AssessmentsService } from '../assessments/assessments.service.js';
import type { StandingView } from '../assessments/snapshots.dto.js';
import { StandingsService } from '../assessments/standings.service.js';
import { longDate, parseDay, type DayNumber } from '../core/contracts/calendar.js';
import { STAGE_NAMES } from '../core/contracts/words.js';
import type { Stage } from '../core/contracts/scorecard.js';
import type { DeploymentView } from '../deployments/deployments.dto.js';
import { DeploymentsService } from '../deployments/deployments.service.js';
import { CurrentActor, type Actor } from '../platform/actor/actor.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { PageQuery } from '../platform/http/page.dto.js';
import { ToolsService } from '../tools/tools.service.js';
import { PageRenderer } from './page-renderer.js';

/** One row of the list of deployments, in words. */
interface DeploymentRow {
  readonly site: string;
  readonly trust: string;
  readonly tool: string;
  readonly stage: string;
  readonly index: string;
  /** What the index could be; null when everything is known */
  readonly bound: string | null;
  readonly headline: string;
  readonly warning: boolean;
  /** For which day it was scored, and what from; null when nothing was submitted */
  readonly basis: string | null;
  readonly openRevision: boolean;
  readonly snapshotId: string | null;
}

type Result = Omit<DeploymentRow, 'site' | 'trust' | 'tool' | 'openRevision'>;

@ApiExcludeController()
@Controller()
export class HomeController {
  constructor(
    private readonly deployments: DeploymentsService,
    private readonly assessments: AssessmentsService,
    private readonly standings: StandingsService,
    private readonly tools: ToolsService,
    private readonly pages: PageRenderer,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  async home(@CurrentActor() actor: Actor, @Query() query: PageQuery, @Res() response: Response): Promise<void> {
    const { items, next } = await this.deployments.list(actor, { ...query, sort: '-createdAt' });
    const ids = items.map(({ id }) => id);
    const assessments = await this.assessments.ofDeployments(actor, ids);
    const standings = await this.standings.standings(actor, items);
    this.pages.send(response, 'pages/home/index', {
      title: 'Deployments',
      demo: this.config.demo,
      deployments: items.map((deployment) =>
        this.rowOf(deployment, assessments.get(deployment.id), standings.get(deployment.id)),
      ),
      first: query.cursor === undefined ? null : addressOf(query.limit),
      next: next === null ? null : addressOf(query.limit, next),
    });
  }

  private rowOf(
    { site, trust, toolId }: DeploymentView,
    assessment: AssessmentView | undefined,
    standing: StandingView | undefined,
  ): DeploymentRow {
    return {
      site: site.name,
      trust: trust.name,
      tool: this.tools.get(toolId).name,
      openRevision: (assessment?.openRevision ?? null) !== null,
      ...resultOf(assessment, standing),
    };
  }
}

/** What the answers come to today; where that cannot be worked out, what was frozen when they were submitted. */
function resultOf(assessment: AssessmentView | undefined, standing: StandingView | undefined): Result {
  if (standing !== undefined) {
    const { stage, index, headline, inUseWithoutClearance } = standing.scorecard;
    return {
      stage: stageText(stage.number),
      ...indexTexts(index.value, index.upper),
      headline,
      warning: inUseWithoutClearance,
      basis: `Today, by what was submitted on ${dayText(standing.snapshot.asOf)}`,
      snapshotId: standing.snapshot.id,
    };
  }
  const latest = assessment?.latest ?? null;
  if (latest !== null) {
    const { id, stage, index, upper, headline, asOf, inUseWithoutClearance } = latest;
    return {
      stage: stageText(stage as Stage),
      ...indexTexts(index, upper),
      headline,
      warning: inUseWithoutClearance,
      basis: `As submitted on ${dayText(asOf)}`,
      snapshotId: id,
    };
  }
  return {
    stage: 'Not known yet',
    index: 'Not known yet',
    bound: null,
    headline:
      assessment === undefined ? 'The assessment was not started.' : 'Being filled in; nothing has been submitted.',
    warning: false,
    basis: null,
    snapshotId: null,
  };
}

function stageText(stage: Stage): string {
  return `${String(stage)} of 4, ${STAGE_NAMES[stage]}`;
}

function dayText(day: string): string {
  return longDate(parseDay(day) as DayNumber);
}

/** Address of this list from a cursor on, with as many rows. */
function addressOf(limit: number, cursor?: string): string {
  const query = new URLSearchParams({ limit: String(limit), ...(cursor !== undefined && { cursor }) });
  return `/?${query.toString()}`;
}

function indexTexts(index: number, upper: number): Pick<DeploymentRow, 'index' | 'bound'> {
  const [value, bound] = [Math.round(index), Math.round(upper)];
  return { index: `${String(value)} of 100`, bound: value === bound ? null : `could be ${String(bound)}` };
}

import { Controller, Get, Inject, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import type { AssessmentView } from '../assessments/assessments.dto.js';
import { AssessmentsService } from '../assessments/assessments.service.js';
import { longDate, parseDay, type DayNumber } from '../core/contracts/calendar.js';
import { STAGE_NAMES } from '../core/contracts/words.js';
import type { Stage } from '../core/contracts/scorecard.js';
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
  readonly asOf: string | null;
  readonly openRevision: boolean;
  readonly snapshotId: string | null;
}

@ApiExcludeController()
@Controller()
export class HomeController {
  constructor(
    private readonly assessments: AssessmentsService,
    private readonly tools: ToolsService,
    private readonly pages: PageRenderer,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  async home(@CurrentActor() actor: Actor, @Query() query: PageQuery, @Res() response: Response): Promise<void> {
    const { items, next } = await this.assessments.list(actor, query);
    this.pages.send(response, 'pages/home/index', {
      title: 'Deployments',
      demo: this.config.demo,
      deployments: items.map((assessment) => this.rowOf(assessment)),
      first: query.cursor === undefined ? null : addressOf(query.limit),
      next: next === null ? null : addressOf(query.limit, next),
    });
  }

  private rowOf({ site, trust, toolId, latest, openRevision }: AssessmentView): DeploymentRow {
    const place = {
      site: site.name,
      trust: trust.name,
      tool: this.tools.get(toolId).name,
      openRevision: openRevision !== null,
    };
    if (latest === null) {
      const headline = 'Being filled in; nothing has been submitted.';
      return {
        ...place,
        stage: 'Not known yet',
        index: 'Not known yet',
        bound: null,
        headline,
        warning: false,
        asOf: null,
        snapshotId: null,
      };
    }
    const { id, stage, index, upper, headline, asOf, inUseWithoutClearance } = latest;
    return {
      ...place,
      stage: `${String(stage)} of 4, ${STAGE_NAMES[stage as Stage]}`,
      ...indexTexts(index, upper),
      headline,
      warning: inUseWithoutClearance,
      asOf: longDate(parseDay(asOf) as DayNumber),
      snapshotId: id,
    };
  }
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

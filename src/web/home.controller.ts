import { Controller, Get, Inject, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Allow } from '../platform/access/allow.js';
import { may } from '../platform/access/decide.js';
import type { Response } from 'express';
import type { AssessmentView, SnapshotSummary } from '../assessments/assessments.dto.js';
import { AssessmentsService } from '../assessments/assessments.service.js';
import { ProgressService, type Progress } from '../assessments/progress.service.js';
import type { StandingSummary } from '../assessments/snapshots.dto.js';
import { StoredStandings } from '../assessments/stored-standings.service.js';
import { parseDay, type DayNumber } from '../core/contracts/calendar.js';
import { STAGE_NAMES } from '../core/contracts/words.js';
import type { Stage } from '../core/contracts/scorecard.js';
import type { DeploymentView } from '../deployments/deployments.dto.js';
import { DeploymentsService } from '../deployments/deployments.service.js';
import type { Actor } from '../platform/actor/actor.js';
import { CurrentActor } from '../platform/actor/current-actor.js';
import { Clock } from '../platform/clock/clock.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { PageQuery } from '../platform/http/page.dto.js';
import { ToolsService } from '../tools/tools.service.js';
import { SectionTasks } from './assessments/section-tasks.service.js';
import { answeredText } from './assessments/section-tasks.js';
import { homeTitle, isTrustsOwn } from './home-title.js';
import { NeedsYou } from './needs-you.service.js';
import { PageRenderer } from './page-renderer.js';
import { dateText, dayText } from './time-text.js';

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
  /** Whether work on it rests: `Paused` or `Ended` */
  readonly resting: string | null;
  readonly snapshotId: string | null;
  /** Its assessment; null before one was started */
  readonly assessmentId: string | null;
  /** Where to start it, for whoever may */
  readonly start: string | null;
  /** How far the open revision is; null where none is open, or somebody is not told */
  readonly progress: string | null;
  /** When it was last submitted */
  readonly submitted: string | null;
}

type Result = Pick<DeploymentRow, 'stage' | 'index' | 'bound' | 'headline' | 'warning' | 'basis' | 'snapshotId'>;

@ApiExcludeController()
@Controller()
export class HomeController {
  constructor(
    private readonly deployments: DeploymentsService,
    private readonly assessments: AssessmentsService,
    private readonly progress: ProgressService,
    private readonly standings: StoredStandings,
    private readonly tools: ToolsService,
    private readonly invited: SectionTasks,
    private readonly clock: Clock,
    private readonly needs: NeedsYou,
    private readonly pages: PageRenderer,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  @Allow('signed-in')
  async home(@CurrentActor() actor: Actor, @Query() query: PageQuery, @Res() response: Response): Promise<void> {
    const { items, next } = await this.deployments.list(actor, { ...query, sort: '-createdAt' });
    const ids = items.map(({ id }) => id);
    const assessments = await this.assessments.ofDeployments(actor, ids);
    const standings = await this.standings.summaries(actor, items);
    const invited = await this.invited.of(actor);
    const progress = await this.progress.of(actor, [...assessments.values()]);
    // whoever is here for some sections only has no use for an empty list of deployments
    const onlyInvited = actor.grants.length > 0 && actor.grants.every(({ role }) => role === 'contributor');
    this.pages.send(response, isTrustsOwn(actor) ? 'pages/home/assessments' : 'pages/home/index', {
      title: homeTitle(actor),
      onlyInvited,
      invited,
      ...(query.cursor === undefined ? await this.needs.of(actor) : {}),
      demo: this.config.demo,
      mayStart: may(actor, 'deployments.start'),
      deployments: items.map((deployment) =>
        this.rowOf(actor, deployment, assessments.get(deployment.id), standings.get(deployment.id), progress),
      ),
      first: query.cursor === undefined ? null : addressOf(query.limit),
      next: next === null ? null : addressOf(query.limit, next),
    });
  }

  private rowOf(
    actor: Actor,
    deployment: DeploymentView,
    assessment: AssessmentView | undefined,
    standing: StandingSummary | undefined,
    progress: ReadonlyMap<string, Progress>,
  ): DeploymentRow {
    const { site, trust, toolId, status } = deployment;
    const starts =
      assessment === undefined && status === 'active' && may(actor, 'deployments.start', { trustId: trust.id, toolId });
    return {
      start: starts
        ? `/assessments/new?site=${site.id}&tool=${encodeURIComponent(toolId)}&use=${deployment.use}`
        : null,
      progress: progressText(assessment === undefined ? undefined : progress.get(assessment.id)),
      submitted: submittedText(assessment),
      site: site.name,
      trust: trust.name,
      tool: this.tools.nameOf(toolId),
      openRevision: (assessment?.openRevision ?? null) !== null,
      assessmentId: assessment?.id ?? null,
      resting: status === 'active' ? null : status === 'paused' ? 'Paused' : 'Ended',
      ...(status === 'ended' ? ended(assessment) : resultOf(deployment, assessment, standing, this.clock.today())),
    };
  }
}

/** What the answers come to today; where that cannot be worked out, what was frozen when they were submitted. */
function resultOf(
  deployment: DeploymentView,
  assessment: AssessmentView | undefined,
  standing: StandingSummary | undefined,
  today: DayNumber,
): Result {
  if (standing !== undefined) return standingToday(standing);
  const latest = assessment?.latest ?? null;
  if (latest !== null) return frozen(latest);
  const { goLiveDate } = deployment;
  const inUse = goLiveDate !== null && (parseDay(goLiveDate) as DayNumber) <= today;
  const begun = assessment === undefined ? 'The assessment was not started.' : 'The assessment was not submitted.';
  const waiting =
    assessment === undefined ? 'The assessment was not started.' : 'Being filled in; nothing has been submitted.';
  return {
    ...NOTHING_SUBMITTED,
    headline: inUse ? `In use since ${dayText(goLiveDate)} without clearance. ${begun}` : waiting,
    warning: inUse,
  };
}

function standingToday(standing: StandingSummary): Result {
  const { stage, index, upper, headline, inUseWithoutClearance, assessedUse, currentUse } = standing;
  const otherUse = assessedUse !== currentUse;
  const note = `Assessed for ${assessedUse} use, now meant for ${currentUse} use: what that asks for was not assessed. `;
  return {
    stage: stageText(stage as Stage),
    ...indexTexts(index, upper),
    headline: `${otherUse ? note : ''}${headline}`,
    warning: inUseWithoutClearance || otherUse,
    basis: `Today, by what was submitted on ${dayText(standing.snapshotAsOf)}`,
    snapshotId: standing.snapshotId,
  };
}

function frozen({ id, stage, index, upper, headline, asOf, inUseWithoutClearance }: SnapshotSummary): Result {
  return {
    stage: stageText(stage as Stage),
    ...indexTexts(index, upper),
    headline,
    warning: inUseWithoutClearance,
    basis: `As submitted on ${dayText(asOf)}`,
    snapshotId: id,
  };
}

/** Nobody uses the tool here any more, so that nothing has to be warned of. */
function ended(assessment: AssessmentView | undefined): Result {
  const latest = assessment?.latest ?? null;
  if (latest === null) return { ...NOTHING_SUBMITTED, headline: 'Nothing was submitted.' };
  return { ...frozen(latest), warning: false };
}

const NOTHING_SUBMITTED = {
  stage: 'Not known yet',
  index: 'Not known yet',
  bound: null,
  warning: false,
  basis: null,
  snapshotId: null,
} as const satisfies Partial<Result>;

function stageText(stage: Stage): string {
  return `${String(stage)} of 4, ${STAGE_NAMES[stage]}`;
}

/** Address of this list from a cursor on, with as many rows. */
function addressOf(limit: number, cursor?: string): string {
  const query = new URLSearchParams({ limit: String(limit), ...(cursor !== undefined && { cursor }) });
  return `/?${query.toString()}`;
}

function progressText(progress: Progress | undefined): string | null {
  return progress === undefined ? null : answeredText(progress);
}

function submittedText(assessment: AssessmentView | undefined): string | null {
  const latest = assessment?.latest ?? null;
  return latest === null ? null : dateText(latest.submittedAt);
}

function indexTexts(index: number, upper: number): Pick<DeploymentRow, 'index' | 'bound'> {
  const [value, bound] = [Math.round(index), Math.round(upper)];
  return { index: `${String(value)} of 100`, bound: value === bound ? null : `could be ${String(bound)}` };
}

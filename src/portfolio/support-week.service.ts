import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ConcernNews } from '../concerns/concern-news.js';
import { DAYS_PER_WEEK, isoDate, longDate, parseDay, type DayNumber } from '../core/contracts/calendar.js';
import type { Queue } from '../core/contracts/portfolio.js';
import type { Catalogue } from '../core/instrument/catalogue.js';
import type { DeploymentView } from '../deployments/deployments.dto.js';
import { DeploymentsService } from '../deployments/deployments.service.js';
import type { Actor } from '../platform/actor/actor.js';
import { searchText } from '../platform/database/search-text.js';
import { SupportFiguresService } from '../support/support-figures.service.js';
import { CATALOGUE } from '../tools/catalogue-token.js';
import { ToolsService } from '../tools/tools.service.js';
import { PortfolioService } from './portfolio.service.js';
import type { PortfolioEntryEntity } from './portfolio-entry.entity.js';
import { StandingPoints } from './standing-points.service.js';

/** Lines of one kind before the rest is counted: whom to call first, not all there is. */
const MOST_LINES = 10;
/** Items that are put together at once while it is looked for what changed. */
const CHUNK = 50;
/** Evidence that lapses within these days is worth a word on a Monday; the work list looks further ahead. */
const LAPSES_WITHIN_DAYS = 28;

const LONDON_DAY = new Intl.DateTimeFormat('en-GB', {
  ...{ timeZone: 'Europe/London', day: 'numeric', month: 'long', year: 'numeric' },
});

/** What a support team has before it in a week, as lines to be read: sites and reasons, never what people wrote. */
export interface WeekAhead {
  readonly regressed: readonly string[];
  readonly unblock: readonly string[];
  readonly promises: readonly string[];
  readonly concerns: readonly string[];
  readonly lapsing: readonly string[];
  readonly changed: readonly string[];
}

type Listed = Pick<PortfolioEntryEntity, 'id' | 'queue' | 'gateEnds' | 'ownerSearched'>;

/** Says whom to help this week, and why: the work list in short, the sites that somebody looks after first. */
@Injectable()
export class SupportWeek {
  constructor(
    private readonly portfolio: PortfolioService,
    private readonly points: StandingPoints,
    private readonly support: SupportFiguresService,
    private readonly concerns: ConcernNews,
    private readonly deployments: DeploymentsService,
    private readonly tools: ToolsService,
    @Inject(CATALOGUE) private readonly catalogue: Catalogue,
  ) {}

  /**
   * @param name of whoever it is for, by which the own sites are known
   * @param monday the day with which the week begins
   */
  async of(manager: EntityManager, actor: Actor, name: string, monday: DayNumber): Promise<WeekAhead> {
    const all = await this.portfolio.entries(manager, actor, {}, ['id', 'queue', 'gateEnds', 'ownerSearched']);
    const isOwn = ({ ownerSearched }: Listed): boolean => ownerSearched === searchText(name);
    const listed = [...all.filter(isOwn), ...all.filter((entry) => !isOwn(entry))];
    const promises = await this.support.due(manager, actor, isoDate(monday + DAYS_PER_WEEK - 1));
    const concerns = await this.concerns.waitingBySite(manager, actor);
    const byId = await this.named(
      manager,
      [...promises, ...concerns].map(({ deploymentId }) => deploymentId),
    );
    return {
      regressed: await this.queueLines(manager, listed, 'regressed'),
      unblock: await this.queueLines(manager, listed, 'unblock-now'),
      promises: cut(
        promises.map(({ deploymentId, dueOn }) => {
          const due = `${dueOn < isoDate(monday) ? 'overdue since' : 'due on'} ${dayText(dueOn)}`;
          return `${byId(deploymentId)}: a promise is ${due}`;
        }),
      ),
      concerns: cut(
        concerns.map(({ deploymentId, count, since }) => {
          const oldest = `since ${LONDON_DAY.format(since)}`;
          return `${byId(deploymentId)}: ${count === 1 ? `1 waits ${oldest}` : `${String(count)} wait, the oldest ${oldest}`}`;
        }),
      ),
      lapsing: await this.lapsingLines(manager, listed, monday),
      changed: await this.changedLines(manager, listed, monday),
    };
  }

  private async queueLines(manager: EntityManager, listed: readonly Listed[], queue: Queue): Promise<string[]> {
    const ids = listed.filter((entry) => entry.queue === queue).map(({ id }) => id);
    const items = await this.portfolio.items(manager, ids.slice(0, MOST_LINES));
    const lines = items.map(({ site, toolId, place }) => `${this.place(site.name, toolId)}: ${place?.reason ?? ''}`);
    return [...lines, ...restOf(ids.length)];
  }

  private async lapsingLines(manager: EntityManager, listed: readonly Listed[], monday: DayNumber): Promise<string[]> {
    const until = isoDate(monday + LAPSES_WITHIN_DAYS);
    const ends = listed
      .flatMap(({ id, gateEnds }) => gateEnds.map((end) => ({ deploymentId: id, gate: end.id, until: end.until })))
      .filter((end) => end.until <= until)
      .sort((a, b) => (a.until < b.until ? -1 : Number(a.until > b.until)));
    const first = ends.slice(0, MOST_LINES);
    const byId = await this.named(
      manager,
      first.map(({ deploymentId }) => deploymentId),
    );
    const lines = first.map(({ deploymentId, gate, until: day }) => {
      const subject = this.catalogue.instrument.questions.find(({ id }) => id === gate)?.subject ?? '';
      return `${byId(deploymentId)}: ${gate} ${subject} lapses on ${dayText(day)}`;
    });
    return [...lines, ...restOf(ends.length)];
  }

  /** What changed in the week before. Sites that regressed are told of already. */
  private async changedLines(manager: EntityManager, listed: readonly Listed[], monday: DayNumber): Promise<string[]> {
    const changed = await this.points.changedAfter(manager, isoDate(monday - DAYS_PER_WEEK));
    const ids = listed.filter(({ id, queue }) => queue !== 'regressed' && changed.has(id)).map(({ id }) => id);
    const lines: string[] = [];
    for (let start = 0; start < ids.length && lines.length <= MOST_LINES; start += CHUNK) {
      for (const { site, toolId, change } of await this.portfolio.items(manager, ids.slice(start, start + CHUNK))) {
        if (change?.isChanged === true) lines.push(`${this.place(site.name, toolId)}: ${change.sentence}`);
      }
    }
    return lines.length <= MOST_LINES ? lines : [...lines.slice(0, MOST_LINES), 'And more: see the work list'];
  }

  /** Names of deployments by id. */
  private async named(manager: EntityManager, ids: readonly string[]): Promise<(id: string) => string> {
    const found = await this.deployments.findAll(manager, ids);
    const byId = new Map(found.map((deployment) => [deployment.id, deployment]));
    return (id) => {
      const { site, toolId } = byId.get(id) as DeploymentView;
      return this.place(site.name, toolId);
    };
  }

  private place(site: string, toolId: string): string {
    return `${site} (${this.tools.nameOf(toolId)})`;
  }
}

function cut(lines: readonly string[]): string[] {
  return [...lines.slice(0, MOST_LINES), ...restOf(lines.length)];
}

function restOf(count: number): string[] {
  return count > MOST_LINES ? [`And ${String(count - MOST_LINES)} more`] : [];
}

function dayText(day: string): string {
  return longDate(parseDay(day) as DayNumber);
}

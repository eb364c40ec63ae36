import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { QUEUES } from '../../core/contracts/portfolio.js';
import { Allow } from '../../platform/access/allow.js';
import type { Actor } from '../../platform/actor/actor.js';
import { CurrentActor } from '../../platform/actor/current-actor.js';
import type { PortfolioItem } from '../../portfolio/portfolio.dto.js';
import { PortfolioService } from '../../portfolio/portfolio.service.js';
import { HOME, PageRenderer } from '../page-renderer.js';
import { addressOf, filtersOf, PortfolioChoice } from './portfolio-address.js';
import { PortfolioFrame } from './portfolio-frame.service.js';
import { QUEUE_MEANINGS, QUEUE_TEXTS, siteRow, type SiteNames, type SiteRow } from './site-words.js';

const PAGE = 25;
const PATH = '/portfolio';

/** The support team's work list: whom to help next, and why. */
@ApiExcludeController()
@Controller('portfolio')
export class WorkListController {
  constructor(
    private readonly portfolio: PortfolioService,
    private readonly frame: PortfolioFrame,
    private readonly pages: PageRenderer,
  ) {}

  @Get()
  @Allow('portfolio.read')
  async show(@CurrentActor() actor: Actor, @Query() choice: PortfolioChoice, @Res() response: Response): Promise<void> {
    const own = await this.frame.ownName(actor);
    const { cursor, mine, ...rest } = choice;
    const { items, next } = await this.portfolio.list(actor, {
      ...filtersOf(choice),
      limit: PAGE,
      ...(cursor !== undefined && { cursor }),
      ...(mine !== undefined && { first: own }),
    });
    const { values, counts } = await this.frame.valuesWithCounts(actor, PATH, choice);
    this.pages.send(response, 'pages/portfolio/work-list', {
      title: 'Work list',
      trail: [HOME],
      ...values,
      ownName: own,
      mineFirst: mine !== undefined,
      otherOrder: addressOf(PATH, { ...rest, ...(mine === undefined && { mine: 'yes' }) }),
      sites: counts.sites,
      queues: counts.queues
        .filter(({ sites }) => sites > 0)
        .map(({ value, sites }) => ({
          text: QUEUE_TEXTS[value] ?? value,
          sites,
          href: addressOf(PATH, { ...rest, ...(mine !== undefined && { mine }), queue: value }),
        })),
      groups: groupsOf(items, this.frame.names, mine === undefined ? undefined : own),
      downloads: downloadsOf(choice, mine === undefined ? undefined : own),
      first: cursor === undefined ? null : addressOf(PATH, { ...rest, ...(mine !== undefined && { mine }) }),
      next: next === null ? null : addressOf(PATH, { ...rest, ...(mine !== undefined && { mine }), cursor: next }),
    });
  }
}

/** The same list as files. */
function downloadsOf(choice: PortfolioChoice, first: string | undefined): { href: string; text: string }[] {
  const query = Object.entries({ ...filtersOf(choice), ...(first !== undefined && { first }) });
  return (['csv', 'xlsx', 'json'] as const).map((format) => {
    const fields = [...query, ['format', format]].map(([name, value]) => [name, String(value)] as [string, string]);
    const text = { csv: 'CSV', xlsx: 'Excel', json: 'JSON' }[format];
    return { href: `/api/v1/portfolio/export?${new URLSearchParams(fields).toString()}`, text };
  });
}

interface Group {
  readonly heading: string;
  readonly meaning: string;
  readonly rows: readonly SiteRow[];
}

/** Rows under the headings of their queues; with the own sites first, they stand before all others. */
function groupsOf(items: readonly PortfolioItem[], names: SiteNames, own: string | undefined): Group[] {
  const isOwn = ({ owner }: PortfolioItem): boolean => own !== undefined && owner?.toLowerCase() === own.toLowerCase();
  const parts = own === undefined ? [items] : [items.filter(isOwn), items.filter((item) => !isOwn(item))];
  return parts.flatMap((part, position) =>
    [...QUEUES, 'none'].flatMap((queue) => {
      const rows = part.filter((item) => (item.queue ?? 'none') === queue).map((item) => siteRow(item, names));
      const whose = own === undefined ? '' : position === 0 ? ', yours' : ', of others';
      const heading = `${QUEUE_TEXTS[queue] ?? queue}${whose}`;
      return rows.length === 0 ? [] : [{ heading, meaning: QUEUE_MEANINGS[queue] ?? '', rows }];
    }),
  );
}

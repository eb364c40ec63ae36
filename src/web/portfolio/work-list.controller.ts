import { Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsString, MaxLength } from 'class-validator';
import type { Response } from 'express';
import { QUEUES } from '../../core/contracts/portfolio.js';
import { Allow } from '../../platform/access/allow.js';
import { may } from '../../platform/access/decide.js';
import type { Actor } from '../../platform/actor/actor.js';
import { CurrentActor } from '../../platform/actor/current-actor.js';
import { OneOf, PlainText, ResourceIdPipe } from '../../platform/http/fields.js';
import { Form, TakesForm, type FormFields } from '../../platform/http/takes-form.js';
import { searchText } from '../../platform/database/search-text.js';
import { Problem } from '../../platform/problem/problem.js';
import type { PortfolioItem } from '../../portfolio/portfolio.dto.js';
import { PortfolioService } from '../../portfolio/portfolio.service.js';
import { LONGEST_VIEW_NAME } from '../../portfolio/saved-views.dto.js';
import { MOST_VIEWS, SavedViews } from '../../portfolio/saved-views.service.js';
import { inWords } from '../concerns/concern-forms.js';
import { errorsOf, errorValues, readForm, type FormError } from '../forms.js';
import { HOME, PageRenderer } from '../page-renderer.js';
import { addressOf, choiceOf, entriesOf, filtersOf, givenOf, PortfolioChoice, savedOf } from './portfolio-address.js';
import { PortfolioFrame } from './portfolio-frame.service.js';
import { QUEUE_MEANINGS, QUEUE_TEXTS, siteRow, type SiteNames, type SiteRow } from './site-words.js';

const PAGE = 25;
const PATH = '/portfolio';

const DONE = { saved: 'The view is saved', deleted: 'The view is deleted' } as const;

export class WorkListQuery extends PortfolioChoice {
  /** What was just done */
  @OneOf(Object.keys(DONE), { optional: true })
  done?: keyof typeof DONE;
}

class ViewForm {
  @PlainText({ max: LONGEST_VIEW_NAME })
  @MaxLength(LONGEST_VIEW_NAME, { message: `The name must be ${String(LONGEST_VIEW_NAME)} characters or less` })
  @IsString({ message: 'Enter a name for the view' })
  name: string;
}

/** What the page tells beside the list. */
interface Said {
  readonly done?: keyof typeof DONE | undefined;
  readonly errors?: readonly FormError[];
  readonly given?: FormFields;
}

/** The support team's work list: whom to help next, and why. */
@ApiExcludeController()
@Controller('portfolio')
export class WorkListController {
  constructor(
    private readonly portfolio: PortfolioService,
    private readonly views: SavedViews,
    private readonly frame: PortfolioFrame,
    private readonly pages: PageRenderer,
  ) {}

  @Get()
  @Allow('portfolio.read')
  async show(
    @CurrentActor() actor: Actor,
    @Query() { done, ...choice }: WorkListQuery,
    @Res() response: Response,
  ): Promise<void> {
    await this.send(actor, response, choice, { done });
  }

  /** Saves the choice in the address under a name. */
  @Post('views')
  @Allow('portfolio.work')
  @TakesForm()
  async save(
    @CurrentActor() actor: Actor,
    @Query() choice: PortfolioChoice,
    @Form() given: FormFields,
    @Res() response: Response,
  ): Promise<void> {
    const read = await readForm(ViewForm, given);
    const errors = read.ok ? await this.store(actor, read.value.name, choice) : read.errors;
    if (errors.length === 0) response.redirect(303, addressOf(PATH, { ...choice, cursor: undefined, done: 'saved' }));
    else await this.send(actor, response.status(400), choice, { errors: inWords(errors, { name: 'The name' }), given });
  }

  @Post('views/:viewId/delete')
  @Allow('portfolio.work')
  @TakesForm()
  async delete(
    @CurrentActor() actor: Actor,
    @Param('viewId', ResourceIdPipe) viewId: string,
    @Query() choice: PortfolioChoice,
    @Res() response: Response,
  ): Promise<void> {
    const { version } = await this.views.get(actor, viewId);
    await this.views.delete(actor, viewId, version);
    response.redirect(303, addressOf(PATH, { ...choice, done: 'deleted' }));
  }

  /** @returns what is wrong; nothing when it was saved */
  private async store(actor: Actor, name: string, choice: PortfolioChoice): Promise<readonly FormError[]> {
    try {
      await this.views.save(actor, { name, query: savedOf(choice) });
      return [];
    } catch (error) {
      if (error instanceof Problem && error.code === 'conflict') return errorsOf(error);
      throw error;
    }
  }

  private async send(actor: Actor, response: Response, choice: PortfolioChoice, said: Said): Promise<void> {
    const own = await this.frame.ownName(actor);
    const { cursor, ...kept } = choice;
    const { sort, mine, ...rest } = kept;
    const { items, next } = await this.portfolio.list(actor, {
      ...filtersOf(choice),
      limit: PAGE,
      ...(cursor !== undefined && { cursor }),
      ...(sort !== undefined && { sort }),
      ...(mine !== undefined && { first: own }),
    });
    const { values, counts } = await this.frame.valuesWithCounts(actor, PATH, choice);
    this.pages.send(response, 'pages/portfolio/work-list', {
      title: 'Work list',
      trail: [HOME],
      ...values,
      ...(await this.viewValues(actor, choice, said)),
      ownName: own,
      mineFirst: mine !== undefined,
      mineOrNot: addressOf(PATH, { ...rest, sort, mine: mine === undefined ? 'yes' : undefined }),
      byName: sort === 'site',
      otherOrder: addressOf(PATH, { ...rest, sort: sort === undefined ? 'site' : undefined, mine }),
      sites: counts.sites,
      queues: counts.queues
        .filter(({ sites }) => sites > 0)
        .map(({ value, sites }) => ({
          text: QUEUE_TEXTS[value] ?? value,
          sites,
          href: addressOf(PATH, { ...kept, queue: value }),
        })),
      groups: groupsOf(items, this.frame.names, { own: mine === undefined ? undefined : own, sort }),
      downloads: downloadsOf(choice, mine === undefined ? undefined : own),
      archiveFields: givenOf(choice),
      first: cursor === undefined ? null : addressOf(PATH, kept),
      next: next === null ? null : addressOf(PATH, { ...kept, cursor: next }),
    });
  }

  /** The saved views, and the form that saves another one. */
  private async viewValues(actor: Actor, choice: PortfolioChoice, said: Said): Promise<object> {
    const { items } = await this.views.list(actor, { limit: MOST_VIEWS });
    const current = addressOf(PATH, { ...choice, cursor: undefined });
    const works = may(actor, 'portfolio.work');
    return {
      ...errorValues(said.errors ?? []),
      done: said.done === undefined ? null : DONE[said.done],
      viewName: said.given?.name ?? '',
      maySave: works && entriesOf(savedOf(choice)).length > 0,
      works,
      saveAction: addressOf(`${PATH}/views`, { ...choice, cursor: undefined }),
      views: items.map(({ id, name, query }) => {
        const href = addressOf(PATH, choiceOf(query));
        const deleteAction = addressOf(`${PATH}/views/${id}/delete`, { ...choice, cursor: undefined });
        return { name, href, deleteAction, isCurrent: sameAddress(href, current) };
      }),
    };
  }
}

/** Whether two addresses of the list choose the same. */
function sameAddress(one: string, other: string): boolean {
  const sorted = (address: string): string => [...new URL(address, 'http://here').searchParams].sort().join('\n');
  return sorted(one) === sorted(other);
}

/** The same list as files. */
function downloadsOf(choice: PortfolioChoice, first: string | undefined): { href: string; text: string }[] {
  const query = Object.entries({
    ...filtersOf(choice),
    ...(choice.sort !== undefined && { sort: choice.sort }),
    ...(first !== undefined && { first }),
  });
  return (['csv', 'xlsx', 'json'] as const).map((format) => {
    const fields = [...query, ['format', format]].map(([name, value]) => [name, String(value)] as [string, string]);
    const text = { csv: 'CSV', xlsx: 'Excel', json: 'JSON' }[format];
    return { href: `/api/v1/portfolio/export?${new URLSearchParams(fields).toString()}`, text };
  });
}

interface Group {
  readonly heading: string;
  readonly meaning: string;
  readonly rows: readonly (SiteRow & { readonly queue?: string })[];
}

/** How the list stands: whose sites come first, and whether by name */
interface Order {
  readonly own: string | undefined;
  readonly sort: PortfolioChoice['sort'];
}

/** Rows under the headings of their queues, or by name with the queue beside each; own sites, when first, before all others. */
function groupsOf(items: readonly PortfolioItem[], names: SiteNames, { own, sort }: Order): Group[] {
  const isOwn = ({ owner }: PortfolioItem): boolean =>
    own !== undefined && owner !== null && searchText(owner) === searchText(own);
  const parts = own === undefined ? [items] : [items.filter(isOwn), items.filter((item) => !isOwn(item))];
  return parts.flatMap((part, position) => {
    const whose = own === undefined ? '' : position === 0 ? ', yours' : ', of others';
    return sort === 'site' ? byName(part, names, whose) : byQueue(part, names, whose);
  });
}

function byName(items: readonly PortfolioItem[], names: SiteNames, whose: string): Group[] {
  if (items.length === 0) return [];
  const rows = items.map((item) => ({ ...siteRow(item, names), queue: QUEUE_TEXTS[item.queue ?? 'none'] ?? '' }));
  return [{ heading: `Sites by name${whose}`, meaning: 'From A to Z. It is no order of help.', rows }];
}

function byQueue(items: readonly PortfolioItem[], names: SiteNames, whose: string): Group[] {
  return [...QUEUES, 'none'].flatMap((queue) => {
    const rows = items.filter((item) => (item.queue ?? 'none') === queue).map((item) => siteRow(item, names));
    const heading = `${QUEUE_TEXTS[queue] ?? queue}${whose}`;
    return rows.length === 0 ? [] : [{ heading, meaning: QUEUE_MEANINGS[queue] ?? '', rows }];
  });
}

import { Injectable } from '@nestjs/common';
import { MeService } from '../../accounts/me.service.js';
import type { Actor } from '../../platform/actor/actor.js';
import type { PortfolioSummary } from '../../portfolio/portfolio-summary.dto.js';
import type { PortfolioCounts } from '../../portfolio/portfolio-summary.js';
import { PortfolioService } from '../../portfolio/portfolio.service.js';
import { ToolsService } from '../../tools/tools.service.js';
import { addressOf, entriesOf, filtersOf, givenOf, type PortfolioChoice } from './portfolio-address.js';
import { choicesOf, QUEUE_TEXTS, stageText, type SiteNames } from './site-words.js';

/** The pages on a portfolio that lead to each other. */
const PAGES = [
  { path: '/portfolio', text: 'Work list' },
  { path: '/portfolio/planner', text: 'Capacity planner' },
  { path: '/portfolio/cohort', text: 'Cohort' },
  { path: '/portfolio/forecasts', text: 'Forecasts' },
  { path: '/portfolio/ranks', text: 'Ranks' },
] as const;

/** What all pages on a portfolio have: the way to the others, and the filters. */
@Injectable()
export class PortfolioFrame {
  constructor(
    private readonly portfolio: PortfolioService,
    private readonly tools: ToolsService,
    private readonly me: MeService,
  ) {}

  /** Name of whoever looks, by which the sites that he or she looks after are known. */
  async ownName(actor: Actor): Promise<string> {
    return (await this.me.get(actor)).name ?? '';
  }

  get names(): SiteNames {
    const gates = new Map(this.tools.instrument.questions.map(({ id, subject }) => [id, subject]));
    return { toolName: (id) => this.tools.nameOf(id), gateName: (id) => gates.get(id) ?? '' };
  }

  /**
   * What the template of a page needs.
   *
   * @param path of the page that is shown
   * @param own what its address holds beside the choice of sites; it stays when the choice changes
   */
  async values(
    actor: Actor,
    path: string,
    choice: PortfolioChoice,
    own: Readonly<Record<string, string>> = {},
  ): Promise<Readonly<Record<string, unknown>>> {
    return this.valuesOf(actor, await this.all(actor, choice), { path, choice, own });
  }

  /** The same, with what there is of the sites of the choice. */
  async valuesWithCounts(
    actor: Actor,
    path: string,
    choice: PortfolioChoice,
  ): Promise<{ readonly values: Readonly<Record<string, unknown>>; readonly counts: PortfolioCounts }> {
    const all = await this.all(actor, choice);
    const { status: _status, ...narrowing } = filtersOf(choice);
    const isAll = Object.keys(narrowing).length === 0;
    return {
      values: await this.valuesOf(actor, all, { path, choice, own: {} }),
      counts: isAll ? all : await this.portfolio.counts(actor, filtersOf(choice)),
    };
  }

  /** What each of some choices narrows the list by, in words. */
  async words(actor: Actor, choices: readonly PortfolioChoice[]): Promise<string[][]> {
    const networks = choices.some(({ network }) => network !== undefined) ? await this.portfolio.networks(actor) : [];
    return choices.map((choice) =>
      givenOf(choice).map(([name]) => this.chosenText(name as keyof PortfolioChoice, choice, networks)),
    );
  }

  /** What the filters can be set to: whatever else is chosen, all sites of the status count. */
  private all(actor: Actor, { status }: PortfolioChoice): Promise<PortfolioSummary> {
    return this.portfolio.summary(actor, status === undefined ? {} : { status });
  }

  private async valuesOf(
    actor: Actor,
    all: PortfolioSummary,
    { path, choice, own }: { path: string; choice: PortfolioChoice; own: Readonly<Record<string, string>> },
  ): Promise<Readonly<Record<string, unknown>>> {
    const networks = await this.portfolio.networks(actor);
    const { cursor: _cursor, ...kept } = choice;
    const given = givenOf(choice);
    return {
      path,
      subPages: PAGES.map((page) => ({
        href: addressOf(page.path, kept),
        text: page.text,
        current: page.path === path,
      })),
      filters: this.filters(all, choice, networks),
      kept: choice,
      isFiltered: given.length > 0,
      chosen: given.map(([name]) => ({
        text: this.chosenText(name as keyof PortfolioChoice, choice, networks),
        without: addressOf(path, { ...kept, [name]: undefined, ...own }),
      })),
      clear: addressOf(path, { sort: choice.sort, mine: choice.mine, ...own }),
      ownFields: entriesOf(own),
      waiting: all.waiting,
    };
  }

  private filters(
    all: PortfolioSummary,
    choice: PortfolioChoice,
    networks: readonly { readonly id: string; readonly name: string }[],
  ): Readonly<Record<string, unknown>> {
    const { toolName, gateName } = this.names;
    return {
      tools: choicesOf('All tools', all.tools, choice.tool, toolName),
      queues: choicesOf('All queues', all.queues, choice.queue, (value) => QUEUE_TEXTS[value] ?? value),
      stages: choicesOf('All stages', all.stages, choice.stage, (value) => stageText(Number(value))),
      owners: choicesOf('Everybody', all.owners, choice.owner),
      regions: choicesOf('All regions', all.regions, choice.region),
      blockers: choicesOf('Any gate or none', all.blockers, choice.blocker, (id) => `${id} ${gateName(id)}`),
      bands: choicesOf('All bands', all.bands, choice.band),
      networks: [
        { value: '', text: 'All networks' },
        ...networks.map(({ id, name }) => ({ value: id, text: name, selected: id === choice.network })),
      ],
    };
  }

  private chosenText(
    name: keyof PortfolioChoice,
    choice: PortfolioChoice,
    networks: readonly { readonly id: string; readonly name: string }[],
  ): string {
    const value = choice[name] ?? '';
    const { toolName, gateName } = this.names;
    switch (name) {
      case 'tool':
        return toolName(value);
      case 'queue':
        return QUEUE_TEXTS[value] ?? value;
      case 'stage':
        return `Stage ${stageText(Number(value))}`;
      case 'blocker':
        return `${value} ${gateName(value)} closed`;
      case 'network':
        return networks.find(({ id }) => id === value)?.name ?? 'Another network';
      case 'q':
        return `“${value}”`;
      default:
        return value;
    }
  }
}

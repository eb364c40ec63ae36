import { Controller, Get, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Matches } from 'class-validator';
import type { Response } from 'express';
import { Allow } from '../../platform/access/allow.js';
import type { Actor } from '../../platform/actor/actor.js';
import { CurrentActor } from '../../platform/actor/current-actor.js';
import { Form, TakesForm, type FormFields } from '../../platform/http/takes-form.js';
import { Problem } from '../../platform/problem/problem.js';
import { OwnRankings } from '../../portfolio/own-rankings.service.js';
import { Rankings } from '../../portfolio/rankings.service.js';
import type { PortfolioRanks } from '../../portfolio/ranks.dto.js';
import { RanksService } from '../../portfolio/ranks.service.js';
import { ToolsService } from '../../tools/tools.service.js';
import { FormText } from '../concerns/concern-forms.js';
import { errorValues, type FormError } from '../forms.js';
import { HOME, PageRenderer } from '../page-renderer.js';
import { ownRankings } from './own-rankings.js';
import { addressOf, choiceOf, entriesOf, filtersOf, PortfolioChoice, WORK_LIST } from './portfolio-address.js';
import { PortfolioFrame } from './portfolio-frame.service.js';
import {
  comparedWith,
  percentOf,
  RANKS_A_PAGE,
  ranksValues,
  WEIGHT_FIELD,
  weightFields,
  weightsIn,
} from './ranks-rows.js';

const PATH = '/portfolio/ranks';
/** What a weight may be moved to, in per cent of all. */
const LARGEST_WEIGHT = 100;

export class RanksChoice extends PortfolioChoice {
  /** `IT:22,GV:20` */
  @FormText(300)
  weights?: string;

  /** A site, by the id of its deployment, that is held against others */
  @FormText(36)
  compare?: string;

  /** Place of the first site on the page, from 1 */
  @FormText(5)
  @Matches(/^[1-9]\d*$/, { message: '$property must be a place, such as 101' })
  from?: string;
}

/** The choice of sites apart from what is shown of their ranks. */
interface Parts {
  readonly sites: PortfolioChoice;
  readonly weights: string | undefined;
  readonly compare: string | undefined;
  readonly from: number;
}

/** Ranks, or why there are none. */
interface Worked {
  readonly found?: PortfolioRanks;
  readonly problem?: string;
  /** Whether they can be had in the background */
  readonly isOffered?: boolean;
  /** Whether there are too many sites for that, too */
  readonly tooMany?: boolean;
}

/** How firm the order of sites is, and what other weights would make of it. */
@ApiExcludeController()
@Controller('portfolio/ranks')
export class RanksPageController {
  constructor(
    private readonly ranks: RanksService,
    private readonly rankings: Rankings,
    private readonly own: OwnRankings,
    private readonly tools: ToolsService,
    private readonly frame: PortfolioFrame,
    private readonly pages: PageRenderer,
  ) {}

  @Get()
  @Allow('portfolio.read')
  async show(@CurrentActor() actor: Actor, @Query() choice: RanksChoice, @Res() response: Response): Promise<void> {
    await this.page(actor, partsOf(choice), response, weightsIn(choice.weights), []);
  }

  /** A form with a field for each domain becomes an address that can be shared. */
  @Post()
  @Allow('portfolio.read')
  @TakesForm()
  async move(
    @CurrentActor() actor: Actor,
    @Query() choice: RanksChoice,
    @Form() fields: FormFields,
    @Res() response: Response,
  ): Promise<void> {
    const textOf = (code: string): string => {
      const field = fields[`${WEIGHT_FIELD}${code}`];
      return typeof field === 'string' ? field.trim() : '';
    };
    const parts = partsOf(choice);
    const domains = this.tools.sections();
    const errors = domains.flatMap(({ code, name }) => wrongWeight(code, name, textOf(code)));
    if (errors.length > 0) {
      await this.page(actor, { ...parts, weights: undefined }, response.status(400), textOf, errors);
      return;
    }
    const moved = domains.filter(({ code, weight }) => Number(textOf(code)) !== percentOf(weight));
    const weights = moved.length === 0 ? undefined : domains.map(({ code }) => `${code}:${textOf(code)}`).join(',');
    response.redirect(303, `${addressOf(PATH, { ...parts.sites, weights })}#ranks`);
  }

  private async page(
    actor: Actor,
    parts: Parts,
    response: Response,
    weightOf: (code: string) => string | undefined,
    errors: readonly FormError[],
  ): Promise<void> {
    const { sites, weights, compare } = parts;
    const { found, problem, isOffered = false, tooMany = false } = await this.worked(actor, parts);
    const published = addressOf(PATH, sites);
    this.pages.send(response, 'pages/portfolio/ranks', {
      title: 'How firm the order is',
      trail: [HOME, WORK_LIST],
      ...(await this.frame.values(actor, PATH, sites, weights === undefined ? {} : { weights })),
      ...errorValues(errors),
      ...{ problem, isOffered, tooMany },
      ...(await this.ordered(actor)),
      orderFields: entriesOf({ ...sites, weights }),
      isMoved: weights !== undefined,
      ...{ asPublished: published, action: published },
      domains: weightFields(this.tools.sections(), weightOf),
      result: found && this.resultOf(found, parts),
      compared: found && compare !== undefined ? comparedWith(compare, found.pairs ?? [], found.places) : null,
    });
  }

  private resultOf({ ranks, places, unranked }: PortfolioRanks, { sites, weights, from }: Parts): object {
    const end = from - 1 + RANKS_A_PAGE;
    const part = { ranks: { ...ranks, sites: ranks.sites.slice(from - 1, end) }, places: places.slice(from - 1, end) };
    const at = (first: number, compare?: string): string =>
      addressOf(PATH, { ...sites, weights, ...(first > 1 && { from: String(first) }), compare });
    return ranksValues({ ...part, unranked, from, total: ranks.sites.length }, this.frame.names, {
      at: (first) => `${at(first)}#ranks`,
      comparing: (id) => `${at(from, id)}#compare`,
    });
  }

  /** What somebody had ranked in the background. */
  private async ordered(actor: Actor): Promise<Readonly<Record<string, unknown>>> {
    const own = await this.own.list(actor);
    const choices = own.map(({ asked: { top: _top, draws: _draws, weights: _weights, ...filters } }) =>
      choiceOf(filters),
    );
    return ownRankings(own, await this.frame.words(actor, choices));
  }

  private async worked(actor: Actor, { sites, weights, compare }: Parts): Promise<Worked> {
    const order = { ...filtersOf(sites), ...(weights !== undefined && { weights }) };
    try {
      return { found: await this.ranks.ranks(actor, { ...order, ...(compare !== undefined && { compare }) }) };
    } catch (error) {
      if (!(error instanceof Problem) || !['too-many-sites', 'invalid-request'].includes(error.code)) throw error;
      if (error.code !== 'too-many-sites') return { problem: textOf(error) };
      const refusal = await this.rankings.refusal(actor, order);
      if (refusal === undefined) return { problem: textOf(error), isOffered: true };
      return { problem: textOf(refusal), tooMany: refusal.code === 'too-many-sites' };
    }
  }
}

function partsOf({ cursor: _cursor, weights, compare, from = '1', ...sites }: RanksChoice): Parts {
  return { sites, weights, compare, from: Number(from) };
}

function textOf({ detail, errors }: Problem): string {
  return [detail, ...errors.map((error) => error.detail)].join(' ');
}

function wrongWeight(code: string, name: string, text: string): FormError[] {
  const field = `${WEIGHT_FIELD}${code}`;
  if (text === '') return [{ field, text: `Enter the weight of ${name}, 0 to ${String(LARGEST_WEIGHT)}` }];
  if (!/^\d{1,3}(?:\.\d{1,4})?$/.test(text) || Number(text) > LARGEST_WEIGHT) {
    return [{ field, text: `The weight of ${name} must be a number from 0 to ${String(LARGEST_WEIGHT)}, such as 22` }];
  }
  return [];
}

import { Controller, Get, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import type { RankedSite } from '../../core/contracts/robustness.js';
import { Allow } from '../../platform/access/allow.js';
import type { Actor } from '../../platform/actor/actor.js';
import { CurrentActor } from '../../platform/actor/current-actor.js';
import { Form, TakesForm, type FormFields } from '../../platform/http/takes-form.js';
import { Problem } from '../../platform/problem/problem.js';
import type { PortfolioRanks, RankedPlace } from '../../portfolio/ranks.dto.js';
import { RanksService } from '../../portfolio/ranks.service.js';
import { ToolsService } from '../../tools/tools.service.js';
import { FormText } from '../concerns/concern-forms.js';
import { errorValues, type FormError } from '../forms.js';
import { HOME, PageRenderer } from '../page-renderer.js';
import { addressOf, filtersOf, PortfolioChoice, WORK_LIST } from './portfolio-address.js';
import { PortfolioFrame } from './portfolio-frame.service.js';
import { stageText } from './site-words.js';

const PATH = '/portfolio/ranks';
/** What a weight may be moved to, in per cent of all. */
const LARGEST_WEIGHT = 100;
/** Fields of the form have names of their own, so that a domain is never taken for a filter. */
const FIELD = 'weight-';

export class RanksChoice extends PortfolioChoice {
  /** `IT:22,GV:20` */
  @FormText(300)
  weights?: string;

  /** A site, by the id of its deployment, that is held against others */
  @FormText(36)
  compare?: string;
}

/** How firm the order of sites is, and what other weights would make of it. */
@ApiExcludeController()
@Controller('portfolio/ranks')
export class RanksPageController {
  constructor(
    private readonly ranks: RanksService,
    private readonly tools: ToolsService,
    private readonly frame: PortfolioFrame,
    private readonly pages: PageRenderer,
  ) {}

  @Get()
  @Allow('portfolio.read')
  async show(@CurrentActor() actor: Actor, @Query() choice: RanksChoice, @Res() response: Response): Promise<void> {
    const given = new Map((choice.weights ?? '').split(',').map((part) => part.split(':') as [string, string]));
    await this.page(actor, choice, response, (code) => given.get(code), []);
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
      const field = fields[`${FIELD}${code}`];
      return typeof field === 'string' ? field.trim() : '';
    };
    const domains = this.tools.sections();
    const errors = domains.flatMap(({ code, name }) => wrongWeight(code, name, textOf(code)));
    if (errors.length > 0) {
      await this.page(actor, { ...choice, weights: undefined }, response.status(400), textOf, errors);
      return;
    }
    const moved = domains.filter(({ code, weight }) => Number(textOf(code)) !== percentOf(weight));
    const weights = moved.length === 0 ? undefined : domains.map(({ code }) => `${code}:${textOf(code)}`).join(',');
    response.redirect(303, `${addressOf(PATH, { ...withoutPage(choice), weights })}#ranks`);
  }

  private async page(
    actor: Actor,
    choice: RanksChoice,
    response: Response,
    weightOf: (code: string) => string | undefined,
    errors: readonly FormError[],
  ): Promise<void> {
    const { compare, weights } = choice;
    const { found, problem } = await this.worked(actor, choice);
    const names = this.frame.names;
    const kept = withoutPage(choice);
    this.pages.send(response, 'pages/portfolio/ranks', {
      title: 'How firm the order is',
      trail: [HOME, WORK_LIST],
      ...(await this.frame.values(actor, PATH, choice)),
      ...errorValues(errors),
      problem,
      isMoved: weights !== undefined,
      asPublished: addressOf(PATH, { ...kept, weights: undefined }),
      action: addressOf(PATH, { ...kept, weights: undefined }),
      domains: this.tools.sections().map(({ code, name, weight }) => ({
        ...{ code, name, field: `${FIELD}${code}` },
        value: weightOf(code) ?? String(percentOf(weight)),
        usual: percentOf(weight),
      })),
      result: found && {
        ...found.ranks,
        unranked: found.unranked,
        sites: found.ranks.sites.map((site, position) => ({
          ...rowOf(site, found.places[position] as RankedPlace, found.ranks.sites.length, names),
          compareAt: `${addressOf(PATH, { ...kept, compare: site.id })}#compare`,
        })),
        drivers: found.ranks.drivers.map(({ name, averageShift }) => ({ name, shift: averageShift.toFixed(1) })),
        weights: found.ranks.weights.map(({ tool, domains }) => ({
          tool: names.toolName(tool),
          domains: domains.map(({ name, weight, relativeSd }) => ({
            name,
            weight: (100 * weight).toFixed(0),
            by: (100 * relativeSd).toFixed(0),
          })),
        })),
      },
      compared: found && compare !== undefined ? comparedWith(found, compare) : null,
    });
  }

  private async worked(
    actor: Actor,
    { weights, compare, ...choice }: RanksChoice,
  ): Promise<{ found?: PortfolioRanks; problem?: string }> {
    try {
      const query = {
        ...filtersOf(choice),
        ...(weights !== undefined && { weights }),
        ...(compare !== undefined && { compare }),
      };
      return { found: await this.ranks.ranks(actor, query) };
    } catch (error) {
      if (!(error instanceof Problem) || !['too-many-sites', 'invalid-request'].includes(error.code)) throw error;
      return { problem: [error.detail, ...error.errors.map(({ detail }) => detail)].join(' ') };
    }
  }
}

function withoutPage({ cursor: _cursor, compare: _compare, ...choice }: RanksChoice): Omit<RanksChoice, 'cursor'> {
  return choice;
}

/** Shares of one in per cent, to a tenth. */
function percentOf(weight: number): number {
  return Math.round(1000 * weight) / 10;
}

function wrongWeight(code: string, name: string, text: string): FormError[] {
  const field = `${FIELD}${code}`;
  if (text === '') return [{ field, text: `Enter the weight of ${name}, 0 to ${String(LARGEST_WEIGHT)}` }];
  if (!/^\d{1,3}(?:\.\d{1,4})?$/.test(text) || Number(text) > LARGEST_WEIGHT) {
    return [{ field, text: `The weight of ${name} must be a number from 0 to ${String(LARGEST_WEIGHT)}, such as 22` }];
  }
  return [];
}

interface RankRow {
  readonly href: string;
  readonly site: string;
  readonly trust: string;
  readonly tool: string;
  readonly stage: string;
  readonly stageNumber: number;
  readonly closed: string | null;
  readonly index: string;
  readonly rank: string;
  readonly range: string;
  readonly top: string;
  readonly group: number;
  /** Places for the chart, 0 to 1 */
  readonly from: number;
  readonly to: number;
  readonly at: number;
}

function rowOf(
  { index, rank, rankRange, topProbability, group }: RankedSite,
  { deploymentId, site, trust, toolId, stage, closedGates, upper }: RankedPlace,
  sites: number,
  names: PortfolioFrame['names'],
): RankRow {
  const scale = (place: number): number => (sites === 1 ? 0.5 : (place - 1) / (sites - 1));
  const [value, bound] = [Math.round(index), Math.round(upper)];
  return {
    href: `/portfolio/sites/${deploymentId}`,
    ...{ site: site.name, trust: trust.name, tool: names.toolName(toolId), stage: stageText(stage) },
    stageNumber: stage,
    closed: closedGates.length === 0 ? null : closedGates.join(', '),
    index: bound > value ? `${String(value)}, could be ${String(bound)}` : String(value),
    rank: String(rankRange.median),
    range: `${String(rankRange.low)} to ${String(rankRange.high)}${rank === rankRange.median ? '' : `; ${String(rank)} by the weights as they stand`}`,
    top: `${String(Math.round(100 * topProbability))}%`,
    group,
    ...{ from: scale(rankRange.low), to: scale(rankRange.high), at: scale(rankRange.median) },
  };
}

function comparedWith(found: PortfolioRanks, id: string): { site: string; rows: object[] } {
  const nameOf = new Map(found.places.map(({ deploymentId, site }) => [deploymentId, site.name]));
  return {
    site: nameOf.get(id) ?? '',
    rows: (found.pairs ?? []).map(({ other, above, distinguishable }) => ({
      site: nameOf.get(other) ?? '',
      above: `${String(Math.round(100 * above))}%`,
      told: distinguishable ? (above > 0.5 ? 'Ahead' : 'Behind') : 'Cannot be told apart',
    })),
  };
}

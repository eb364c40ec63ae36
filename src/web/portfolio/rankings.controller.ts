import { Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Matches } from 'class-validator';
import type { Response } from 'express';
import { Allow } from '../../platform/access/allow.js';
import type { Actor } from '../../platform/actor/actor.js';
import { CurrentActor } from '../../platform/actor/current-actor.js';
import { Clock } from '../../platform/clock/clock.js';
import { ResourceIdPipe } from '../../platform/http/fields.js';
import { Form, TakesForm, type FormFields } from '../../platform/http/takes-form.js';
import { Problem } from '../../platform/problem/problem.js';
import { Rankings } from '../../portfolio/rankings.service.js';
import type { RankingPage } from '../../portfolio/ranks.dto.js';
import { ToolsService } from '../../tools/tools.service.js';
import { FormText } from '../concerns/concern-forms.js';
import { readForm } from '../forms.js';
import { HOME, PageRenderer, type PageLink } from '../page-renderer.js';
import { dayText, timeText } from '../time-text.js';
import { cancelShown, shownJob } from './job-page.js';
import { addressOf, choiceOf, filtersOf, PortfolioChoice, WORK_LIST } from './portfolio-address.js';
import { PortfolioFrame } from './portfolio-frame.service.js';
import { comparedWith, RANKS_A_PAGE, ranksValues, weightFields, weightsIn } from './ranks-rows.js';

const RANKS: PageLink = { href: '/portfolio/ranks', text: 'Ranks' };

class RankingForm extends PortfolioChoice {
  /** `IT:22,GV:20` */
  @FormText(300)
  weights?: string;
}

export class RankingChoice {
  /** A site, by the id of its deployment, that is held against others */
  @FormText(36)
  compare?: string;

  /** Place of the first site on the page, from 1 */
  @FormText(5)
  @Matches(/^[1-9]\d*$/, { message: '$property must be a place, such as 101' })
  from?: string;
}

/** Ranks that are worked out in the background: how far they are, then the ranks. */
@ApiExcludeController()
@Controller('portfolio/rankings')
export class RankingsPageController {
  constructor(
    private readonly rankings: Rankings,
    private readonly tools: ToolsService,
    private readonly frame: PortfolioFrame,
    private readonly clock: Clock,
    private readonly pages: PageRenderer,
  ) {}

  @Post()
  @Allow('portfolio.read')
  @TakesForm()
  async order(@CurrentActor() actor: Actor, @Form() fields: FormFields, @Res() response: Response): Promise<void> {
    const form = await readForm(RankingForm, fields);
    if (!form.ok) throw new Problem('invalid-request', 'The form is not one that the page has.');
    const { weights, ...sites } = form.value;
    const { id } = await this.rankings.order(actor, { ...filtersOf(sites), ...(weights !== undefined && { weights }) });
    response.redirect(303, `/portfolio/rankings/${id}`);
  }

  @Get(':rankingId')
  @Allow('portfolio.read')
  async show(
    @CurrentActor() actor: Actor,
    @Param('rankingId', ResourceIdPipe) rankingId: string,
    @Query() { from = '1', compare }: RankingChoice,
    @Res() response: Response,
  ): Promise<void> {
    const job = await this.rankings.job(actor, rankingId);
    const path = `/portfolio/rankings/${rankingId}`;
    const query = { from: Number(from), limit: RANKS_A_PAGE, ...(compare !== undefined && { compare }) };
    const page = job.state === 'done' ? await this.rankings.page(actor, rankingId, query) : undefined;
    this.pages.send(response, 'pages/portfolio/ranking', {
      title: 'Ranks worked out in the background',
      trail: [HOME, WORK_LIST, RANKS],
      ...{ path, job: shownJob(job) },
      lookedAt: timeText(this.clock.now()),
      ranksAt: RANKS.href,
      ...(page !== undefined && this.resultOf(page, path, compare)),
    });
  }

  @Post(':rankingId')
  @Allow('portfolio.read')
  @TakesForm()
  async cancel(
    @CurrentActor() actor: Actor,
    @Param('rankingId', ResourceIdPipe) rankingId: string,
    @Res() response: Response,
  ): Promise<void> {
    await cancelShown(() => this.rankings.cancel(actor, rankingId));
    response.redirect(303, `/portfolio/rankings/${rankingId}`);
  }

  private resultOf(page: RankingPage, path: string, compare: string | undefined): Readonly<Record<string, unknown>> {
    const { asked, from, pairs, compared, leftOut, madeOn } = page;
    const { weights, top: _top, draws: _draws, ...filters } = asked;
    const sites = choiceOf(filters);
    const at = (first: number, id?: string): string =>
      addressOf(path, { ...(first > 1 && { from: String(first) }), compare: id });
    return {
      ...{ leftOut, madeOn: dayText(madeOn), isMoved: weights !== undefined },
      ranksAt: addressOf(RANKS.href, { ...sites, weights }),
      action: addressOf(RANKS.href, sites),
      domains: weightFields(this.tools.sections(), weightsIn(weights)),
      result: ranksValues(page, this.frame.names, {
        at: (first) => `${at(first)}#ranks`,
        comparing: (id) => `${at(from, id)}#compare`,
      }),
      compared: compare === undefined ? null : comparedWith(compare, pairs ?? [], compared),
    };
  }
}

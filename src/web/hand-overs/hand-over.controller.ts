import { Controller, Get, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { HandOverAnswers } from '../../handovers/hand-over-answers.service.js';
import type { HandedOverView, HandOverView } from '../../handovers/hand-overs.dto.js';
import { HandOversService } from '../../handovers/hand-overs.service.js';
import { Allow } from '../../platform/access/allow.js';
import type { Actor } from '../../platform/actor/actor.js';
import { CurrentActor } from '../../platform/actor/current-actor.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { ResourceIdPipe } from '../../platform/http/fields.js';
import { publicAddress } from '../../platform/http/public-address.js';
import { Form, TakesForm, type FormFields } from '../../platform/http/takes-form.js';
import { versionNumber } from '../../platform/http/versions.js';
import { notFound, Problem } from '../../platform/problem/problem.js';
import type { FormError } from '../forms.js';
import { HandOverPages, type FormOf } from './hand-over-pages.service.js';
import { pathOfHandOver } from './hand-over-words.js';
import { DONE, HandOverPageQuery, readHandOver, refusedFields, ThingQuery } from './hand-over.forms.js';

const NO_SECTION: FormError = { field: 'section', text: 'Choose a section' };

/** Hands sections and questions to colleagues, and follows them up. */
@ApiExcludeController()
@Controller('assessments/:assessmentId/hand-over')
export class HandOverPageController {
  constructor(
    private readonly handOvers: HandOversService,
    private readonly answers: HandOverAnswers,
    private readonly pages: HandOverPages,
    @Inject(CONFIG) private readonly config: Pick<Config, 'publicUrl'>,
  ) {}

  @Get('new')
  @Allow('handovers.manage')
  async showForm(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @Query() thing: ThingQuery,
    @Res() response: Response,
  ): Promise<void> {
    await this.pages.sendForm(actor, response, { assessmentId, ...thing }, {}, []);
  }

  @Post('new')
  @Allow('handovers.manage')
  @TakesForm()
  async create(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @Form() fields: FormFields,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const thing = thingOf(fields);
    const missing = thing.section === undefined && thing.question === undefined ? [NO_SECTION] : [];
    const { section, question: questionId } = thing;
    await this.hand(actor, response, { assessmentId, ...thing }, fields, missing, (command) =>
      this.handOvers.create(
        actor,
        assessmentId,
        { ...command, ...(questionId === undefined ? section !== undefined && { section } : { questionId }) },
        this.base(request),
      ),
    );
  }

  @Get(':handOverId')
  @Allow('handovers.read')
  async show(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @Param('handOverId', ResourceIdPipe) handOverId: string,
    @Query() { done }: HandOverPageQuery,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await this.of(actor, assessmentId, handOverId);
    const view = await this.answers.open(actor, handOverId);
    const link = `${this.base(request)}${pathOfHandOver(assessmentId, handOverId)}`;
    await this.pages.sendOne(actor, response, view, { link, done: done === undefined ? undefined : DONE[done] });
  }

  @Post(':handOverId/remind')
  @Allow('handovers.manage')
  @TakesForm()
  async remind(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @Param('handOverId', ResourceIdPipe) handOverId: string,
    @Form() fields: FormFields,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const former = await this.of(actor, assessmentId, handOverId);
    await attempt(response, former, async () => {
      const handed = await this.handOvers.remind(actor, handOverId, versionIn(fields), this.base(request));
      await this.tell(actor, response, handed, 'reminded');
    });
  }

  @Post(':handOverId/take-back')
  @Allow('handovers.manage')
  @TakesForm()
  async takeBack(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @Param('handOverId', ResourceIdPipe) handOverId: string,
    @Form() fields: FormFields,
    @Res() response: Response,
  ): Promise<void> {
    const former = await this.of(actor, assessmentId, handOverId);
    await attempt(response, former, async () => {
      await this.handOvers.takeBack(actor, handOverId, versionIn(fields));
      response.redirect(303, `${pathOfHandOver(assessmentId, handOverId)}?done=taken-back`);
    });
  }

  @Get(':handOverId/reassign')
  @Allow('handovers.manage')
  async showReassign(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @Param('handOverId', ResourceIdPipe) handOverId: string,
    @Res() response: Response,
  ): Promise<void> {
    const from = await this.of(actor, assessmentId, handOverId);
    await this.pages.sendForm(actor, response, formOf(from), { message: from.message ?? undefined }, []);
  }

  @Post(':handOverId/reassign')
  @Allow('handovers.manage')
  @TakesForm()
  async reassign(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @Param('handOverId', ResourceIdPipe) handOverId: string,
    @Form() fields: FormFields,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const from = await this.of(actor, assessmentId, handOverId);
    await attempt(response, from, () =>
      this.hand(actor, response, formOf(from), fields, [], (command) =>
        this.handOvers.reassign(actor, handOverId, command, versionIn(fields), this.base(request)),
      ),
    );
  }

  /** Hands over what a form says, or shows it again with what is wrong. */
  private async hand(
    actor: Actor,
    response: Response,
    form: FormOf,
    fields: FormFields,
    missing: readonly FormError[],
    work: (command: Awaited<ReturnType<typeof readHandOver>>['command']) => Promise<HandedOverView>,
  ): Promise<void> {
    const { command, errors } = await readHandOver(fields);
    const wrong = [...missing, ...errors];
    if (wrong.length > 0) {
      await this.pages.sendForm(actor, response.status(400), form, fields, wrong);
      return;
    }
    try {
      await this.tell(actor, response, await work(command), 'made');
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const { existingId } = error.extra;
      if (error.code === 'conflict' && typeof existingId === 'string') {
        response.redirect(303, `${pathOfHandOver(form.assessmentId, existingId)}?done=already`);
        return;
      }
      if (error.code !== 'invalid-request') throw error;
      await this.pages.sendForm(actor, response.status(400), form, fields, refusedFields(error));
    }
  }

  /** A link that is told once is shown at once; for whoever is here, the address of the page is the link. */
  private async tell(
    actor: Actor,
    response: Response,
    handed: HandedOverView,
    done: 'made' | 'reminded',
  ): Promise<void> {
    const { assessmentId, id, to, mailed } = handed;
    if (to.personId === null) await this.pages.sendLink(actor, response, handed);
    else response.redirect(303, `${pathOfHandOver(assessmentId, id)}?done=${done}${mailed ? '-mailed' : ''}`);
  }

  /** @throws Problem `not-found` for one of another assessment */
  private async of(actor: Actor, assessmentId: string, id: string): Promise<HandOverView> {
    const view = await this.handOvers.get(actor, id);
    if (view.assessmentId === assessmentId) return view;
    throw notFound('hand over', id);
  }

  private base(request: Request): string {
    return publicAddress(request, this.config.publicUrl);
  }
}

/** Does something; where it was changed meanwhile, shows how it stands now. */
export async function attempt(
  response: Response,
  { assessmentId, id }: HandOverView,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Problem) || !['stale-version', 'conflict'].includes(error.code)) throw error;
    response.redirect(303, `${pathOfHandOver(assessmentId, id)}?done=changed`);
  }
}

function versionIn({ version }: FormFields): number {
  return versionNumber(typeof version === 'string' ? version : '');
}

function formOf(from: HandOverView): FormOf {
  const { assessmentId, section, questionId } = from;
  return { assessmentId, from, ...(questionId === null ? { section } : { question: questionId }) };
}

function thingOf({ section, question }: FormFields): { section?: string; question?: string } {
  return {
    ...(typeof section === 'string' && section !== '' && { section }),
    ...(typeof question === 'string' && question !== '' && { question }),
  };
}

import { Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { StartingService } from '../../assessments/starting.service.js';
import { SitesService } from '../../organisations/sites.service.js';
import { Allow } from '../../platform/access/allow.js';
import type { Actor } from '../../platform/actor/actor.js';
import { CurrentActor } from '../../platform/actor/current-actor.js';
import { ResourceIdPipe } from '../../platform/http/fields.js';
import { Form, TakesForm, type FormFields } from '../../platform/http/takes-form.js';
import { Problem } from '../../platform/problem/problem.js';
import { errorsOf, readForm } from '../forms.js';
import { isRefusal } from '../people/invite.controller.js';
import { SiteForm, StartForm, StartQuery } from './start.forms.js';
import { StartPages } from './start-pages.js';

/** Starts an assessment: find the place, choose the tool, see what it needs, begin. */
@ApiExcludeController()
@Controller()
export class StartPageController {
  constructor(
    private readonly starting: StartingService,
    private readonly sites: SitesService,
    private readonly steps: StartPages,
  ) {}

  @Get('assessments/new')
  @Allow('deployments.start')
  async show(
    @CurrentActor() actor: Actor,
    @Query() { q, trust, site, tool, use = 'routine', chosen }: StartQuery,
    @Res() response: Response,
  ): Promise<void> {
    if (site === undefined) {
      if (trust === undefined) await this.steps.place(actor, response, q);
      else await this.steps.trust(actor, response, trust, {}, []);
      return;
    }
    if (tool === undefined) {
      await this.steps.tool(actor, chosen === undefined ? response : response.status(400), site, chosen !== undefined);
      return;
    }
    const existing = (await this.starting.at(actor, site)).get(tool);
    if (existing === undefined) await this.steps.needs(actor, response, { site, tool, use });
    else response.redirect(303, `/assessments/${existing}`);
  }

  @Post('assessments/new')
  @Allow('deployments.start')
  @TakesForm()
  async start(@CurrentActor() actor: Actor, @Form() fields: FormFields, @Res() response: Response): Promise<void> {
    const form = await readForm(StartForm, fields);
    if (!form.ok) {
      response.redirect(303, '/assessments/new');
      return;
    }
    const { site: siteId, tool: toolId, use } = form.value;
    try {
      response.redirect(303, `/assessments/${await this.starting.start(actor, { siteId, toolId, use })}`);
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'conflict') throw error;
      const refused = [{ field: '', text: error.detail.replace(/\.$/, '') }];
      await this.steps.needs(actor, response.status(400), form.value, refused);
    }
  }

  @Post('trusts/:trustId/sites')
  @Allow('sites.add')
  @TakesForm()
  async addSite(
    @CurrentActor() actor: Actor,
    @Param('trustId', ResourceIdPipe) trustId: string,
    @Form() fields: FormFields,
    @Res() response: Response,
  ): Promise<void> {
    const form = await readForm(SiteForm, fields);
    if (!form.ok) {
      await this.steps.trust(actor, response.status(400), trustId, fields, form.errors);
      return;
    }
    try {
      const { id } = await this.sites.create(actor, trustId, form.value);
      response.redirect(303, `/assessments/new?site=${id}`);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      await this.steps.trust(actor, response.status(400), trustId, fields, errorsOf(error));
    }
  }
}

import { Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { AssessmentsService } from '../../assessments/assessments.service.js';
import type { DeploymentView } from '../../deployments/deployments.dto.js';
import { DeploymentsService } from '../../deployments/deployments.service.js';
import { Allow } from '../../platform/access/allow.js';
import type { Actor } from '../../platform/actor/actor.js';
import { CurrentActor } from '../../platform/actor/current-actor.js';
import { OneOf, ResourceIdPipe } from '../../platform/http/fields.js';
import { Form, TakesForm, type FormFields } from '../../platform/http/takes-form.js';
import { Problem } from '../../platform/problem/problem.js';
import { errorsOf, type FormError } from '../forms.js';
import { DetailsPage } from './details-page.js';
import { formOf, readDetails } from './details-form.js';
import { mergedForm } from './details-words.js';
import { pathOfAssessment } from './section-tasks.js';

const WHOLE_NUMBER = /^\d{1,15}$/;

export class DetailsPageQuery {
  /** What was just saved: `use` where the questions follow a new one */
  @OneOf(['details', 'use'], { optional: true })
  saved?: 'details' | 'use';
}

/** What is known about a deployment: shown to all who see it, and changed by its trust. */
@ApiExcludeController()
@Controller('assessments/:assessmentId/details')
export class DetailsPageController {
  constructor(
    private readonly assessments: AssessmentsService,
    private readonly deployments: DeploymentsService,
    private readonly page: DetailsPage,
  ) {}

  @Get()
  @Allow('deployments.read')
  async show(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @Query() { saved }: DetailsPageQuery,
    @Res() response: Response,
  ): Promise<void> {
    const deployment = await this.deploymentOf(actor, assessmentId);
    this.page.send(response, actor, assessmentId, { deployment, saved });
  }

  @Post()
  @Allow('deployments.change')
  @TakesForm()
  async save(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @Form() fields: FormFields,
    @Res() response: Response,
  ): Promise<void> {
    const deployment = await this.deploymentOf(actor, assessmentId);
    const { command, errors } = await readDetails(fields, deployment, this.page.editable(actor, deployment));
    if (Object.keys(command).length === 0 && errors.length === 0) {
      response.redirect(303, `${pathOfAssessment(assessmentId)}/details?saved=details`);
    } else if (versionOf(fields) !== deployment.version) {
      this.sendOvertaken(response, actor, assessmentId, deployment, fields);
    } else if (errors.length > 0) {
      this.page.send(response.status(400), actor, assessmentId, { deployment, fields, errors });
    } else {
      await this.store(response, actor, assessmentId, deployment, command, fields);
    }
  }

  private async store(
    response: Response,
    actor: Actor,
    assessmentId: string,
    deployment: DeploymentView,
    command: Parameters<DeploymentsService['update']>[2],
    fields: FormFields,
  ): Promise<void> {
    try {
      await this.deployments.update(actor, deployment.id, command, deployment.version);
      const saved = command.use === undefined ? 'details' : 'use';
      response.redirect(303, `${pathOfAssessment(assessmentId)}/details?saved=${saved}`);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.code === 'stale-version') {
        const now = await this.deploymentOf(actor, assessmentId);
        this.sendOvertaken(response, actor, assessmentId, now, fields);
      } else if (error.code === 'invalid-answers') {
        const wrong = errorsOf(error).map(fieldOfDetail);
        this.page.send(response.status(400), actor, assessmentId, { deployment, fields, errors: wrong });
      } else throw error;
    }
  }

  /** Nothing was saved: what is there now stands beside what was entered. */
  private sendOvertaken(
    response: Response,
    actor: Actor,
    assessmentId: string,
    deployment: DeploymentView,
    sent: FormFields,
  ): void {
    const { fields, overtaken } = mergedForm(sent, decodeForm(sent.was), formOf(deployment));
    this.page.send(response.status(409), actor, assessmentId, { deployment, fields, overtaken });
  }

  private async deploymentOf(actor: Actor, assessmentId: string): Promise<DeploymentView> {
    const { deploymentId } = await this.assessments.get(actor, assessmentId);
    return this.deployments.get(actor, deploymentId);
  }
}

/** The version that a page was made of; 0 where it says none. */
function versionOf({ version }: FormFields): number {
  return typeof version === 'string' && WHOLE_NUMBER.test(version) ? Number(version) : 0;
}

/** The form as its page had it; empty for what no page of ours has sent. */
function decodeForm(was: FormFields[string]): FormFields {
  try {
    const value: unknown = JSON.parse(typeof was === 'string' ? was : '');
    return typeof value === 'object' && value !== null && Object.values(value).every(isField)
      ? (value as FormFields)
      : {};
  } catch {
    return {};
  }
}

function isField(value: unknown): boolean {
  return [value].flat().every((one) => typeof one === 'string');
}

/** The field of what the service found wrong, such as `changes/0/on`. */
function fieldOfDetail({ field, text }: FormError): FormError {
  const [name = ''] = field.split('/');
  return { field: name === 'changes' ? 'changeKind' : name, text };
}

import { Controller, Get, Param, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsString } from 'class-validator';
import type { Response } from 'express';
import { AssessmentsService } from '../../assessments/assessments.service.js';
import type { AssessmentView } from '../../assessments/assessments.dto.js';
import { SharingService } from '../../assessments/sharing.service.js';
import type { DeploymentView } from '../../deployments/deployments.dto.js';
import { DeploymentsService } from '../../deployments/deployments.service.js';
import { Allow } from '../../platform/access/allow.js';
import type { Actor } from '../../platform/actor/actor.js';
import { CurrentActor } from '../../platform/actor/current-actor.js';
import { OneOf, ResourceIdPipe } from '../../platform/http/fields.js';
import { Form, TakesForm, type FormFields } from '../../platform/http/takes-form.js';
import { ToolsService } from '../../tools/tools.service.js';
import { errorValues, readForm, type FormError } from '../forms.js';
import { HOME, PageRenderer } from '../page-renderer.js';
import { pathOfAssessment } from './section-tasks.js';

const SECTIONS = 'Choose sections of the list';

class SharingForm {
  @OneOf(['yes', 'no'])
  @IsString({ message: 'Choose whether the vendor takes part' })
  vendor: 'yes' | 'no';

  @OneOf(['yes'], { optional: true })
  keepNotes?: 'yes';
}

/** Who besides the trust sees an assessment, and how much of it. */
@ApiExcludeController()
@Controller('assessments/:assessmentId/sharing')
export class SharingPageController {
  constructor(
    private readonly assessments: AssessmentsService,
    private readonly deployments: DeploymentsService,
    private readonly sharing: SharingService,
    private readonly tools: ToolsService,
    private readonly pages: PageRenderer,
  ) {}

  @Get()
  @Allow('deployments.share')
  async show(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @Res() response: Response,
  ): Promise<void> {
    const assessment = await this.assessments.get(actor, assessmentId);
    const deployment = await this.deployments.get(actor, assessment.deploymentId);
    this.send(response, assessment, deployment, givenOf(assessment, deployment), []);
  }

  @Post()
  @Allow('deployments.share')
  @TakesForm()
  async save(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', ResourceIdPipe) assessmentId: string,
    @Form() fields: FormFields,
    @Res() response: Response,
  ): Promise<void> {
    const assessment = await this.assessments.get(actor, assessmentId);
    const deployment = await this.deployments.get(actor, assessment.deploymentId);
    const form = await readForm(SharingForm, fields);
    const chosen = [fields.sections ?? []].flat();
    const known = this.tools.sections().map(({ code }) => code);
    const unknown = chosen.some((code) => !known.includes(code));
    if (!form.ok || unknown) {
      const errors = form.ok ? [{ field: 'sections', text: SECTIONS }] : form.errors;
      const given = { vendor: fields.vendor, sections: chosen, keepNotes: fields.keepNotes };
      this.send(response.status(400), assessment, deployment, given, errors);
      return;
    }
    const { vendor, keepNotes } = form.value;
    const share = { sharedSections: [...new Set(chosen)], notesKept: keepNotes === 'yes' };
    const setAccess = async (): Promise<void> => {
      const takesPart = vendor === 'yes';
      if (takesPart === deployment.vendorAccess) return;
      await this.deployments.setVendorAccess(actor, deployment.id, takesPart, deployment.version);
    };
    // In the order in which nobody sees for a moment what they are not to see.
    if (vendor === 'no') await setAccess();
    await this.sharing.share(actor, assessmentId, share);
    if (vendor === 'yes') await setAccess();
    response.redirect(303, `${pathOfAssessment(assessmentId)}?saved=sharing`);
  }

  private send(
    response: Response,
    { id, site, toolId }: AssessmentView,
    { trust }: DeploymentView,
    given: Given,
    errors: readonly FormError[],
  ): void {
    const place = `${this.tools.nameOf(toolId)} at ${site.name}`;
    this.pages.send(response, 'pages/assessment/sharing', {
      title: 'Who sees this assessment',
      trail: [HOME, { href: pathOfAssessment(id), text: place }],
      place: `${place}, ${trust.name}`,
      action: `${pathOfAssessment(id)}/sharing`,
      back: pathOfAssessment(id),
      given,
      sections: this.tools.sections().map(({ code, name }) => ({
        value: code,
        text: name,
        checked: given.sections.includes(code),
      })),
      ...errorValues(errors),
    });
  }
}

interface Given {
  readonly vendor: FormFields[string];
  readonly sections: readonly string[];
  readonly keepNotes: FormFields[string];
}

function givenOf({ sharedSections, notesKept }: AssessmentView, { vendorAccess }: DeploymentView): Given {
  return {
    vendor: vendorAccess ? 'yes' : 'no',
    sections: sharedSections,
    keepNotes: notesKept ? 'yes' : undefined,
  };
}

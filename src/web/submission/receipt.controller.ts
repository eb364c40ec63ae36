import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { NamesService } from '../../accounts/names.service.js';
import { AssessmentsService } from '../../assessments/assessments.service.js';
import { SnapshotsService } from '../../assessments/snapshots.service.js';
import { Allow } from '../../platform/access/allow.js';
import type { Actor } from '../../platform/actor/actor.js';
import { CurrentActor } from '../../platform/actor/current-actor.js';
import { ResourceIdPipe } from '../../platform/http/fields.js';
import { ToolsService } from '../../tools/tools.service.js';
import { pathOfAssessment } from '../assessments/section-tasks.js';
import { HOME, PageRenderer } from '../page-renderer.js';
import { timeText } from '../time-text.js';
import { nextSteps } from './next-steps.js';

/** That something was submitted, by whom and when, to be printed or filed. */
@ApiExcludeController()
@Controller('snapshots/:snapshotId/receipt')
export class ReceiptController {
  constructor(
    private readonly snapshots: SnapshotsService,
    private readonly assessments: AssessmentsService,
    private readonly names: NamesService,
    private readonly tools: ToolsService,
    private readonly pages: PageRenderer,
  ) {}

  @Get()
  @Allow('results.read')
  async show(
    @CurrentActor() actor: Actor,
    @Param('snapshotId', ResourceIdPipe) snapshotId: string,
    @Res() response: Response,
  ): Promise<void> {
    const snapshot = await this.snapshots.get(actor, snapshotId);
    const { assessmentId, number, submittedAt, submittedBy, inputHash, instrument, toolId } = snapshot;
    const assessment = await this.assessments.get(actor, assessmentId);
    const names = await this.names.lookUp([submittedBy]);
    const [tool, path] = [this.tools.nameOf(toolId), pathOfAssessment(assessmentId)];
    const text = (key: string, value: string): object => ({ key: { text: key }, value: { text: value } });
    this.pages.send(response, 'pages/submission/receipt', {
      title: `Submission ${String(number)} of ${tool} at ${assessment.site.name}`,
      trail: [HOME, { href: path, text: `${tool} at ${assessment.site.name}` }],
      back: path,
      number,
      rows: [
        text('Tool', tool),
        text('Site', `${assessment.site.name}, ${assessment.trust.name}`),
        text('Submitted', timeText(submittedAt)),
        text('Submitted by', names.get(submittedBy) ?? submittedBy),
        text('Questions', `Version ${instrument.version}`),
        text('Fingerprint of the inputs', inputHash),
      ],
      links: [
        { href: `/snapshots/${snapshotId}/scorecard`, text: 'See the result' },
        { href: `/snapshots/${snapshotId}/plan`, text: 'See the support plan' },
        { href: `/api/v1/snapshots/${snapshotId}/plan.pdf`, text: 'Support plan as PDF' },
        ...(number === 1
          ? []
          : [{ href: `${path}/compare?to=${String(number)}`, text: 'What changed since the submission before' }]),
      ],
      next: assessment.latest?.id === snapshotId ? nextSteps(actor, assessment) : undefined,
    });
  }
}

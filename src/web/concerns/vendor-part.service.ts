import { Injectable } from '@nestjs/common';
import { NamesService } from '../../accounts/names.service.js';
import type { AssessmentView } from '../../assessments/assessments.dto.js';
import { listed } from '../../core/contracts/words.js';
import { DeploymentsService } from '../../deployments/deployments.service.js';
import type { Actor } from '../../platform/actor/actor.js';
import { may } from '../../platform/access/decide.js';
import { pathOfAssessment } from '../assessments/section-tasks.js';

/** Whether the vendor takes part, and if not, who can change that. */
export interface Part {
  readonly takesPart: boolean;
  /** Where this reader invites it; null for who may not */
  readonly sharing: string | null;
  /** Who can, for everybody else */
  readonly who: string;
}

/** The link by which the vendor is asked about something. */
export interface AskLink extends Part {
  readonly href: string;
}

/** Tells whether the vendor sees what it is asked. */
@Injectable()
export class VendorPart {
  constructor(
    private readonly deployments: DeploymentsService,
    private readonly names: NamesService,
  ) {}

  async of(actor: Actor, { id, deploymentId, trust }: AssessmentView): Promise<Part> {
    const { vendorAccess } = await this.deployments.get(actor, deploymentId);
    const maySay = may(actor, 'deployments.share', { trustId: trust.id });
    const leads = vendorAccess || maySay ? [] : await this.names.leadsOf(trust.id);
    return {
      takesPart: vendorAccess,
      sharing: maySay ? `${pathOfAssessment(id)}/sharing` : null,
      who: leads.length === 0 ? 'The trust lead can invite it.' : `${listed(leads)} can invite it.`,
    };
  }

  /** Undefined for who does not ask. @param href where something is asked */
  async asked(actor: Actor, assessment: AssessmentView, href: string): Promise<AskLink | undefined> {
    if (!may(actor, 'concerns.ask', { trustId: assessment.trust.id, assessmentId: assessment.id })) return undefined;
    return { href, ...(await this.of(actor, assessment)) };
  }
}

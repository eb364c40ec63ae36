import { Injectable } from '@nestjs/common';
import type { Use } from '../core/contracts/instrument.js';
import { DeploymentsService } from '../deployments/deployments.service.js';
import type { Actor } from '../platform/actor/actor.js';
import { Problem } from '../platform/problem/problem.js';
import { AssessmentsService } from './assessments.service.js';

export interface StartAssessment {
  readonly siteId: string;
  readonly toolId: string;
  readonly use: Use;
}

/** Starts the assessment of a tool at a site with all that it needs. Started twice, there is one. */
@Injectable()
export class StartingService {
  constructor(
    private readonly deployments: DeploymentsService,
    private readonly assessments: AssessmentsService,
  ) {}

  /**
   * The assessment of a tool at a site, whoever started it; a deployment that has none yet is assessed.
   *
   * @returns its id
   * @throws Problem `invalid-request`, `conflict` when the trust is no more, or the site has the tool and somebody is not
   *   to know more of it
   */
  async start(actor: Actor, command: StartAssessment): Promise<string> {
    const deploymentId = await orExisting(
      async () => (await this.deployments.create(actor, command)).id,
      () => this.deploymentAt(actor, command),
    );
    return orExisting(
      async () => (await this.assessments.create(actor, { deploymentId })).id,
      () => this.assessmentOf(actor, deploymentId),
    );
  }

  /** Assessments at a site that somebody may see, by the tool's id. */
  async at(actor: Actor, siteId: string): Promise<ReadonlyMap<string, string>> {
    const { items } = await this.assessments.list(actor, { siteId, limit: MOST_TOOLS });
    return new Map(items.map(({ toolId, id }) => [toolId, id]));
  }

  private async deploymentAt(actor: Actor, { siteId, toolId }: StartAssessment): Promise<string | undefined> {
    return (await this.deployments.list(actor, { siteId, toolId, limit: 1 })).items[0]?.id;
  }

  private async assessmentOf(actor: Actor, deploymentId: string): Promise<string | undefined> {
    return (await this.assessments.ofDeployments(actor, [deploymentId])).get(deploymentId)?.id;
  }
}

const MOST_TOOLS = 100;

/** Of two who make the same at once, the later one finds what the earlier one has made. */
async function orExisting(make: () => Promise<string>, find: () => Promise<string | undefined>): Promise<string> {
  try {
    return await make();
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'conflict') throw error;
    const existing = await find();
    if (existing === undefined) throw error;
    return existing;
  }
}

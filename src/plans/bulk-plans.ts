import { Injectable } from '@nestjs/common';
import { AssessmentsService } from '../assessments/assessments.service.js';
import { DeploymentsService } from '../deployments/deployments.service.js';
import type { Actor } from '../platform/actor/actor.js';
import { JobKinds, type RunningJob } from '../platform/jobs/job-kinds.js';
import type { JobView } from '../platform/jobs/jobs.dto.js';
import { JobsService } from '../platform/jobs/jobs.service.js';
import type { ProblemCode } from '../platform/problem/problem-table.js';
import { Problem } from '../platform/problem/problem.js';
import type { OrderPlans } from './bulk-plans.dto.js';
import { StoredPlansService } from './stored-plans.service.js';

const KIND = 'make-plans';
/** Why there is no plan where there is nothing to make it from */
export const NOTHING_SUBMITTED = 'nothing-submitted';
const PAGE = 100;
const UNKNOWN = 'deploymentIds must hold ids of deployments; there is none with this id.';
/** Wrong ids that are named in one reply */
const MOST_NAMED = 100;
/** Pause before a plan is tried again that found too many waiting: people go first. */
const PAUSE_MILLISECONDS = 2000;

/** What came of one deployment: its plan, or a word of ours for why there is none. */
export type MadePlan =
  | { readonly deploymentId: string; readonly planId: string }
  | { readonly deploymentId: string; readonly code: ProblemCode | typeof NOTHING_SUBMITTED };

/** Makes the plans of many deployments beside the requests, one after the other, and keeps them. */
@Injectable()
export class BulkPlans {
  constructor(
    kinds: JobKinds,
    private readonly jobs: JobsService,
    private readonly deployments: DeploymentsService,
    private readonly assessments: AssessmentsService,
    private readonly plans: StoredPlansService,
  ) {
    kinds.register(KIND, { title: 'Make support plans and keep them as PDF', run: (job) => this.run(job) });
  }

  /** @param order which deployments; every one where none are named. @throws Problem `invalid-request` */
  async order(actor: Actor, { deploymentIds }: OrderPlans): Promise<JobView> {
    if (deploymentIds !== undefined) await this.refuseUnknown(actor, deploymentIds);
    return this.jobs.order(actor, { kind: KIND, payload: { deploymentIds: deploymentIds ?? null } });
  }

  private async refuseUnknown(actor: Actor, ids: readonly string[]): Promise<void> {
    const known = await this.deployments.known(actor, ids);
    const errors = ids.flatMap((id, place) =>
      known.has(id) ? [] : [{ pointer: `/deploymentIds/${String(place)}`, code: 'not-allowed', detail: UNKNOWN }],
    );
    if (errors.length > 0) {
      throw new Problem('invalid-request', 'There are no such deployments. Nothing was ordered.', {
        errors: errors.slice(0, MOST_NAMED),
      });
    }
  }

  private async run(job: RunningJob): Promise<Readonly<Record<string, unknown>>> {
    const ids = (job.payload.deploymentIds as readonly string[] | null) ?? (await this.allIds(job.actor));
    const planIds: string[] = [];
    const notMade: { deploymentId: string; code: string }[] = [];
    let withoutSubmission = 0;
    for (const made of await this.makeAll(job, ids)) {
      if ('planId' in made) planIds.push(made.planId);
      else if (made.code === NOTHING_SUBMITTED) withoutSubmission += 1;
      else notMade.push({ deploymentId: made.deploymentId, code: made.code });
    }
    return { plans: planIds.length, withoutSubmission, planIds, notMade };
  }

  /**
   * Makes the plan of the latest submission of each deployment one after the other, or finds it as it was made before.
   *
   * @returns what came of each, in the order of the ids
   * @throws the signal's reason when the job is to end
   */
  async makeAll(
    { actor, progress, signal }: Pick<RunningJob, 'actor' | 'progress' | 'signal'>,
    ids: readonly string[],
  ): Promise<MadePlan[]> {
    const all: MadePlan[] = [];
    for (let start = 0; start < ids.length; start += PAGE) {
      const page = ids.slice(start, start + PAGE);
      const latest = await this.assessments.latestOf(page);
      for (const deploymentId of page) {
        const snapshotId = latest.get(deploymentId);
        if (snapshotId === undefined) all.push({ deploymentId, code: NOTHING_SUBMITTED });
        else {
          const made = await this.make(actor, snapshotId, signal);
          all.push({ deploymentId, ...(typeof made === 'string' ? { planId: made } : { code: made.code }) });
        }
        await progress(all.length, ids.length);
      }
    }
    return all;
  }

  /** @returns the plan's id, or why there can be none: one that cannot be made does not keep the others from it */
  private async make(actor: Actor, snapshotId: string, signal: AbortSignal): Promise<string | Problem> {
    for (;;) {
      try {
        return (await this.plans.obtain(actor, snapshotId)).id;
      } catch (error) {
        if (!(error instanceof Problem) || error.code === 'storage-unavailable') throw error;
        if (error.code !== 'busy') return error;
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS));
        signal.throwIfAborted();
      }
    }
  }

  private async allIds(actor: Actor): Promise<string[]> {
    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await this.deployments.list(actor, { limit: PAGE, ...(cursor !== undefined && { cursor }) });
      ids.push(...page.items.map(({ id }) => id));
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    return ids;
  }
}

import { Injectable } from '@nestjs/common';
import { AssessmentsService } from '../assessments/assessments.service.js';
import { DeploymentsService } from '../deployments/deployments.service.js';
import type { Actor } from '../platform/actor/actor.js';
import { JobKinds, type RunningJob } from '../platform/jobs/job-kinds.js';
import type { JobView } from '../platform/jobs/jobs.dto.js';
import { JobsService } from '../platform/jobs/jobs.service.js';
import { Problem } from '../platform/problem/problem.js';
import type { OrderPlans } from './bulk-plans.dto.js';
import { StoredPlansService } from './stored-plans.service.js';

const KIND = 'make-plans';
const PAGE = 100;
const UNKNOWN = 'deploymentIds must hold ids of deployments; there is none with this id.';
/** Wrong ids that are named in one reply */
const MOST_NAMED = 100;
/** Pause before a plan is tried again that found too many waiting: people go first. */
const PAUSE_MILLISECONDS = 2000;

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

  private async run({ actor, payload, progress, signal }: RunningJob): Promise<Readonly<Record<string, unknown>>> {
    const ids = (payload.deploymentIds as readonly string[] | null) ?? (await this.allIds(actor));
    const planIds: string[] = [];
    const notMade: { deploymentId: string; code: string }[] = [];
    let [done, withoutSubmission] = [0, 0];
    for (let start = 0; start < ids.length; start += PAGE) {
      const page = ids.slice(start, start + PAGE);
      const latest = await this.assessments.latestOf(page);
      for (const id of page) {
        const snapshotId = latest.get(id);
        if (snapshotId === undefined) withoutSubmission += 1;
        else {
          const made = await this.make(actor, snapshotId, signal);
          if (typeof made === 'string') planIds.push(made);
          else notMade.push({ deploymentId: id, code: made.code });
        }
        done += 1;
        await progress(done, ids.length);
      }
    }
    return { plans: planIds.length, withoutSubmission, planIds, notMade };
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

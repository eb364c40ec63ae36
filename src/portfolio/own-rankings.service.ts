import { Injectable } from '@nestjs/common';
import { In, LessThan } from 'typeorm';
import { HeldElsewhere } from '../accounts/held-elsewhere.js';
import type { Actor } from '../platform/actor/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { JobKinds } from '../platform/jobs/job-kinds.js';
import type { JobView } from '../platform/jobs/jobs.dto.js';
import { JobsService } from '../platform/jobs/jobs.service.js';
import { RANKING_KIND, type Ordered } from './ranking-order.js';
import { RankingEntity } from './ranking.entity.js';
import type { RankingOrder } from './ranks.dto.js';

/** As long as the jobs that made them */
const KEPT_DAYS = 30;
const MILLISECONDS_A_DAY = 86_400_000;
/** Hour of the night in London at which those that are kept no longer go. */
const FROM_HOUR = 3;
/** Rankings that somebody is led back to, the newest. */
const MOST_LISTED = 10;

/** A ranking that somebody ordered, to be found again. */
export interface OwnRanking {
  readonly job: JobView;
  readonly asked: RankingOrder;
}

/** Whose rankings there are, and for how long. */
@Injectable()
export class OwnRankings {
  constructor(
    kinds: JobKinds,
    elsewhere: HeldElsewhere,
    private readonly jobs: JobsService,
    private readonly unitOfWork: UnitOfWork,
  ) {
    kinds.register('forget-rankings', {
      title: 'Forget ranks that were worked out long ago',
      dailyFromHour: FROM_HOUR,
      run: async () => ({ rankings: await this.forgetOld() }),
    });
    // What was searched for stands in the order, too, which is kept where nothing came of it.
    elsewhere.register({
      texts: async (manager, { id }) =>
        (await this.jobs.orderedBy(manager, id, RANKING_KIND)).map(({ id: jobId, createdAt, payload }) => ({
          ...{ kind: 'portfolio-ranking', id: jobId, at: createdAt },
          text: JSON.stringify((payload as unknown as Ordered).asked),
        })),
      erase: async ({ manager }, { id }) => {
        const ids = await this.jobs.forgetOrderedBy(manager, id, RANKING_KIND);
        await manager.delete(RankingEntity, { id: In(ids) });
      },
    });
  }

  /** Those that somebody ordered and that wait, are worked out or are kept: the newest first, 10 at most. */
  async list(actor: Actor): Promise<OwnRanking[]> {
    const latest = await this.jobs.latestOwn(actor, RANKING_KIND, MOST_LISTED);
    const done = latest.flatMap(({ job }) => (job.state === 'done' ? [job.id] : []));
    const kept = await this.unitOfWork.read((manager) =>
      manager.find(RankingEntity, { select: { id: true, asked: true }, where: { id: In(done) } }),
    );
    const askedOf = new Map(kept.map(({ id, asked }) => [id, asked]));
    return latest.flatMap(({ job, payload }) => {
      const asked = payload === null ? askedOf.get(job.id) : (payload as unknown as Ordered).asked;
      return asked === undefined ? [] : [{ job, asked }];
    });
  }

  private forgetOld(): Promise<number> {
    return this.unitOfWork.keepBooks(async (manager, now) => {
      const before = new Date(now.getTime() - KEPT_DAYS * MILLISECONDS_A_DAY);
      const { affected } = await manager.delete(RankingEntity, { madeAt: LessThan(before) });
      return affected ?? 0;
    });
  }
}

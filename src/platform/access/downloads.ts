import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import type { Actor } from '../actor/actor.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { Places } from './places.js';

export interface Download {
  readonly type: 'file-downloaded' | 'plan-downloaded';
  /** Path parameter that leads to it, by which it is known where it belongs, such as `fileId` */
  readonly by: string;
  readonly id: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

/** Puts on record what is taken away. */
@Injectable()
export class Downloads {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly places: Places,
  ) {}

  /**
   * To be called when everything is there, before the first byte of it is sent: what cannot be recorded is not given. Whoever
   * only asks for the head takes nothing away.
   *
   * @throws Problem `busy`, `storage-unavailable`
   */
  async record({ method }: Pick<Request, 'method'>, actor: Actor, download: Download): Promise<void> {
    if (method !== 'HEAD') await this.recordAll(actor, [download]);
  }

  /** The same for several things that are taken away together, at least one, all of them or none. @throws as `record` */
  async recordAll(actor: Actor, downloads: readonly Download[]): Promise<void> {
    await this.unitOfWork.write(actor, async ({ manager, record }) => {
      for (const { by, id, ...event } of downloads) {
        const { trustId, toolId, deploymentId, assessmentId } = (await this.places.find(manager, by, id)) ?? {};
        record({
          ...{ ...event, subjectId: id },
          ...(trustId !== undefined && { trustId }),
          ...(toolId !== undefined && { toolId }),
          ...(deploymentId !== undefined && { deploymentId }),
          ...(assessmentId !== undefined && { assessmentId }),
        });
      }
    });
  }
}

import { Injectable } from '@nestjs/common';
import type { Actor } from '../platform/actor/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import type { SectionView } from './sections.dto.js';
import { SectionsService, type SectionChange } from './sections.service.js';

/** Saves several sections at once: all of them or none. */
@Injectable()
export class SeveralSectionsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly sections: SectionsService,
  ) {}

  /** @throws as `SectionsService.save`; nothing is stored then */
  save(actor: Actor, assessmentId: string, changes: readonly SectionChange[]): Promise<SectionView[]> {
    return this.unitOfWork.write(actor, async (scope) => {
      const saved: SectionView[] = [];
      for (const change of changes) saved.push(await this.sections.saveWithin(scope, actor, assessmentId, change));
      return saved;
    });
  }
}

import { Injectable } from '@nestjs/common';
import type { Actor } from '../platform/actor/actor.js';
import type { WriteScope } from '../platform/database/unit-of-work.js';

/** Where somebody changed answers. */
export interface SavedSection {
  readonly assessmentId: string;
  readonly section: string;
  readonly questions: readonly string[];
}

/** What follows from a change of a section, in its transaction. */
export type SavingStep = (scope: WriteScope, actor: Actor, saved: SavedSection) => Promise<void>;

/** What is done when somebody changed answers themselves. Features that follow who works on what register theirs. */
@Injectable()
export class SavedSections {
  private readonly steps: SavingStep[] = [];

  register(step: SavingStep): void {
    this.steps.push(step);
  }

  async settle(...saved: Parameters<SavingStep>): Promise<void> {
    for (const step of this.steps) await step(...saved);
  }
}

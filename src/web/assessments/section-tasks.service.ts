import { Injectable } from '@nestjs/common';
import { NamesService } from '../../accounts/names.service.js';
import { AssessmentsService } from '../../assessments/assessments.service.js';
import type { Actor } from '../../platform/actor/actor.js';
import { onlyQuestions } from '../../platform/access/decide.js';
import { ToolsService } from '../../tools/tools.service.js';
import { KeptAnswers } from './kept-answers.service.js';
import { saversOf, tasksOf, type SectionTask } from './section-tasks.js';
import { whileOpen } from './too-late.js';

/** What somebody was invited to in one assessment. */
export interface Invited {
  readonly heading: string;
  readonly trust: string;
  /** Nothing once it was submitted */
  readonly tasks: readonly SectionTask[];
}

/** The sections that somebody may fill in or read, with how far each is. */
@Injectable()
export class SectionTasks {
  constructor(
    private readonly assessments: AssessmentsService,
    private readonly names: NamesService,
    private readonly tools: ToolsService,
    private readonly kept: KeptAnswers,
  ) {}

  /** Those that somebody was invited to, assessment by assessment. */
  async of(actor: Actor): Promise<Invited[]> {
    const ids = new Set(
      actor.grants.flatMap(({ role, assessmentId }) =>
        role === 'contributor' && assessmentId !== undefined ? [assessmentId] : [],
      ),
    );
    return Promise.all([...ids].map((id) => this.one(actor, id)));
  }

  private async one(actor: Actor, assessmentId: string): Promise<Invited> {
    const { site, trust, toolId, openRevision } = await this.assessments.get(actor, assessmentId);
    return {
      heading: `${this.tools.nameOf(toolId)} at ${site.name}`,
      trust: trust.name,
      tasks: openRevision === null ? [] : await this.tasks(actor, assessmentId),
    };
  }

  /** Those of one assessment; none once it was submitted. */
  async tasks(actor: Actor, assessmentId: string): Promise<SectionTask[]> {
    const revision = await whileOpen(() => this.assessments.revision(actor, assessmentId));
    // submitted between the two looks
    if (revision === undefined) return [];
    const { sections, deployment } = revision;
    const place = { assessmentId, trustId: deployment.trust.id };
    return tasksOf(assessmentId, sections, {
      names: await this.names.lookUp(saversOf(sections)),
      asked: (code) => onlyQuestions(actor, 'revision.read', place, code),
      unsaved: await this.kept.unsaved(actor, assessmentId),
    });
  }
}

import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AssessmentsService } from '../assessments/assessments.service.js';
import type { Catalogue } from '../core/instrument/catalogue.js';
import { DeploymentsService } from '../deployments/deployments.service.js';
import type { Actor } from '../platform/actor/actor.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Problem } from '../platform/problem/problem.js';
import { CATALOGUE } from '../tools/catalogue-token.js';

/** What is handed over. */
export interface Thing {
  readonly section: string;
  /** Null: the whole section */
  readonly questionId: string | null;
}

/** A section with the questions that one deployment is asked. */
export interface AskedSection {
  readonly code: string;
  readonly name: string;
  readonly questions: readonly { readonly id: string; readonly text: string }[];
}

/** What of an assessment there is to hand over. */
@Injectable()
export class HandedThings {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly assessments: AssessmentsService,
    private readonly deployments: DeploymentsService,
    @Inject(CATALOGUE) private readonly catalogue: Catalogue,
  ) {}

  /** In the order of the instrument, without questions that never apply for this use. @throws Problem `not-found` */
  all(actor: Actor, assessmentId: string): Promise<AskedSection[]> {
    return this.unitOfWork.read(async (manager) => {
      const { deploymentId } = await this.assessments.find(manager, actor, assessmentId);
      return this.sections(manager, deploymentId);
    });
  }

  /** Section and question, if the tool asks them. @throws Problem `invalid-request` */
  async find(
    manager: EntityManager,
    deploymentId: string,
    { section, questionId }: { readonly section?: string | undefined; readonly questionId?: string | undefined },
  ): Promise<Thing> {
    if ((section === undefined) === (questionId === undefined)) {
      throw wrongThing('section', 'Give the code of a section, or the id of a question.');
    }
    for (const { code, questions } of await this.sections(manager, deploymentId)) {
      if (code === section) return { section: code, questionId: null };
      const asked = questions.find(({ id }) => id === questionId);
      if (asked !== undefined) return { section: code, questionId: asked.id };
    }
    if (section !== undefined) throw wrongThing('section', 'This is not the code of a section.');
    throw wrongThing('questionId', 'This is not a question that this tool asks.');
  }

  private async sections(manager: EntityManager, deploymentId: string): Promise<AskedSection[]> {
    const { toolId, use } = await this.deployments.find(manager, deploymentId);
    return this.catalogue.compiled(toolId, use).domains.map(({ domain, questions }) => ({
      code: domain.code,
      name: domain.name,
      questions: questions
        .filter(({ ruledOut }) => !ruledOut)
        .map(({ id, question }) => ({ id, text: question.question })),
    }));
  }
}

/** @param field of the request that it is about */
export function wrongThing(field: string, detail: string): Problem {
  return new Problem('invalid-request', 'It cannot be handed over like this. Nothing was stored.', {
    errors: [{ pointer: `/${field}`, code: 'not-allowed', detail }],
  });
}

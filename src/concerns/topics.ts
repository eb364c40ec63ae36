import { Inject, Injectable } from '@nestjs/common';
import type { Catalogue } from '../core/instrument/catalogue.js';
import { Problem } from '../platform/problem/problem.js';
import { CATALOGUE } from '../tools/catalogue-token.js';

/** What a question or concern can be about; null throughout: the assessment as a whole. */
export interface Topic {
  readonly section: string | null;
  readonly questionId: string | null;
  readonly actionId: string | null;
}

/** A question of the assessment, to be chosen. */
export interface TopicChoice {
  readonly section: string;
  readonly questionId: string;
  readonly name: string;
}

const WHOLE: Topic = { section: null, questionId: null, actionId: null };
/** What an action's id has after the id of the question whose gap it closes. */
const ACTION_END = /:(?:find-out|find-evidence)$/;

/** What sites ask about: questions of the instrument, and the actions that close their gaps. */
@Injectable()
export class Topics {
  constructor(@Inject(CATALOGUE) private readonly catalogue: Catalogue) {}

  /** @throws Problem `invalid-request` for what there is not, and for a question and an action at once */
  of({ questionId, actionId }: { readonly questionId?: string; readonly actionId?: string }): Topic {
    if (questionId === undefined && actionId === undefined) return WHOLE;
    if (questionId !== undefined && actionId !== undefined) {
      throw wrong('actionId', 'It is about a question or about an action: send one of them.');
    }
    const id = questionId ?? actionId?.replace(ACTION_END, '');
    const question = this.catalogue.instrument.questions.find((one) => one.id === id);
    if (question === undefined) {
      throw questionId === undefined
        ? wrong('actionId', 'actionId must be the id of an action of a support plan.')
        : wrong('questionId', 'questionId must be the id of a question of the assessment.');
    }
    return { section: question.domain, questionId: question.id, actionId: actionId ?? null };
  }

  /** The topic that an address names; undefined where there is none such. */
  named(questionId: string | undefined, actionId: string | undefined): Topic | undefined {
    try {
      const topic = this.of({ ...(questionId && { questionId }), ...(actionId && { actionId }) });
      return topic.section === null ? undefined : topic;
    } catch {
      return undefined;
    }
  }

  /** Questions that a tool is asked in some use, in the order of the assessment. */
  choices(toolId: string): TopicChoice[] {
    const { questions } = this.catalogue.instrument;
    const compiled = this.catalogue.toolIds.includes(toolId) ? this.catalogue.compiled(toolId, 'routine') : undefined;
    return questions
      .filter(({ id }) => compiled?.byId.get(id)?.ruledOut !== true)
      .map(({ id, domain, subject }) => ({ section: domain, questionId: id, name: subject }));
  }

  /** A topic in words, such as "IT-05: Network routes". */
  inWords({ questionId, actionId }: Pick<Topic, 'questionId' | 'actionId'>): string {
    if (questionId === null) return 'The assessment as a whole';
    const question = this.catalogue.instrument.questions.find(({ id }) => id === questionId);
    const text = question === undefined ? questionId : `${questionId}: ${question.subject}`;
    return actionId === null ? text : `Action on ${text}`;
  }
}

function wrong(field: string, detail: string): Problem {
  return new Problem('invalid-request', 'It cannot be asked like this. Nothing was stored.', {
    errors: [{ pointer: `/${field}`, code: 'not-allowed', detail }],
  });
}

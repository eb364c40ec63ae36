import { Injectable } from '@nestjs/common';
import type { Actor } from '../platform/actor/actor.js';
import { may } from '../platform/access/decide.js';
import { Places } from '../platform/access/places.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { notFound, Problem } from '../platform/problem/problem.js';
import type { AskedQuestion, SectionToFill } from './section-to-fill.js';
import { SectionsService } from './sections.service.js';

/** One question of the open revision, with where it stands in its section. */
export interface QuestionToFill {
  readonly asked: AskedQuestion;
  /** Its section, of whose questions it is the only one here; what is answered is all of the section's */
  readonly section: SectionToFill;
  /** Position in the section from 1, and how many there are */
  readonly position: number;
  readonly of: number;
  /** Ids of the questions before and after it in the section */
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** Single questions of the open revision. */
@Injectable()
export class QuestionsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly sections: SectionsService,
    private readonly places: Places,
  ) {}

  /** @throws Problem `not-found`, `forbidden` for whoever was not invited to its section, `no-open-revision` */
  async toFill(actor: Actor, assessmentId: string, questionId: string): Promise<QuestionToFill> {
    const code = await this.sectionOf(actor, assessmentId, questionId);
    const section = await this.sections.toFill(actor, assessmentId, code);
    const at = section.questions.findIndex(({ question }) => question.id === questionId);
    const asked = section.questions[at];
    if (asked === undefined) throw notFound('question', questionId);
    return {
      asked,
      section: { ...section, questions: [asked] },
      position: at + 1,
      of: section.questions.length,
      before: section.questions[at - 1]?.question.id,
      after: section.questions[at + 1]?.question.id,
    };
  }

  /** Code of the section that a question belongs to, for whoever may read its answers. @throws Problem `not-found`, `forbidden` */
  async sectionOf(actor: Actor, assessmentId: string, questionId: string): Promise<string> {
    // in every version of the instrument a question's id begins with its section
    const [, code] = /^([A-Z]{2})-\d{2}$/.exec(questionId) ?? [];
    if (code === undefined) throw notFound('question', questionId);
    // the guard of a route knows a section by its code, and not by a question of it
    const place = await this.unitOfWork.read((manager) => this.places.find(manager, 'assessmentId', assessmentId));
    if (place === undefined) throw notFound('assessment', assessmentId);
    if (may(actor, 'answers.read', place, code)) return code;
    throw new Problem('forbidden', 'You were not invited to the section of this question.');
  }
}

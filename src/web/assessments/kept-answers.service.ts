import { Injectable } from '@nestjs/common';
import { KeptForms, type KeptForm } from '../../accounts/kept-forms.service.js';
import type { SectionToFill } from '../../assessments/section-to-fill.js';
import type { Actor } from '../../platform/actor/actor.js';
import { SENT_AGAIN } from '../../platform/access/form-keeping.js';
import type { FormFields } from '../../platform/http/takes-form.js';
import type { FormError } from '../forms.js';
import { withEarlier } from './kept-answers.js';
import { pathOfAssessment } from './section-tasks.js';

/** Answers that somebody entered and that are not saved: kept for them until they save or drop them, and never counted. */
@Injectable()
export class KeptAnswers {
  constructor(private readonly forms: KeptForms) {}

  find(actor: Actor, path: string): Promise<KeptForm | undefined> {
    return this.forms.find(actor, path);
  }

  /**
   * Keeps what was refused, together with what another window's form left there.
   *
   * @param errors what is wrong with it; none where somebody else was faster
   * @returns undefined where it cannot be kept
   */
  async refused(
    actor: Actor,
    path: string,
    fields: FormFields,
    { questions }: SectionToFill,
    errors: readonly FormError[] = [],
  ): Promise<KeptForm | undefined> {
    const before = await this.forms.find(actor, path);
    const asked = questions.map(({ question }) => question);
    const now = { fields, errors };
    const all = before === undefined || before.id === fields[SENT_AGAIN] ? now : withEarlier(before, now, asked);
    return this.forms.keepRefused(actor, path, all.fields, all.errors);
  }

  /** Lets go of what a form shows that was saved: not of what another window left there meanwhile. */
  async saved(actor: Actor, path: string, { [SENT_AGAIN]: id }: FormFields): Promise<void> {
    if (typeof id === 'string') await this.forms.drop(actor.id, path, id);
  }

  /** Where something is kept of an assessment's answers: section by its code, with the pages that show it. */
  async unsaved(actor: Actor, assessmentId: string): Promise<ReadonlyMap<string, readonly UnsavedPlace[]>> {
    const places = new Map<string, UnsavedPlace[]>();
    for (const href of await this.forms.pathsBelow(actor, `${pathOfAssessment(assessmentId)}/`)) {
      const { code, id } = (OF_SECTION.exec(href) ?? OF_QUESTION.exec(href))?.groups ?? {};
      if (code === undefined) continue;
      const ofSection = places.get(code) ?? [];
      places.set(code, [...ofSection, { href, questionId: id }]);
    }
    return places;
  }
}

/** A page with something that is not saved: of a whole section, or of one question. */
export interface UnsavedPlace {
  readonly href: string;
  readonly questionId: string | undefined;
}

const OF_SECTION = /\/sections\/(?<code>[A-Z]{2})$/;
const OF_QUESTION = /\/questions\/(?<id>(?<code>[A-Z]{2})-\d{2})$/;

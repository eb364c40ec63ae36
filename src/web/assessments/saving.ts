import type { SectionToFill } from '../../assessments/section-to-fill.js';
import type { StoredAnswer } from '../../assessments/sections.dto.js';
import type { SectionsService } from '../../assessments/sections.service.js';
import type { NamesService } from '../../accounts/names.service.js';
import type { Actor } from '../../platform/actor/actor.js';
import { Problem, type ProblemDetailError } from '../../platform/problem/problem.js';
import type { FormError } from '../forms.js';
import { timeText } from '../time-text.js';
import { fieldOf } from './given-answer.js';

/**
 * Saves answers on the version of their section that they were made on.
 *
 * @returns what is wrong with them, nothing when they were saved; `overtaken` when somebody else was faster
 */
export async function storeSection(
  sections: SectionsService,
  actor: Actor,
  { section: { assessmentId, code, version } }: SectionToFill,
  answers: Readonly<Record<string, StoredAnswer>>,
): Promise<readonly FormError[] | 'overtaken'> {
  try {
    await sections.save(actor, assessmentId, code, answers, version);
    return [];
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.code === 'stale-version') return 'overtaken';
    if (error.code !== 'invalid-answers') throw error;
    return error.errors.map((wrong) => ({ field: fieldAt(wrong.pointer ?? ''), text: textOfError(wrong) }));
  }
}

/** What is wrong with an answer, beginning with the question that it is about. */
export function textOfError({ questionId, detail }: ProblemDetailError): string {
  const about = questionId === undefined || detail.startsWith(questionId) ? '' : `${questionId}: `;
  return `${about}${detail.replace(/\.$/, '')}`;
}

/**
 * Who saved a section after a page of it was opened, and when, in words.
 *
 * @param what was opened. Of a single question it is not known who saved it: of its section only the last one is
 * @returns `own`: as far as is known, nobody else did
 */
export async function overtakenBy(
  names: NamesService,
  { id }: Actor,
  { section: { updatedBy, updatedAt } }: SectionToFill,
  what: 'section' | 'question' = 'section',
): Promise<Overtaken> {
  if (updatedBy === null || updatedAt === null) {
    return { text: 'The assessment was submitted and opened anew meanwhile.', own: true };
  }
  const when = `on ${timeText(updatedAt)}, after this page was opened.`;
  if (updatedBy === id) {
    const yourself = `You saved this section yourself ${when}`;
    return { text: what === 'section' ? yourself : 'This answer was changed after this page was opened.', own: true };
  }
  const who = (await names.lookUp([updatedBy])).get(updatedBy);
  return { text: `${who ?? 'Somebody else'} saved this section ${when}`, own: false };
}

/** That a section was saved after its page was opened. */
export interface Overtaken {
  readonly text: string;
  readonly own: boolean;
}

/** The field that a pointer into the answers leads to, such as `/answers/IT-01/note`. */
function fieldAt(pointer: string): string {
  const [, , questionId = '', part] = pointer.split('/');
  if (part === 'note') return fieldOf(questionId, 'note');
  return part === 'notApplicable' ? fieldOf(questionId, 'reason') : questionId;
}

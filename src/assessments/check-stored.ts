import type { Catalogue } from '../core/instrument/catalogue.js';
import { checkAssessment, type CheckedAssessment } from '../core/scoring/check-assessment.js';
import { invalidAnswers, Problem } from '../platform/problem/problem.js';

/**
 * Holds a document that was stored against the instrument that it was answered by.
 *
 * @throws Problem `instrument-unavailable` when this release holds another version; `invalid-answers`
 */
export function checkStored(document: Readonly<Record<string, unknown>>, catalogue: Catalogue): CheckedAssessment {
  const held = `${catalogue.instrument.id}@${catalogue.instrument.version}`;
  if (document.instrument !== held) {
    const answered = String(document.instrument);
    throw new Problem(
      'instrument-unavailable',
      `This was answered by ${answered}; the service works with ${held} and compares no answers between the two.`,
    );
  }
  const checked = checkAssessment(document, catalogue);
  if (!checked.ok) throw invalidAnswers(checked.defects);
  return checked.value;
}

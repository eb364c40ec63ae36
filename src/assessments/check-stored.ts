import type { Catalogue } from '../core/instrument/catalogue.js';
import { checkAssessment, type CheckedAssessment } from '../core/scoring/check-assessment.js';
import { invalidAnswers, Problem } from '../platform/problem/problem.js';

/**
 * Holds a document that was stored against the instrument that it was answered by.
 *
 * @throws Problem `instrument-unavailable` when this release holds another version; `invalid-answers`
 */
export function checkStored(document: Readonly<Record<string, unknown>>, catalogue: Catalogue): CheckedAssessment {
  assertHeld(String(document.instrument), catalogue);
  const checked = checkAssessment(document, catalogue);
  if (!checked.ok) throw invalidAnswers(checked.defects);
  return checked.value;
}

/**
 * Answers are worked with by the version of the instrument that asked for them, and by no other.
 *
 * @param instrument id and version, `ai-site-readiness@1.0.0`
 * @throws Problem `instrument-unavailable`
 */
export function assertHeld(instrument: string, catalogue: Catalogue): void {
  const held = `${catalogue.instrument.id}@${catalogue.instrument.version}`;
  if (instrument === held) return;
  throw new Problem('instrument-unavailable', `This was answered by ${instrument}; this release holds ${held}.`);
}

import { versionName, type Catalogue } from '../core/instrument/catalogue.js';
import { checkAssessment, type CheckedAssessment } from '../core/scoring/check-assessment.js';
import { invalidAnswers, Problem } from '../platform/problem/problem.js';

/**
 * Holds a document that was stored against the version of the instrument that it was answered by.
 *
 * @throws Problem `instrument-unavailable` when this release does not hold that version; `invalid-answers`
 */
export function checkStored(document: Readonly<Record<string, unknown>>, catalogue: Catalogue): CheckedAssessment {
  const checked = checkAssessment(document, heldVersion(String(document.instrument), catalogue));
  if (!checked.ok) throw invalidAnswers(checked.defects);
  return checked.value;
}

/**
 * Answers are worked with by the version of the instrument that asked for them, and by no other.
 *
 * @param version id and version, `ai-site-readiness@1.0.0`
 * @throws Problem `instrument-unavailable`
 */
export function heldVersion(version: string, catalogue: Catalogue): Catalogue {
  const found = catalogue.at(version);
  if (found !== undefined) return found;
  const held = catalogue.held.join(' and ');
  throw new Problem('instrument-unavailable', `This was answered by ${version}; this release holds ${held}.`);
}

/** The version of the instrument that a revision is by. @throws Problem `instrument-unavailable` */
export function catalogueOf(
  { instrumentId }: { readonly instrumentId: string },
  { instrumentVersion }: { readonly instrumentVersion: string },
  catalogue: Catalogue,
): Catalogue {
  return heldVersion(versionName({ id: instrumentId, version: instrumentVersion }), catalogue);
}

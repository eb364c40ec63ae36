import type { Use } from '../core/contracts/instrument.js';

/** What each use means, for somebody who chooses one. */
export const USE_TEXTS: Readonly<Record<Use, readonly [text: string, hint: string]>> = {
  routine: ['Routine care', 'Clinicians see the result while they care for a patient'],
  evaluation: ['Evaluation', 'The tool is tried out in the service, for example beside the usual reading'],
  research: ['Research', 'A study with its own approval; the result does not change care'],
};

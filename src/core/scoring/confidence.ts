import type { Method } from '../contracts/instrument.js';
import { EPSILON } from '../instrument/answer-value.js';
import type { Mark } from './domains.js';
import type { Judgement } from './judgement.js';

/** completeness × weighted mean evidence strength of known answers, 0 to 1; 0 when none is known. */
export function confidenceOf(judgements: readonly Judgement[], completeness: number): number {
  let [weight, strength] = [0, 0];
  for (const { compiled, mark, evidence } of judgements) {
    if (typeof mark !== 'number') continue;
    weight += compiled.weight;
    strength += compiled.weight * evidence.strength;
  }
  return weight === 0 ? 0 : (completeness * strength) / weight;
}

export function confidenceBand(confidence: number, method: Method): 'Low' | 'Medium' | 'High' {
  if (confidence < method.confidence.lowBelow - EPSILON) return 'Low';
  return confidence < method.confidence.highFrom - EPSILON ? 'Medium' : 'High';
}

/** The marks with every answer whose evidence is too weak treated as not known, for the verified index. */
export function verifiedMarks(judgements: readonly Judgement[], method: Method): Mark[] {
  return judgements.map(({ mark, evidence }) =>
    typeof mark === 'number' && evidence.strength < method.confidence.verifiedAt - EPSILON ? 'unknown' : mark,
  );
}

/**
 * Capacity of the site, 0 to 1: weighted mean value of the team questions that are known (study theme D5). A middle
 * value, flagged, when none is. It never lowers a place in a queue: it raises support.
 */
export function capacityOf(judgements: readonly Judgement[], method: Method): { value: number; known: boolean } {
  const questions = new Set(method.capacity.questions);
  let [weight, value] = [0, 0];
  for (const { compiled, mark } of judgements) {
    if (!questions.has(compiled.id) || typeof mark !== 'number') continue;
    weight += compiled.weight;
    value += compiled.weight * mark;
  }
  return weight === 0 ? { value: method.capacity.whenUnknown, known: false } : { value: value / weight, known: true };
}

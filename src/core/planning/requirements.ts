import type { ActionReason } from '../contracts/plan.js';
import type { Outlook } from './work.js';

/** Why each question is in the plan; `neededBy` names the questions that wait for it. */
export interface Requirement {
  readonly reason: ActionReason;
  readonly neededBy: readonly string[];
}

/**
 * The questions whose gaps have to be closed whatever they cost: gates that are not open, essentials below their mark,
 * and all that these need, stopping at what is satisfied.
 */
export function requiredQuestions(outlook: Outlook): Map<string, Requirement> {
  const required = new Map<string, Requirement>();
  for (const { compiled } of outlook.judgements) {
    if (outlook.satisfied.has(compiled.id)) continue;
    if (compiled.gate !== null) required.set(compiled.id, { reason: 'gate', neededBy: [] });
    else if (compiled.essential) required.set(compiled.id, { reason: 'essential', neededBy: [] });
  }
  addNeeds(outlook, required);
  return required;
}

/** Adds what the questions in the map need, with why. Questions that the map held before keep their reason. */
export function addNeeds(outlook: Outlook, required: Map<string, Requirement>): void {
  const queue = [...required.keys()];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    for (const need of outlook.needs.get(id) as readonly string[]) {
      if (outlook.satisfied.has(need)) continue;
      const known = required.get(need);
      if (known === undefined) queue.push(need);
      const neededBy = new Set([...(known?.neededBy ?? []), id]);
      required.set(need, { reason: known?.reason ?? 'needed-by', neededBy: [...neededBy].sort() });
    }
  }
}

/** The unsatisfied closure of one question: itself and all that it needs. */
export function closureOf(outlook: Outlook, id: string): ReadonlySet<string> {
  const one = new Map<string, Requirement>([[id, { reason: 'threshold', neededBy: [] }]]);
  addNeeds(outlook, one);
  return new Set(one.keys());
}

import type { GateResult, Scorecard } from '../contracts/scorecard.js';
import { isOpen } from '../scoring/gates.js';

/** Gates that are closed today, in the instrument's order. Not known is closed. */
export function closedGates({ gates }: Pick<Scorecard, 'gates'>): GateResult[] {
  return gates.filter(({ state }) => !isOpen(state));
}

import { addWeeks, isoDate, parseDay } from '../contracts/calendar.js';
import { weeksIfNothingSlips } from '../contracts/plan-end.js';
import type { SupportPlan } from '../contracts/plan.js';
import type { GateResult, Scorecard } from '../contracts/scorecard.js';
import { listed } from '../contracts/words.js';
import { shortDate } from './figures.js';
import type { Phrases } from './phrases.js';

/** A gate that is open today, and the day, ISO, on which it closes by itself. */
export type LapsingGate = GateResult & { readonly until: string };

/** Open gates whose evidence has an end, the first to lapse first. */
export function lapsingGates({ gates }: Scorecard): LapsingGate[] {
  return gates
    .filter((gate): gate is LapsingGate => gate.until !== undefined)
    .sort((a, b) => (a.until < b.until ? -1 : 1));
}

/** Those that close before the plan's own dates, even if nothing slips. */
export function lapsingOnTheWay(scorecard: Scorecard, plan: SupportPlan): LapsingGate[] {
  const end = isoDate(addWeeks(parseDay(plan.asOf) as number, weeksIfNothingSlips(plan)));
  return lapsingGates(scorecard).filter(({ until }) => until < end);
}

/** Each with its day; what a conditional one waits for is not renewed but finished. */
export function namesOfLapsing(gates: readonly LapsingGate[], { say }: Phrases): string {
  return listed(
    gates.map(({ id, subject, state, until }) => {
      const values = { gate: `${id} ${subject}`, date: shortDate(until) };
      return state === 'conditional' ? say('gates.lapses-conditional', values) : say('gates.lapses', values);
    }),
  );
}

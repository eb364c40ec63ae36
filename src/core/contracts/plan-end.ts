import type { SupportPlan } from './plan.js';

/** Whole weeks from asOf to the last date that the plan gives if nothing slips: of a stage, or of an action. */
export function weeksIfNothingSlips({ dates, actions }: Pick<SupportPlan, 'dates' | 'actions'>): number {
  return Math.max(
    0,
    ...dates.map(({ weeks }) => weeks.ifNothingSlips ?? 0),
    ...actions.map(({ finishWeek }) => finishWeek),
  );
}

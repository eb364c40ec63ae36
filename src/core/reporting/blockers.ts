import type { PlannedAction, SupportPlan } from '../contracts/plan.js';
import type { Scorecard } from '../contracts/scorecard.js';

/** What holds back the next clearance, and the actions that end it, the one that holds longest first. */
export interface Blockers {
  /** Which clearance is next: for data to leave the trust, or for going live */
  readonly kind: 'data' | 'live';
  /** For each condition the last of its actions */
  readonly actions: readonly PlannedAction[];
}

export function blockersOf({ gates, findings }: Scorecard, plan: SupportPlan): Blockers {
  const closed = gates.filter(({ state }) => state === 'failed' || state === 'not-known');
  const data = closed.filter(({ kind }) => kind === 'data').map(({ id }) => id);
  if (data.length > 0) return { kind: 'data', actions: lastActions(plan, new Set(data)) };
  const essentials = findings.filter(({ essentialMet }) => !essentialMet).map(({ id }) => id);
  const conditions = new Set([...closed.map(({ id }) => id), ...essentials]);
  // Only the scores are in the way: whatever raises them is what holds it back.
  const live = conditions.size > 0 ? conditions : new Set(plan.actions.map(({ questionId }) => questionId));
  return { kind: 'live', actions: lastActions(plan, live) };
}

function lastActions({ actions }: SupportPlan, questions: ReadonlySet<string>): PlannedAction[] {
  const last = new Map<string, PlannedAction>();
  for (const action of actions) {
    const known = last.get(action.questionId);
    const later = known === undefined || action.finishWeek >= known.finishWeek;
    if (questions.has(action.questionId) && later) last.set(action.questionId, action);
  }
  return [...last.values()].sort(
    (a, b) =>
      b.finishWeek - a.finishWeek ||
      Number(b.critical) - Number(a.critical) ||
      b.criticality - a.criticality ||
      (a.id < b.id ? -1 : 1),
  );
}

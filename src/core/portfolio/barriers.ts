import type { SupportPlan } from '../contracts/plan.js';
import type { SiteBarrier } from '../contracts/portfolio.js';
import type { CompiledInstrument } from '../instrument/compile.js';
import { isVendorWork } from './vendor-actions.js';

/** The work that a plan holds, by question: finding out and closing the gap of one question are one barrier. */
export function siteBarriersOf({ actions }: Pick<SupportPlan, 'actions'>, compiled: CompiledInstrument): SiteBarrier[] {
  const byQuestion = new Map<string, SiteBarrier>();
  for (const { questionId, leadWeeks, critical } of actions) {
    const known = byQuestion.get(questionId);
    byQuestion.set(questionId, {
      questionId,
      weeks: (known?.weeks ?? 0) + leadWeeks,
      criticalWeeks: (known?.criticalWeeks ?? 0) + (critical ? leadWeeks : 0),
      vendor: isVendorWork(compiled, questionId),
    });
  }
  return [...byQuestion.values()].sort((a, b) => (a.questionId < b.questionId ? -1 : 1));
}

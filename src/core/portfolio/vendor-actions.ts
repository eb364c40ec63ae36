import type { PlannedAction, SupportPlan } from '../contracts/plan.js';
import { EPSILON } from '../instrument/answer-value.js';
import type { CompiledInstrument } from '../instrument/compile.js';
import type { Outlook } from '../planning/work.js';

/**
 * Whether closing a question's gap is the vendor's to move: a role of the vendor's owns the action, or the vendor does at
 * least a share of its work that the method states. By the whole effort of the instrument, so that an action does not change
 * hands while it is done.
 *
 * @param alternatives ids of the instrument's alternatives that the site can use
 */
export function isVendorWork(
  compiled: CompiledInstrument,
  questionId: string,
  alternatives: readonly (string | undefined)[] = [],
): boolean {
  const action = compiled.actions.get(questionId);
  if (action === undefined) return false;
  const owners = action.alternatives?.find(({ id }) => alternatives.includes(id))?.owners ?? action.owners;
  const [first] = owners;
  if (first !== undefined && compiled.roles.get(first.role)?.side === 'vendor') return true;
  const { plan, portfolio } = compiled.instrument.method;
  const { vendorDays = 0 } = action;
  const trustDays = owners.reduce(
    (sum, { days, per }) => sum + days * (per === undefined ? 1 : plan.headCounts[per]),
    0,
  );
  return vendorDays > 0 && vendorDays >= portfolio.queues.vendorActionShare * (vendorDays + trustDays) - EPSILON;
}

/** Whether a planned action is the vendor's to move. Finding something out, or its evidence, is the trust's. */
export function isVendorAction(
  compiled: CompiledInstrument,
  {
    type,
    questionId,
    alternative,
  }: Pick<PlannedAction, 'type' | 'questionId'> & Partial<Pick<PlannedAction, 'alternative'>>,
): boolean {
  return type !== 'find-out' && type !== 'find-evidence' && isVendorWork(compiled, questionId, [alternative]);
}

/** Share of the critical path's weeks whose actions are the vendor's to move, 0 to 1; 0 when nothing is left. */
export function vendorShareOf({ actions }: Pick<SupportPlan, 'actions'>, compiled: CompiledInstrument): number {
  let [vendorWeeks, weeks] = [0, 0];
  for (const action of actions) {
    if (!action.critical) continue;
    weeks += action.leadWeeks;
    if (isVendorAction(compiled, action)) vendorWeeks += action.leadWeeks;
  }
  return weeks === 0 ? 0 : vendorWeeks / weeks;
}

/**
 * Questions whose gaps nothing but the vendor holds up: what is known of them is short of the mark, the work is the
 * vendor's, and all that it needs is there. What is not known has to be found out first, which is the trust's.
 */
export function startableByVendor({ compiled, judgements, needs, satisfied, input }: Outlook): ReadonlySet<string> {
  const startable = judgements.filter(({ compiled: { id }, mark, notKnownReason }) => {
    const isKnown = typeof mark === 'number' && notKnownReason === undefined;
    return (
      isKnown &&
      !satisfied.has(id) &&
      isVendorWork(compiled, id, input.context.alternatives) &&
      (needs.get(id) as readonly string[]).every((need) => satisfied.has(need))
    );
  });
  return new Set(startable.map(({ compiled: { id } }) => id));
}

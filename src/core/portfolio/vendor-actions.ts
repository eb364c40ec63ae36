import type { Action, Owner } from '../contracts/instrument.js';
import type { PlannedAction, SupportPlan } from '../contracts/plan.js';
import type { CompiledInstrument } from '../instrument/compile.js';

/**
 * Whether an action is the vendor's to move: a role of the vendor's owns it, or the vendor does the method's share of its
 * whole effort. Finding out what is not known and finding a document are the trust's.
 *
 * @param compiled the instrument under the plan's tool and use
 */
export function isVendorAction(
  compiled: CompiledInstrument,
  { type, questionId, owner, alternative }: Pick<PlannedAction, 'type' | 'questionId' | 'owner' | 'alternative'>,
): boolean {
  if (type === 'find-out' || type === 'find-evidence') return false;
  if (compiled.roles.get(owner)?.side === 'vendor') return true;
  const { plan, portfolio } = compiled.instrument.method;
  const action = compiled.actions.get(questionId) as Action;
  const owners = action.alternatives?.find(({ id }) => id === alternative)?.owners ?? action.owners;
  const days = ({ days: each, per }: Owner): number => each * (per === undefined ? 1 : plan.headCounts[per]);
  const ownersDays = owners.reduce((sum, own) => sum + days(own), 0);
  const { vendorDays = 0 } = action;
  return vendorDays > 0 && vendorDays >= portfolio.queues.vendorActionShare * (vendorDays + ownersDays);
}

/** Share of the weeks on a plan's critical path that are the vendor's to move, 0 to 1; 0 when nothing is left. */
export function vendorShareOf({ actions }: Pick<SupportPlan, 'actions'>, compiled: CompiledInstrument): number {
  let [all, vendor] = [0, 0];
  for (const action of actions) {
    if (!action.critical) continue;
    all += action.leadWeeks;
    if (isVendorAction(compiled, action)) vendor += action.leadWeeks;
  }
  return all === 0 ? 0 : vendor / all;
}

import type { Method } from '../contracts/instrument.js';
import type { WorkItem } from './work.js';
import { remainingDays } from './work.js';

export interface SupportNeed {
  /** Hours of the vendor's time, early-life support included */
  readonly hours: number;
  readonly tier: string;
  /** Days of the vendor's time for each item, stretched for a small team, with early-life support by tier */
  readonly vendorDays: readonly number[];
}

/**
 * Vendor hours and support tier (method, section 7). The tier comes from the hours without early-life support, whose
 * days then follow from the tier. Less capacity means more hours: a small team gets more support, not a lower place.
 *
 * @param capacity of the site, 0 to 1
 */
export function supportNeed(items: readonly WorkItem[], capacity: number, method: Method): SupportNeed {
  const { support, plan } = method;
  const stretch = 1 + support.stretch * (1 - capacity);
  const hoursPerVendorDay = plan.hoursPerDay * stretch;
  const basic = items.reduce((sum, { vendorDays }) => sum + vendorDays, 0) * hoursPerVendorDay;
  const tier = support.tiers.findIndex(({ belowHours }) => belowHours === undefined || basic < belowHours);
  const vendorDays = items.map((item) => stretch * (item.vendorDays + daysByTier(item, tier, plan.minimumWorkDays)));
  return {
    hours: vendorDays.reduce((sum, days) => sum + days, 0) * plan.hoursPerDay,
    tier: support.tiers[tier]?.name as string,
    vendorDays,
  };
}

function daysByTier({ type, action, value }: WorkItem, tier: number, minimum: number): number {
  const days = action.vendorDaysByTier?.[tier];
  return days === undefined || type === 'find-out' || type === 'find-evidence'
    ? 0
    : remainingDays(days, value, minimum);
}

import type { Outlook, WorkItem } from './work.js';

/** Actions, what each waits for, what each uses, and how long each takes: everything that a schedule needs. */
export interface Network {
  readonly items: readonly WorkItem[];
  /** Positions of the items that each one waits for */
  readonly predecessors: readonly (readonly number[])[];
  /** Days of each resource that an item uses over its whole length */
  readonly uses: readonly (readonly { readonly resource: number; readonly days: number }[])[];
  /** Days a week of each resource */
  readonly capacities: readonly number[];
  /** Typical length, weeks, not rounded */
  readonly typicalWeeks: readonly number[];
  /** Longest length as a multiple of the typical one */
  readonly slowest: readonly number[];
  /** Positions in the order in which the schedule places them: longest remaining typical path first, ties by id */
  readonly order: readonly number[];
}

/** A slowest length this close to the typical one is no distribution; the general multiple is used instead. */
const LEAST_SPREAD = 1.05;

/** Integration days a week, from the site's answer; the method's default where it is not known. */
export function integrationDays({ compiled, input }: Outlook): { days: number; known: boolean } {
  const { question: id, whenUnknownDays, minimumDays } = compiled.instrument.method.plan.integration;
  const answer = input.answers.get(id);
  const known = answer?.type === 'value' && compiled.byId.has(id);
  return { days: Math.max(known ? answer.value : whenUnknownDays, minimumDays), known };
}

/**
 * Builds the network. Integration roles share one pool; vendor hours are a resource of their own, and those left over
 * stand in for integration staff: two vendor days for one. Both are one linear condition a week:
 * integration + vendor/2 ≤ integration capacity + vendor capacity/2.
 *
 * @param vendorDaysByItem remaining vendor days of each item (early-life support depends on the tier)
 */
export function buildNetwork(
  outlook: Outlook,
  items: readonly WorkItem[],
  vendorDaysByItem: readonly number[],
  vendorHoursPerWeek: number,
): Network {
  const { plan, forecast } = outlook.compiled.instrument.method;
  const vendorCapacity = vendorHoursPerWeek / plan.hoursPerDay;
  const poolCapacity = integrationDays(outlook).days + vendorCapacity / plan.vendorForIntegration;
  const resources = new Resources(outlook);
  const [vendor, pool] = [
    resources.add('vendor hours', vendorCapacity),
    resources.add('integration staff', poolCapacity),
  ];
  const uses = items.map((item, i) => {
    const vendorDays = vendorDaysByItem[i] as number;
    const days = new Map<number, number>();
    const use = (resource: number, amount: number): void => {
      if (amount > 0) days.set(resource, (days.get(resource) ?? 0) + amount);
    };
    for (const owner of item.owners) use(resources.of(owner.role, pool), owner.days);
    use(vendor, vendorDays);
    use(pool, vendorDays / plan.vendorForIntegration);
    return [...days].map(([resource, amount]) => ({ resource, days: amount }));
  });
  const typicalWeeks = items.map((item, i) => {
    // The first-named role's work and the vendor's set the least length; the others only have to be free.
    const first = item.owners[0] as WorkItem['owners'][number];
    const limits = [resources.of(first.role, pool), vendor];
    const least = (uses[i] as (typeof uses)[number])
      .filter(({ resource }) => limits.includes(resource))
      .map(({ resource, days }) => days / (resources.capacities[resource] as number));
    return Math.max(item.leadWeeks, ...least);
  });
  const predecessors = predecessorsOf(outlook, items);
  return {
    items,
    predecessors,
    uses,
    capacities: resources.capacities,
    typicalWeeks,
    slowest: items.map(({ slowWeeks }, i) => {
      const multiple = (slowWeeks ?? 0) / (typicalWeeks[i] as number);
      return slowWeeks !== undefined && multiple >= LEAST_SPREAD ? multiple : forecast.pertHigh;
    }),
    order: priorityOrder(items, predecessors, typicalWeeks),
  };
}

/** Whole weeks that a length takes. */
export function wholeWeeks(weeks: number): number {
  return Math.max(1, Math.ceil(weeks - 1e-9));
}

class Resources {
  readonly capacities: number[] = [];
  private readonly byRole = new Map<string, number>();

  constructor(private readonly outlook: Outlook) {}

  add(role: string, capacity: number): number {
    this.byRole.set(role, this.capacities.length);
    return this.capacities.push(capacity) - 1;
  }

  of(role: string, pool: number): number {
    const { roles, instrument } = this.outlook.compiled;
    const known = roles.get(role);
    if (known?.pool === instrument.method.plan.integration.pool) return pool;
    return this.byRole.get(role) ?? this.add(role, known?.capacityDays as number);
  }
}

function predecessorsOf({ needs }: Outlook, items: readonly WorkItem[]): number[][] {
  // The last item on a question is the one that satisfies it.
  const last = new Map(items.map(({ question }, i) => [question.id, i]));
  return items.map(({ question, type }, i) => {
    if (type === 'find-out') return [];
    const before: number[] = [];
    const previous = items[i - 1];
    if (previous?.question.id === question.id) before.push(i - 1);
    for (const need of type === 'find-evidence' ? [] : (needs.get(question.id) as readonly string[])) {
      const position = last.get(need);
      if (position !== undefined) before.push(position);
    }
    return before;
  });
}

function priorityOrder(
  items: readonly WorkItem[],
  predecessors: readonly (readonly number[])[],
  typicalWeeks: readonly number[],
): number[] {
  const successors: number[][] = items.map(() => []);
  predecessors.forEach((before, i) => {
    for (const p of before) (successors[p] as number[]).push(i);
  });
  const remaining = new Map<number, number>();
  const pathFrom = (i: number): number => {
    const known = remaining.get(i);
    if (known !== undefined) return known;
    const after = Math.max(0, ...(successors[i] as number[]).map(pathFrom));
    const path = wholeWeeks(typicalWeeks[i] as number) + after;
    remaining.set(i, path);
    return path;
  };
  return [...items.keys()].sort((a, b) => {
    const [first, second] = [items[a] as WorkItem, items[b] as WorkItem];
    return pathFrom(b) - pathFrom(a) || (first.id < second.id ? -1 : 1);
  });
}

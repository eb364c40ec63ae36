import type {
  Allocation,
  AllocationLevel,
  AllocationSite,
  CapacityThird,
  EquityPrice,
  HoursFloor,
  LiveByTarget,
  SiteHours,
  ThirdHours,
} from '../contracts/allocation.js';
import type { Method } from '../contracts/instrument.js';
import { benefitsOf } from './benefit.js';
import {
  equitySentence,
  escalationAdvice,
  floorSentence,
  hoursReason,
  unusedSentence,
  type Blocked,
} from './allocation-words.js';
import { combineWithFloor, solveProgramme, type Choice } from './programme.js';

/** What may be said of equity: from none to a site without capacity counting three times. */
export const EQUITY = { least: 0, most: 2 } as const;

export interface AllocationOptions {
  /** Hours a week that the team has for all sites */
  readonly weeklyHours: number;
  /** How much more a site without capacity counts, 0 to 2; default: the method's */
  readonly equity?: number;
}

/** A site with what its hours are worth. */
interface Contender {
  readonly site: AllocationSite;
  readonly third: CapacityThird;
  readonly equity: number;
  readonly benefit: number;
  /** The base, and the levels that bring more than every lower one */
  readonly levels: readonly AllocationLevel[];
}

/** Values are whole multiples of a millionth, or of more where sums would else pass what a number holds exactly. */
const FINEST = 1e6;

/**
 * Shares the team's weekly hours out among sites (method, section 8): the base for every site, then whole extra hours so
 * that equity × benefit × weeks gained is as large as can be over all sites, while the third of the sites with the least
 * capacity (rounded up; equals by id) gets its floor of the hours handed out, or all that hours can bring it. Exact: two
 * multiple-choice knapsacks, combined over totals. The order of the sites does not matter. Time grows with sites × hours ×
 * levels.
 *
 * @param sites with the base first among their levels; ids differ
 * @throws RangeError for hours that are negative, for equity out of its range, and for levels that are not whole hours
 */
export function allocateHours(
  sites: readonly AllocationSite[],
  method: Pick<Method, 'plan' | 'portfolio'>,
  options: AllocationOptions,
): Allocation {
  const { allocation } = method.portfolio;
  const { weeklyHours, equity = allocation.equity } = options;
  checkOptions(sites, weeklyHours, equity);
  const base = method.plan.vendorHourLevels[0] as number;
  const above = weeklyHours - base * sites.length;
  const availableHours = Math.max(0, Math.floor(above + 1e-9));
  const contenders = contendersOf(sites, allocation, equity);
  const favoured = contenders.filter(({ third }) => third === 'least').length;
  const chosen = chooseLevels(contenders, favoured, availableHours, allocation.floorHours);
  const handedOutHours = sum(chosen.map(({ extraHours }) => extraHours));
  const unusedHours = availableHours - handedOutHours;
  const blocks = contenders.map((contender, i) =>
    blockedOf(contender, chosen[i] as AllocationLevel, { availableHours, unusedHours }),
  );
  const results = contenders.map((contender, i): SiteHours => {
    const level = chosen[i] as AllocationLevel;
    const { site, third, levels, benefit } = contender;
    const full = levels.at(-1) as AllocationLevel;
    return {
      id: site.id,
      extraHours: level.extraHours,
      hoursPerWeek: base + level.extraHours,
      gainWeeks: level.gainWeeks,
      fullGainHours: full.extraHours,
      fullGainWeeks: full.gainWeeks,
      capacity: site.capacity,
      capacityKnown: site.capacityKnown,
      third,
      equity: contender.equity,
      benefit,
      value: contender.equity * benefit * level.gainWeeks,
      probabilityByTarget: level.probabilityByTarget,
      ...hoursReason(site.noGain, level, blocks[i], availableHours),
      advice: escalationAdvice(site, method.portfolio.queues.lowVendorShare),
    };
  });
  const thirds = thirdsOf(results, handedOutHours);
  return {
    weeklyHours,
    baseHoursPerSite: base,
    equity,
    shortHours: Math.max(0, -above),
    availableHours,
    handedOutHours,
    unusedHours,
    unusedBecause: unusedHours === 0 ? null : unusedSentence(unusedHours, whyUnused(blocks)),
    sites: [...results].sort((a, b) => b.extraHours - a.extraHours || byCapacity(a, b)),
    thirds,
    floor: floorOf(thirds[0] as ThirdHours, handedOutHours, allocation.floorHours),
    priceOfEquity: priceOfEquity(contenders, chosen, availableHours),
    value: sum(results.map(({ value }) => value)),
    gainWeeks: sum(results.map(({ gainWeeks }) => gainWeeks)),
    liveByTarget: liveByTarget(contenders, chosen),
  };
}

function checkOptions(sites: readonly AllocationSite[], weeklyHours: number, equity: number): void {
  if (!(weeklyHours >= 0 && weeklyHours < Infinity)) throw new RangeError('The weekly hours must be 0 or more');
  if (!(equity >= EQUITY.least && equity <= EQUITY.most)) throw new RangeError('Equity must be from 0 to 2');
  const isWhole = sites.every(({ levels }) => levels.every(({ extraHours }) => Number.isInteger(extraHours)));
  if (!isWhole) throw new RangeError('Extra hours must be whole');
}

/** Least capacity first, equals by id. */
function byCapacity(a: Pick<SiteHours, 'capacity' | 'id'>, b: Pick<SiteHours, 'capacity' | 'id'>): number {
  return a.capacity - b.capacity || (a.id < b.id ? -1 : 1);
}

function contendersOf(
  sites: readonly AllocationSite[],
  { benefitClamp, floorSites }: Method['portfolio']['allocation'],
  equity: number,
): Contender[] {
  const inOrder = [...sites].sort(byCapacity);
  const least = Math.ceil(floorSites * sites.length - 1e-9);
  const middle = least + Math.ceil((sites.length - least) / 2);
  const benefits = benefitsOf(
    inOrder.map(({ yearlyStudies }) => yearlyStudies),
    benefitClamp,
  );
  return inOrder.map((site, place) => ({
    site,
    third: place < least ? 'least' : place < middle ? 'middle' : 'most',
    equity: 1 + equity * (1 - site.capacity),
    benefit: benefits[place] as number,
    levels: usefulLevels(site),
  }));
}

function usefulLevels({ levels, noGain }: AllocationSite): AllocationLevel[] {
  const [first = { extraHours: 0, gainWeeks: 0, probabilityByTarget: null }, ...higher] = levels;
  const useful = [first];
  let best = 0;
  for (const level of noGain === null ? higher : []) {
    if (level.gainWeeks <= best) continue;
    best = level.gainWeeks;
    useful.push(level);
  }
  return useful;
}

/** The level of each contender: the two exact programmes, and then the law of equal curves. */
function chooseLevels(
  contenders: readonly Contender[],
  favoured: number,
  availableHours: number,
  leastShare: number,
): AllocationLevel[] {
  const choices = choicesOf(contenders, ({ equity, benefit }) => equity * benefit);
  const [least, rest] = [choices.slice(0, favoured), choices.slice(favoured)].map((own) =>
    solveProgramme(own, availableHours),
  ) as [ReturnType<typeof solveProgramme>, ReturnType<typeof solveProgramme>];
  const fullHours = sum(choices.slice(0, favoured).map((own) => (own.at(-1) as Choice).hours));
  const { favouredHours, restHours } = combineWithFloor(least, rest, { limit: availableHours, fullHours, leastShare });
  const positions = [...least.choicesAt(favouredHours), ...rest.choicesAt(restHours)];
  return smallTeamsFirst(contenders, positions).map(
    (position, i) => (contenders[i] as Contender).levels[position] as AllocationLevel,
  );
}

/**
 * Of sites with equal curves and equal benefit, those with less capacity get the higher levels. An optimum has them so
 * already wherever equity tells the sites apart: what is settled here is equal value, and values that rounding made equal.
 * The hours of the sites with a floor can only rise by it.
 */
function smallTeamsFirst(contenders: readonly Contender[], positions: readonly number[]): number[] {
  const alike = new Map<string, number[]>();
  contenders.forEach(({ benefit, levels }, i) => {
    const key = JSON.stringify([benefit, ...levels.map(({ extraHours, gainWeeks }) => [extraHours, gainWeeks])]);
    const known = alike.get(key);
    if (known === undefined) alike.set(key, [i]);
    else known.push(i);
  });
  const settled = [...positions];
  for (const members of alike.values()) {
    const highestFirst = members.map((i) => positions[i] as number).sort((a, b) => b - a);
    members.forEach((i, place) => {
      settled[i] = highestFirst[place] as number;
    });
  }
  return settled;
}

function choicesOf(contenders: readonly Contender[], weightOf: (contender: Contender) => number): Choice[][] {
  const most = sum(contenders.map((own) => weightOf(own) * (own.levels.at(-1) as AllocationLevel).gainWeeks));
  const scale = Math.min(FINEST, Number.MAX_SAFE_INTEGER / (2 * Math.max(1, most)));
  return contenders.map((own) =>
    own.levels.map(({ extraHours, gainWeeks }) => ({
      hours: extraHours,
      value: Math.round(weightOf(own) * gainWeeks * scale),
    })),
  );
}

function blockedOf(
  { levels, third }: Contender,
  chosen: AllocationLevel,
  { availableHours, unusedHours }: { availableHours: number; unusedHours: number },
): Blocked | undefined {
  const next = levels[levels.indexOf(chosen) + 1];
  if (next === undefined) return undefined;
  const full = levels.at(-1) as AllocationLevel;
  if (next.extraHours > availableHours) return { by: 'too-few-hours', next, full };
  const fits = third !== 'least' && next.extraHours - chosen.extraHours <= unusedHours;
  return { by: fits ? 'held-by-floor' : 'others-gain-more', next, full };
}

function whyUnused(blocks: readonly (Blocked | undefined)[]): 'all-full' | 'floor' | 'too-few' {
  if (blocks.every((block) => block === undefined)) return 'all-full';
  return blocks.some((block) => block?.by === 'held-by-floor') ? 'floor' : 'too-few';
}

function thirdsOf(sites: readonly SiteHours[], handedOut: number): ThirdHours[] {
  return (['least', 'middle', 'most'] as const).map((third) => {
    const own = sites.filter((site) => site.third === third);
    const extraHours = sum(own.map((site) => site.extraHours));
    return {
      third,
      sites: own.length,
      extraHours,
      share: handedOut === 0 ? 0 : extraHours / handedOut,
      gainWeeks: sum(own.map((site) => site.gainWeeks)),
    };
  });
}

function floorOf({ share, sites, extraHours }: ThirdHours, handedOut: number, leastShare: number): HoursFloor {
  const bySharing = extraHours >= leastShare * handedOut - 1e-9;
  const holds = handedOut === 0 ? 'nothing-handed-out' : bySharing ? 'by-share' : 'by-full-gain';
  const sentence = floorSentence(holds, sites, extraHours, handedOut, { share, leastShare });
  return { holds, leastShare, share, sentence };
}

/** Both plans are measured by the same whole numbers, so that the price is never below 0. */
function priceOfEquity(
  contenders: readonly Contender[],
  chosen: readonly AllocationLevel[],
  availableHours: number,
): EquityPrice {
  const choices = choicesOf(contenders, ({ benefit }) => benefit);
  const { within, choicesAt } = solveProgramme(choices, availableHours);
  const free = [...choicesAt(within.at(-1) as number)];
  const kept = contenders.map(({ levels }, i) => levels.indexOf(chosen[i] as AllocationLevel));
  const valueOf = (positions: readonly number[]): number =>
    sum(positions.map((position, i) => ((choices[i] as Choice[])[position] as Choice).value));
  const weeksOf = (positions: readonly number[]): number =>
    sum(positions.map((position, i) => ((contenders[i] as Contender).levels[position] as AllocationLevel).gainWeeks));
  const benefitOf = (positions: readonly number[]): number =>
    sum(
      positions.map((position, i) => {
        const { benefit, levels } = contenders[i] as Contender;
        return benefit * (levels[position] as AllocationLevel).gainWeeks;
      }),
    );
  const isDearer = valueOf(free) > valueOf(kept);
  const best = benefitOf(free);
  const price = isDearer ? Math.max(0, best - benefitOf(kept)) : 0;
  const figures = { price, share: price === 0 ? 0 : price / best, weeks: isDearer ? weeksOf(free) - weeksOf(kept) : 0 };
  return { ...figures, sentence: equitySentence(figures) };
}

function liveByTarget(contenders: readonly Contender[], chosen: readonly AllocationLevel[]): LiveByTarget | null {
  const atBase = contenders.map(({ levels }) => (levels[0] as AllocationLevel).probabilityByTarget);
  if (atBase.every((probability) => probability === null)) return null;
  return {
    atBase: sum(atBase.map((probability) => probability ?? 0)),
    withHours: sum(chosen.map(({ probabilityByTarget }) => probabilityByTarget ?? 0)),
    unknown: atBase.filter((probability) => probability === null).length,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

import type { Allocation, AllocationSite, CapacityThird, SiteHours } from '../core/contracts/allocation.js';
import { DAYS_PER_WEEK, isoDate, longDate, parseDay, type DayNumber } from '../core/contracts/calendar.js';
import { capitalised } from '../core/contracts/words.js';
import type { Scorecard } from '../core/contracts/scorecard.js';
import { planSupport } from '../core/planning/plan.js';
import { allocateHours } from '../core/portfolio/allocate.js';
import { allocationSiteOf } from '../core/portfolio/allocation-site.js';
import { gainCurveOf } from '../core/portfolio/gain-curve.js';
import { closedGates } from '../core/portfolio/closed-gates.js';
import { scoreAssessment } from '../core/scoring/score.js';
import type { Watch } from '../platform/database/archive/watch.js';
import type { Console } from './console.js';
import { requireCatalogue, type InputOptions } from './inputs.js';
import { runLongWork } from './long-work.js';
import { NO_EVIDENCE, readPortfolio, type Portfolio, type PortfolioInput } from './portfolio-inputs.js';
import { renderTable } from './table-report.js';

export interface AllocateOptions extends InputOptions {
  /** Hours a week that the team has for all sites */
  readonly hours: number;
  readonly equity?: number;
  /** Day by which sites are to be live, YYYY-MM-DD */
  readonly target?: string;
  readonly json?: boolean;
}

/** `readiness allocate`: who gets the support team's hours, what they buy, and why. */
export async function runAllocate(target: string, options: AllocateOptions, console: Console): Promise<void> {
  const catalogue = requireCatalogue();
  await runLongWork(console, async (watch) => {
    const portfolio = await readPortfolio(target, catalogue, options, console, { oneFile: true });
    const byDay = options.target === undefined ? null : (parseDay(options.target) as DayNumber);
    const sites = await forecastSites(portfolio.sites, byDay, watch);
    const { hours, equity } = options;
    const allocation = allocateHours(sites, catalogue.instrument.method, {
      weeklyHours: hours,
      ...(equity !== undefined && { equity }),
    });
    const named = new Map(portfolio.sites.map((site) => [site.id, site]));
    if (options.json === true) console.out(JSON.stringify(asJson(allocation, named, portfolio), null, 2));
    else console.out(allocationText(allocation, named, { byDay, table: portfolio.table }, console.width));
  });
}

async function forecastSites(
  inputs: readonly PortfolioInput[],
  byDay: DayNumber | null,
  { signal, begin }: Watch,
): Promise<AllocationSite[]> {
  const sites: AllocationSite[] = [];
  const progress = begin(inputs.length, 'Forecasting');
  try {
    for (const input of inputs) {
      signal.throwIfAborted();
      sites.push(allocationSite(input, byDay));
      progress.done(sites.length);
      // Lets the progress bar draw and an interrupt through between sites.
      await new Promise(setImmediate);
    }
  } finally {
    progress.stop();
  }
  return sites;
}

function allocationSite({ id, compiled, input, seed }: PortfolioInput, byDay: DayNumber | null): AllocationSite {
  const draws = seed === undefined ? {} : { seed };
  const curve = gainCurveOf(compiled, input, draws);
  // What is critical is read from the plan itself and not from its draws.
  const plan = planSupport(compiled, input, { ...draws, draws: 1 });
  const factor = compiled.instrument.method.forecast.siteFactor;
  const target = byDay === null ? null : { weeks: (byDay - input.asOf) / DAYS_PER_WEEK, factor };
  return allocationSiteOf({ id, compiled, input, curve, plan }, target);
}

type Named = ReadonlyMap<string, PortfolioInput>;

/** A site of a folder is known by its file; one of a table has none. */
function asJson({ sites, ...rest }: Allocation, named: Named, { table }: Pick<Portfolio, 'table'>): object {
  return {
    ...rest,
    sites: sites.map(({ id, ...site }) => ({
      ...(table ? { id } : { file: id }),
      site: named.get(id)?.label,
      ...standingOf(named.get(id) as PortfolioInput),
      ...site,
    })),
  };
}

/** No hours make a site ready: its stage and its closed gates stand beside them. */
function standingOf({ compiled, input }: PortfolioInput): { stage: Scorecard['stage']; closedGates: string[] } {
  const scorecard = scoreAssessment(compiled, input);
  return { stage: scorecard.stage, closedGates: closedGates(scorecard).map(({ id }) => id) };
}

const THIRDS: Readonly<Record<CapacityThird, string>> = {
  least: 'least capacity',
  middle: 'middle capacity',
  most: 'most capacity',
};

function allocationText(
  allocation: Allocation,
  named: Named,
  { byDay, table }: { readonly byDay: DayNumber | null; readonly table: boolean },
  width: number,
): string {
  const { sites, floor, priceOfEquity, unusedBecause, thirds } = allocation;
  const shares = thirds.map(
    ({ third, sites: count, extraHours, gainWeeks }) =>
      `${capitalised(THIRDS[third])}: ${counted(count, 'site')}, ${counted(extraHours, 'extra hour')}, go-lives ${counted(Math.round(gainWeeks), 'week')} sooner in all.`,
  );
  return renderTable(
    {
      title: `${hoursText(allocation.weeklyHours)} a week for ${counted(sites.length, 'site')}`,
      subtitle: 'Where the hours bring most, small teams counted more. Not a ranking of sites.',
      asOf: isoDate([...named.values()][0]?.input.asOf as DayNumber),
      sentences: [
        teamSentence(allocation),
        ...(unusedBecause === null ? [] : [unusedBecause]),
        floor.sentence,
        priceOfEquity.sentence,
        ...shares,
        ...targetSentences(allocation, byDay),
        ...(table ? [NO_EVIDENCE] : []),
      ],
      table: {
        caption: 'What each site gets, and why',
        columns: [
          { heading: 'Site', width: 0.18 },
          { heading: 'Capacity', width: 0.1, align: 'right' },
          { heading: 'Extra hours', width: 0.08, align: 'right' },
          ...(byDay === null ? [] : [{ heading: 'Live by then', width: 0.1, align: 'right' as const }]),
          { heading: 'Stage and gates', width: 0.16 },
          { heading: 'Why', width: byDay === null ? 0.48 : 0.38 },
        ],
        rows: sites.map((site) => siteRow(site, named.get(site.id) as PortfolioInput, byDay !== null)),
        empty: 'No site.',
      },
    },
    width,
  );
}

function teamSentence({ sites, baseHoursPerSite, shortHours, availableHours, handedOutHours }: Allocation): string {
  const base = `the base of ${hoursText(baseHoursPerSite)} at each of ${counted(sites.length, 'site')}`;
  if (shortHours > 0) {
    return `The team is ${hoursText(shortHours)} a week short of ${base}, so nobody gets extra hours.`;
  }
  return `Above ${base} there are ${hoursText(availableHours)} a week; ${String(handedOutHours)} of them are handed out.`;
}

function targetSentences({ liveByTarget, sites }: Allocation, byDay: DayNumber | null): string[] {
  if (liveByTarget === null || byDay === null) return [];
  const { withHours, atBase } = liveByTarget;
  return [
    `By ${longDate(byDay)} ${withHours.toFixed(1)} of ${counted(sites.length, 'site')} are expected to be live; with the base alone ${atBase.toFixed(1)}.`,
  ];
}

function siteRow(site: SiteHours, input: PortfolioInput, hasTarget: boolean): string[] {
  const { capacity, capacityKnown, extraHours, probabilityByTarget, reason, advice } = site;
  const team = capacityKnown ? percent(capacity) : 'not known';
  const { stage, closedGates: closed } = standingOf(input);
  return [
    input.label,
    team,
    String(extraHours),
    ...(hasTarget ? [probabilityText(probabilityByTarget as number)] : []),
    closed.length === 0 ? stage.name : `${stage.name}; ${counted(closed.length, 'gate')} closed`,
    advice === null ? reason : `${reason} ${advice}`,
  ];
}

/** No site that is not live is sure to be, nor sure not to be. */
function probabilityText(probability: number): string {
  if (probability > 0.995 && probability < 1) return 'over 99%';
  return probability < 0.005 && probability > 0 ? 'under 1%' : percent(probability);
}

function hoursText(hours: number): string {
  return counted(Math.round(100 * hours) / 100, 'hour');
}

function counted(count: number, what: string): string {
  return `${String(count)} ${what}${count === 1 ? '' : 's'}`;
}

function percent(share: number): string {
  return `${String(Math.round(100 * share))}%`;
}

import type { Allocation, AllocationSite, CapacityThird, SiteHours } from '../core/contracts/allocation.js';
import { DAYS_PER_WEEK, isoDate, longDate, parseDay, type DayNumber } from '../core/contracts/calendar.js';
import { capitalised } from '../core/contracts/words.js';
import { planSupport } from '../core/planning/plan.js';
import { allocateHours } from '../core/portfolio/allocate.js';
import { allocationSiteOf } from '../core/portfolio/allocation-site.js';
import { gainCurveOf } from '../core/portfolio/gain-curve.js';
import type { Console } from './console.js';
import {
  listAnswerFiles,
  readInputs,
  requireCatalogue,
  siteLabel,
  type InputOptions,
  type SiteInput,
} from './inputs.js';
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
  const inputs = readInputs(listAnswerFiles(target).files, catalogue, options, console);
  const byDay = options.target === undefined ? null : (parseDay(options.target) as DayNumber);
  const sites: AllocationSite[] = [];
  const progress = console.progress(inputs.length, 'Forecasting');
  for (const input of inputs) {
    sites.push(allocationSite(input, byDay));
    progress.done(sites.length);
    // Lets the progress bar draw and an interrupt through between sites.
    await new Promise(setImmediate);
  }
  progress.stop();
  const { hours, equity } = options;
  const allocation = allocateHours(sites, catalogue.instrument.method, {
    weeklyHours: hours,
    ...(equity !== undefined && { equity }),
  });
  const labels = new Map(inputs.map((input) => [input.file, siteLabel(input)]));
  if (options.json === true) console.out(JSON.stringify(asJson(allocation, labels), null, 2));
  else console.out(allocationText(allocation, labels, { byDay, asOf: inputs[0] as SiteInput }, console.width));
}

/** A site under the name of its file, which no other one has. */
function allocationSite({ file, compiled, input, seed }: SiteInput, byDay: DayNumber | null): AllocationSite {
  const draws = seed === undefined ? {} : { seed };
  const curve = gainCurveOf(compiled, input, draws);
  // What is critical is read from the plan itself and not from its draws.
  const plan = planSupport(compiled, input, { ...draws, draws: 1 });
  const factor = compiled.instrument.method.forecast.siteFactor;
  const target = byDay === null ? null : { weeks: (byDay - input.asOf) / DAYS_PER_WEEK, factor };
  return allocationSiteOf({ id: file, compiled, input, curve, plan }, target);
}

function asJson({ sites, ...rest }: Allocation, labels: ReadonlyMap<string, string>): object {
  return { ...rest, sites: sites.map(({ id, ...site }) => ({ file: id, site: labels.get(id), ...site })) };
}

const THIRDS: Readonly<Record<CapacityThird, string>> = {
  least: 'least capacity',
  middle: 'middle capacity',
  most: 'most capacity',
};

function allocationText(
  allocation: Allocation,
  labels: ReadonlyMap<string, string>,
  { byDay, asOf }: { readonly byDay: DayNumber | null; readonly asOf: SiteInput },
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
      asOf: isoDate(asOf.input.asOf),
      sentences: [
        teamSentence(allocation),
        ...(unusedBecause === null ? [] : [unusedBecause]),
        floor.sentence,
        priceOfEquity.sentence,
        ...shares,
        ...targetSentences(allocation, byDay),
      ],
      table: {
        caption: 'What each site gets, and why',
        columns: [
          { heading: 'Site', width: 0.26 },
          { heading: 'Capacity', width: 0.12, align: 'right' },
          { heading: 'Extra hours', width: 0.1, align: 'right' },
          ...(byDay === null ? [] : [{ heading: 'Live by then', width: 0.1, align: 'right' as const }]),
          { heading: 'Why', width: byDay === null ? 0.52 : 0.42 },
        ],
        rows: sites.map((site) => siteRow(site, labels.get(site.id) as string, byDay !== null)),
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

function siteRow(site: SiteHours, label: string, hasTarget: boolean): string[] {
  const { capacity, capacityKnown, extraHours, probabilityByTarget, reason, advice } = site;
  const team = capacityKnown ? percent(capacity) : 'not known';
  return [
    label,
    team,
    String(extraHours),
    ...(hasTarget ? [probabilityText(probabilityByTarget as number)] : []),
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

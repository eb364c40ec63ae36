import type { SiteHours } from '../../core/contracts/allocation.js';
import type { AllocationReport, PlannedSite } from '../../portfolio/planner.dto.js';
import { ageText } from './forecast-words.js';
import { liveChart, monthRows } from './planner-chart.js';
import { firstRows } from './most-rows.js';
import {
  counted,
  difference,
  hoursCell,
  hoursText,
  percent,
  purchase,
  shareNote,
  sitesText,
  THIRD_NAMES,
  weeksText,
} from './planner-words.js';
import { QUEUE_TEXTS, stageText, type SiteNames } from './site-words.js';

const SETTING_NAMES = ['First setting', 'Second setting'] as const;

type Reports = readonly [AllocationReport, ...AllocationReport[]];

/** What a setting or two buy, as the page shows it. */
export function resultValues(reports: Reports, names: Pick<SiteNames, 'toolName'>): Readonly<Record<string, unknown>> {
  const [first, second] = reports;
  const allocations = reports.map(({ allocation }) => allocation);
  const rows = siteRows(reports, names);
  const [getting, others] = [rows.filter(({ gets }) => gets), rows.filter(({ gets }) => !gets)];
  return {
    results: {
      settings: reports.map((report, i) => ({ name: nameOf(i), sentences: purchase(report) })),
      difference: second === undefined ? null : difference(first, second),
      shareNote: shareNote(allocations),
      figures: figureRows(reports),
      thirds: thirdRows(reports),
      charts: reports.map((report, i) => liveChart(report, reports.length === 1 ? 'With the hours' : nameOf(i))),
      months: monthRows(reports),
      getting: firstRows(getting),
      others: { ...firstRows(others), sites: others.length },
      age: ageText(first.sites.flatMap(({ forecastOn }) => forecastOn ?? [])),
    },
    sites: first.sites.length,
  };
}

function nameOf(position: number): string {
  return SETTING_NAMES[position] ?? '';
}

/** Figures of the settings, one beside the other. */
function figureRows(reports: Reports): readonly object[] {
  const row = (what: string, textOf: (report: AllocationReport) => string): object => ({
    what,
    settings: reports.map((report) => textOf(report)),
  });
  return [
    row('Hours a week', ({ allocation }) => hoursText(allocation.weeklyHours)),
    row('Equity', ({ allocation }) => String(allocation.equity)),
    row('Above the base of all sites', ({ allocation }) => hoursText(allocation.availableHours)),
    row('Handed out', ({ allocation }) => hoursText(allocation.handedOutHours)),
    row('Not used', ({ allocation: { unusedHours, unusedBecause } }) => unusedBecause ?? hoursText(unusedHours)),
    row('Go-lives come forward by', ({ allocation }) => `${weeksText(allocation.gainWeeks)} in all`),
    ...(reports[0].targetDate === null
      ? []
      : [
          row('Live by the target', ({ allocation: { liveByTarget, sites } }) =>
            liveByTarget === null
              ? 'Nobody can tell'
              : `${sitesText(liveByTarget.withHours)} of ${String(sites.length)}; with the base alone ${sitesText(liveByTarget.atBase)}`,
          ),
        ]),
    row('Floor for small teams', ({ allocation }) => allocation.floor.sentence),
    row('Price of equity', ({ allocation }) => allocation.priceOfEquity.sentence),
  ];
}

function thirdRows(reports: Reports): readonly object[] {
  return reports[0].allocation.thirds.map(({ third, sites }, i) => ({
    third: THIRD_NAMES[third],
    sites,
    settings: reports.map(({ allocation }) => {
      const own = allocation.thirds[i];
      if (own === undefined || own.extraHours === 0) return 'No extra hours';
      return `${counted(own.extraHours, 'extra hour')} (${percent(own.share)}), ${weeksText(own.gainWeeks)} sooner`;
    }),
  }));
}

interface PlannedRow {
  readonly gets: boolean;
  readonly [value: string]: unknown;
}

/** Sites in the order of the first setting's hours, then of the second's. */
function siteRows(reports: Reports, names: Pick<SiteNames, 'toolName'>): PlannedRow[] {
  const hours = reports.map(({ allocation }) => new Map(allocation.sites.map((site) => [site.id, site])));
  const rows = reports[0].sites.map((site) =>
    siteRow(
      site,
      hours.map((byId) => byId.get(site.deploymentId) as SiteHours),
      names,
    ),
  );
  return rows;
}

function siteRow(
  site: PlannedSite,
  hours: readonly SiteHours[],
  { toolName }: Pick<SiteNames, 'toolName'>,
): PlannedRow {
  const [first] = hours as readonly [SiteHours, ...SiteHours[]];
  const { stage, closedGates, vendorShare, queue } = site;
  return {
    gets: hours.some(({ extraHours }) => extraHours > 0),
    href: `/portfolio/sites/${site.deploymentId}`,
    ...{ site: site.site.name, trust: site.trust.name, tool: toolName(site.toolId), owner: site.owner },
    queue: QUEUE_TEXTS[queue ?? 'none'],
    stage: stage === null ? null : stageText(stage),
    gates: closedGates.length === 0 ? 'every gate open' : `${counted(closedGates.length, 'gate')} closed`,
    capacity: first.capacityKnown ? percent(first.capacity) : 'not known',
    share: vendorShare === null ? 'Not known' : percent(vendorShare),
    settings: hours.map((own) => hoursCell(own)),
    reasons: reasonsOf(hours),
    advice: first.advice,
  };
}

/** Why it gets what it gets: once where both settings say the same. */
function reasonsOf(hours: readonly SiteHours[]): readonly string[] {
  const reasons = [...new Set(hours.map(({ reason }) => reason))];
  if (reasons.length === 1) return reasons;
  return hours.map(({ reason }, i) => `${nameOf(i)}: ${reason}`);
}

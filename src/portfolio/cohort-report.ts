import type { LiveMonth } from '../core/contracts/allocation.js';
import { QUEUE_NAMES, type Queue } from '../core/contracts/portfolio.js';
import type { LabelledText, ReportBlock, ReportModel, ReportSection } from '../core/contracts/report.js';
import { readableDate, roughly, shortDate } from '../core/reporting/figures.js';
import { hashOf } from '../platform/hash/stable-json.js';
import type { CohortReportInput } from './cohort-report-input.js';
import { siteSections } from './cohort-report-site.js';
import type { PlannedSite } from './planner.dto.js';
import type { PortfolioItem } from './portfolio.dto.js';
import { fittingRows, PAGE_ROOM, shortened, textHeight } from './report-room.js';

const FINGERPRINT_SHOWN = 12;
const LIVE_STAGE = 4;
/** What fits on the first two pages; the rest stands on the page of its site, and on the pages of the service. */
const [MOST_CALLS, MOST_BARRIERS, MOST_HOURS, MOST_FACTORS, MONTHS] = [5, 3, 4, 3, 6];
const FACTOR_DIGITS = 2;
/** Whole names stand on the pages of the sites. */
const LONGEST_NAME = 60;
/** Points that the bars of six months take */
const BARS_HEIGHT = 165;
/** Queues in which something can be offered to a site */
const CALLED: readonly (Queue | null)[] = ['regressed', 'unblock-now', 'build-capacity', 'wait-on-trust'];

/** The report on a support team's sites: two pages for the meeting, then a page for each site. All sentences are final. */
export function cohortReport(input: CohortReportInput): ReportModel {
  const { cohort, filters, instrument, items, phrases } = input;
  const { say } = phrases;
  const choice =
    filters.length === 0 ? say('cohort.choice-all') : say('cohort.choice-some', { names: filters.join(', ') });
  const date = readableDate(cohort.asOf);
  const inUse = items.filter(({ inUseWithoutClearance }) => inUseWithoutClearance).length;
  const named = say('words.instrument', { id: instrument.id, version: instrument.version });
  const head = {
    title: say('cohort.title', { count: items.length }),
    subtitle: say('cohort.subtitle', { date, choice }),
    headline: inUse === 0 ? standing(input) : say('cohort.headline-in-use', { count: inUse, rest: standing(input) }),
    summary: summary(input),
  };
  const model: ReportModel = {
    version: 1,
    language: 'en-GB',
    ...head,
    notice: null,
    warning: inUse > 0,
    firstPage: callBlocks(input, PAGE_ROOM - headHeight(head)),
    sections: [together(input), ...siteSections(input)],
    footer: { left: say('cohort.footer', { date, instrument: named }), fingerprint: '' },
    date: cohort.asOf,
  };
  const fingerprint = hashOf(JSON.parse(JSON.stringify(model))).slice(0, FINGERPRINT_SHOWN);
  return { ...model, footer: { ...model.footer, fingerprint } };
}

type Head = Pick<ReportModel, 'title' | 'subtitle' | 'headline' | 'summary'>;

/** Points that the first page takes before whom to call. */
function headHeight({ title, subtitle, headline, summary: labelled }: Head): number {
  return (
    textHeight('title', title) +
    textHeight('body', subtitle) +
    textHeight('headline', headline) +
    textHeight('label', ...labelled.map(({ text }) => text))
  );
}

function standing({ items, phrases }: CohortReportInput): string {
  return phrases.say('cohort.headline', {
    live: items.filter(({ stage }) => stage === LIVE_STAGE).length,
    closed: items.filter(({ closedGates }) => closedGates.length > 0).length,
    unknown: items.filter(({ stage }) => stage === null).length,
  });
}

function summary(input: CohortReportInput): LabelledText[] {
  const { summary: counts, cohort, allocation, phrases } = input;
  const { say } = phrases;
  const queues = counts.queues
    .filter(({ value, sites }) => value !== 'none' && sites > 0)
    .map(({ value, sites }) => say('cohort.queue-count', { queue: QUEUE_NAMES[value as Queue], count: sites }));
  const stages = cohort.funnel.map(({ name, at }) => say('cohort.stage-count', { name, count: at }));
  const sitesOf = (kind: string): number => cohort.changes.groups.find((group) => group.kind === kind)?.sites ?? 0;
  const { changed, compared, since } = cohort.changes;
  const { weeklyHours, shortHours, baseHoursPerSite, handedOutHours, gainWeeks, priceOfEquity } = allocation.allocation;
  const [weekly, base] = [roughly(weeklyHours), roughly(baseHoursPerSite)];
  const changes = { changed, compared, regressed: sitesOf('regressed'), lapsing: sitesOf('lapsing') };
  return [
    { label: say('cohort.queues-label'), text: queues.join(' · ') },
    { label: say('cohort.stages-label'), text: stages.join(' · ') },
    { label: say('cohort.changes-label', { date: readableDate(since) }), text: say('cohort.changes', changes) },
    {
      label: say('cohort.hours-label'),
      text:
        shortHours > 0
          ? say('cohort.hours-short', { weekly, base, short: roughly(shortHours) })
          : say('cohort.hours', { weekly, base, handedOut: handedOutHours, gain: roughly(gainWeeks) }),
    },
    { label: say('cohort.equity-label'), text: priceOfEquity.sentence },
    { label: say('cohort.forecast-label'), text: forecastAge(input) },
  ];
}

function forecastAge({ cohort, summary: { waiting }, phrases: { say } }: CohortReportInput): string {
  const { made } = cohort.forecast;
  if (made === null) return say('cohort.forecast-none');
  const on = { first: readableDate(made.oldest), waiting };
  if (made.oldest === made.newest) return say('cohort.forecast-age-one', on);
  return say('cohort.forecast-age', { ...on, last: readableDate(made.newest) });
}

/** @param room points that are left on the page */
function callBlocks({ items, phrases: { say }, toolName }: CohortReportInput, room: number): ReportBlock[] {
  const calls = items.filter(({ queue }) => queue !== null && CALLED.includes(queue)).slice(0, MOST_CALLS);
  const heading = say('cohort.call-heading');
  const columns = [
    { heading: say('cohort.column-site'), width: 0.25 },
    { heading: say('cohort.column-why'), width: 0.35 },
    { heading: say('cohort.column-offer'), width: 0.4 },
  ];
  const rows = calls.map((item) => callRow(item, toolName));
  const shown = fittingRows({ columns, rows }, room - textHeight('subheading', heading));
  return [
    { type: 'subheading', text: heading },
    {
      type: 'table',
      caption: say('cohort.call-caption', { count: shown.length }),
      columns,
      rows: shown,
      empty: say('cohort.call-none'),
    },
  ];
}

/** The queue goes with the name: beside it stands why the site is in it. */
function callRow({ site, toolId, queue, place }: PortfolioItem, toolName: (id: string) => string): string[] {
  const name = `${shortened(site.name, LONGEST_NAME)} (${toolName(toolId)})`;
  return [queue === null ? name : `${name}: ${QUEUE_NAMES[queue]}`, place?.reason ?? '', place?.advice ?? ''];
}

/** The second page. */
function together(input: CohortReportInput): ReportSection {
  const { cohort, phrases } = input;
  const { say } = phrases;
  const barriers = cohort.barriers.questions.slice(0, MOST_BARRIERS).map(({ sentence }) => sentence);
  const { liveAlready, cannotSay } = cohort.forecast;
  const heading = say('cohort.cohort-heading');
  const [waits, limits] = [say('cohort.barriers-heading'), say('cohort.limits-heading')];
  const notes = [say('cohort.live-note', { live: liveAlready, unknown: cannotSay }), liveBasis(input)];
  const limitTexts = phrases.list('cohort.limits');
  const taken =
    textHeight('heading', heading) +
    textHeight('subheading', waits, limits) +
    textHeight('body', ...barriers, ...notes, ...limitTexts);
  return {
    id: 'together',
    heading,
    blocks: [
      { type: 'subheading', text: waits },
      barriers.length === 0
        ? { type: 'paragraph', text: say('cohort.barriers-none') }
        : { type: 'list', items: barriers },
      hoursTable(input, PAGE_ROOM - taken - BARS_HEIGHT),
      ...liveBars(input),
      ...notes.map((text) => ({ type: 'paragraph', text }) as const),
      { type: 'subheading', text: limits },
      { type: 'list', items: limitTexts },
    ],
  };
}

/** On how many hours and which site factor the months rest: the rest of the report has another basis. */
function liveBasis({ cohort, phrases: { say }, toolName }: CohortReportInput): string {
  const { forecast, factors } = cohort;
  const on = { hours: forecast.hoursPerWeek, usual: forecast.usualHoursPerWeek };
  const moved = factors.filter(({ median, published }) => median !== published);
  if (moved.length === 0) return say('cohort.live-basis-published', on);
  const named = moved.slice(0, MOST_FACTORS).map(({ toolId, median, published }) =>
    say('cohort.factor', {
      tool: toolName(toolId),
      factor: median.toFixed(FACTOR_DIGITS),
      published: published.toFixed(FACTOR_DIGITS),
    }),
  );
  const more = moved.length - named.length;
  const all = more === 0 ? named : [...named, say('cohort.factors-more', { count: more })];
  return say('cohort.live-basis', { ...on, factors: all.join(', ') });
}

/** @param room points that are left on the page */
function hoursTable({ allocation, phrases: { say }, toolName }: CohortReportInput, room: number): ReportBlock {
  const sites = allocation.allocation.sites
    .map((hours, number) => ({ hours, site: allocation.sites[number] as PlannedSite }))
    .filter(({ hours }) => hours.extraHours > 0)
    .slice(0, MOST_HOURS);
  const columns = [
    { heading: say('cohort.column-site'), width: 0.27 },
    { heading: say('cohort.column-hours'), width: 0.09, align: 'right' },
    { heading: say('cohort.column-gain'), width: 0.09, align: 'right' },
    { heading: say('cohort.column-why'), width: 0.55 },
  ] as const;
  const rows = sites.map(({ hours, site }) => [
    `${shortened(site.site.name, LONGEST_NAME)} (${toolName(site.toolId)})`,
    String(roughly(hours.hoursPerWeek)),
    String(roughly(hours.gainWeeks)),
    hours.reason,
  ]);
  return {
    type: 'table',
    caption: say('cohort.hours-caption'),
    columns,
    rows: fittingRows({ columns, rows }, room),
    empty: say('cohort.hours-none'),
  };
}

/** Bars from 0 to all sites: what is expected, and what one of twenty forecasts exceeds. */
function liveBars({ cohort, phrases: { say } }: CohortReportInput): ReportBlock[] {
  const { forecast, sites } = cohort;
  const months = forecast.reestimated.slice(0, MONTHS);
  if (sites === 0 || months.length === 0) return [];
  const text = ({ expected, low, high }: LiveMonth): string =>
    say('cohort.live-text', { expected: roughly(expected), low, high });
  return [
    {
      type: 'bars',
      caption: say('cohort.live-caption'),
      alternative: say('cohort.live-alternative', {
        sites,
        months: months
          .map((month) => say('cohort.live-month', { month: shortDate(month.end), text: text(month) }))
          .join('; '),
      }),
      bars: months.map((month) => ({
        label: shortDate(month.end),
        value: month.expected / sites,
        upper: Math.max(month.high, month.expected) / sites,
        text: text(month),
      })),
      mark: null,
      legend: { value: say('cohort.live-expected'), upper: say('cohort.live-high') },
    },
  ];
}

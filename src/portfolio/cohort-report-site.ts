import { QUEUE_NAMES, type WaitingAction } from '../core/contracts/portfolio.js';
import type { ReportSection, ReportTable } from '../core/contracts/report.js';
import { STAGE_NAMES } from '../core/contracts/words.js';
import { readableDate, roughly, score } from '../core/reporting/figures.js';
import type { Phrases } from '../core/reporting/phrases.js';
import type { CohortReportInput } from './cohort-report-input.js';
import type { PortfolioItem } from './portfolio.dto.js';
import { fittingRows, PAGE_ROOM, shortened, tableHeight, textHeight } from './report-room.js';

const LIVE_STAGE = 4;
const LONGEST_NAME = 90;
/** Gates that are named, and those that are said to lapse; of the rest the ids stand, or how many they are. The first that leaves room for the actions is taken. */
const DETAILS = [
  { gates: 99, lapses: 3 },
  { gates: 6, lapses: 2 },
  { gates: 0, lapses: 1 },
] as const;
type Details = (typeof DETAILS)[number];
/** Actions for which there is to be room */
const WANTED_ACTIONS = 3;

/** What the page of one site needs beside the site. */
interface SiteWords {
  readonly phrases: Phrases;
  readonly toolName: (id: string) => string;
  /** Hours of the team by deployment, and why */
  readonly handedOut: ReadonlyMap<string, { readonly hoursPerWeek: number; readonly reason: string }>;
  readonly gateText: (id: string) => string;
}

/** A page for each site, in the order of the work list. */
export function siteSections({ items, allocation, instrument, phrases, toolName }: CohortReportInput): ReportSection[] {
  const subjects = new Map(instrument.questions.map(({ id, subject }) => [id, subject]));
  const words: SiteWords = {
    ...{ phrases, toolName },
    handedOut: new Map(allocation.allocation.sites.map((site) => [site.id, site])),
    gateText: (id) => phrases.say('cohort.gate', { id, subject: subjects.get(id) ?? '' }),
  };
  return items.map((item) => siteSection(item, words));
}

function siteSection(item: PortfolioItem, words: SiteWords): ReportSection {
  const { phrases, toolName } = words;
  const { say } = phrases;
  const heading = say('cohort.site-heading', {
    site: shortened(item.site.name, LONGEST_NAME),
    tool: toolName(item.toolId),
  });
  const place = say('cohort.site-place', {
    trust: shortened(item.trust.name, LONGEST_NAME),
    region: item.region ?? say('cohort.region-unknown'),
    owner: shortened(item.owner ?? say('cohort.owner-nobody'), LONGEST_NAME),
  });
  const headline = item.headline ?? say(`cohort.site-headline-${item.submissions === 0 ? 'none' : 'unknown'}`);
  const room =
    PAGE_ROOM - textHeight('heading', heading) - textHeight('body', place) - textHeight('emphasis', headline);
  const all = actionsTable(item.place?.vendorActions ?? [], words);
  const least = tableHeight({ ...all, rows: all.rows.slice(0, WANTED_ACTIONS) });
  const standings = DETAILS.map((details) => standingTable(item, words, details));
  const standing = (standings.find((table) => tableHeight(table) + least <= room) ?? standings.at(-1)) as ReportTable;
  const rows = fittingRows(all, room - tableHeight(standing));
  const [shown, count] = [rows.length, all.rows.length];
  const caption = shown === count ? all.caption : say('cohort.actions-caption-some', { shown, count });
  return {
    id: `site-${item.deploymentId}`,
    heading,
    startsPage: true,
    blocks: [
      { type: 'paragraph', text: place },
      { type: 'paragraph', text: headline, emphasis: true },
      standing,
      { ...all, caption, rows },
    ],
  };
}

function standingTable(item: PortfolioItem, words: SiteWords, details: Details): ReportTable {
  const { say } = words.phrases;
  return {
    type: 'table',
    caption: say('cohort.site-caption'),
    columns: [
      { heading: say('cohort.column-what'), width: 0.18 },
      { heading: say('cohort.column-says'), width: 0.82 },
    ],
    rows: [...standingRows(item, words, details), ...workRows(item, words, details)],
    empty: '',
  };
}

/** Why it is where it is. Stage and closed gates stand before the number, which makes no site ready. */
function standingRows(item: PortfolioItem, { phrases: { say }, gateText }: SiteWords, details: Details): string[][] {
  const { place, queue, closedGates, stage } = item;
  const gates = closedGates.length === 0 ? say('cohort.gates-open') : gatesText(closedGates, gateText, details);
  return [
    ...(queue === null ? [] : [[say('cohort.row-queue'), QUEUE_NAMES[queue]]]),
    ...(place === null
      ? [[say('cohort.row-offer'), say(`cohort.offer-${item.submissions === 0 ? 'none' : 'unknown'}`)]]
      : [
          [say('cohort.row-why'), place.reason],
          [say('cohort.row-offer'), place.advice],
        ]),
    ...(typeof place?.escalate === 'string' ? [[say('cohort.row-escalate'), withCapital(place.escalate)]] : []),
    [say('cohort.row-stage'), stageText(item, say)],
    [say('cohort.row-gates'), stage === null ? say('cohort.gates-unknown') : gates],
    [say('cohort.row-index'), indexText(item, say)],
    [say('cohort.row-dates'), datesText(item, say)],
    ...(item.targetDate === null ? [] : [[say('cohort.row-wanted'), readableDate(item.targetDate)]]),
  ];
}

/** What the team planned, did and promised, and what changed. */
function workRows(
  item: PortfolioItem,
  { phrases: { say }, gateText, handedOut }: SiteWords,
  details: Details,
): string[][] {
  const { lastContact, openPromises, change, lapsing } = item;
  const contact =
    lastContact === null
      ? say('cohort.contact-none')
      : say('cohort.contact', { kind: lastContact.kind, date: readableDate(lastContact.on) });
  const promises =
    openPromises.nextDueOn === null
      ? say('cohort.promises-none')
      : say('cohort.promises', { ...openPromises, date: readableDate(openPromises.nextDueOn) });
  const lapses = lapsing
    .slice(0, details.lapses)
    .map(({ id, until }) => say('cohort.lapses', { gate: gateText(id), date: readableDate(until) }));
  const others = lapsing.length - lapses.length;
  if (others > 0) lapses.push(say('cohort.lapses-more', { count: others }));
  return [
    [say('cohort.row-hours'), hoursText(item, handedOut.get(item.deploymentId), say)],
    [say('cohort.row-contact'), contact],
    [say('cohort.row-promises'), promises],
    [say('cohort.row-change'), change?.sentence ?? say('cohort.change-none')],
    ...(lapses.length === 0 ? [] : [[say('cohort.row-lapsing'), lapses.join('; ')]]),
  ];
}

function actionsTable(actions: readonly WaitingAction[], { phrases: { say }, gateText }: SiteWords): ReportTable {
  return {
    type: 'table',
    caption: say('cohort.actions-caption'),
    columns: [
      { heading: say('cohort.column-action'), width: 0.42 },
      { heading: say('cohort.column-clears'), width: 0.28 },
      { heading: say('cohort.column-hours-left'), width: 0.1, align: 'right' },
      { heading: say('cohort.column-since'), width: 0.2 },
    ],
    rows: actions.map(({ id, title, clears, vendorHours, since }) => [
      say('cohort.gate', { id, subject: title }),
      clears === null ? '–' : gateText(clears),
      String(roughly(vendorHours)),
      readableDate(since),
    ]),
    empty: say('cohort.actions-none'),
  };
}

/** Each gate is there by its id at least. */
function gatesText(ids: readonly string[], gateText: (id: string) => string, { gates }: Details): string {
  const rest = ids.slice(gates);
  return [...ids.slice(0, gates).map(gateText), ...(rest.length === 0 ? [] : [rest.join(', ')])].join('; ');
}

type Say = Phrases['say'];

function stageText({ stage, inUseWithoutClearance }: PortfolioItem, say: Say): string {
  if (stage === null) return say('cohort.stage-unknown');
  const text = say('cohort.stage', { number: stage, name: STAGE_NAMES[stage] ?? '' });
  return inUseWithoutClearance ? say('cohort.stage-in-use', { stage: text }) : text;
}

/** Behind a closed gate the number has no name. */
function indexText({ index, upper, band, provisional, closedGates }: PortfolioItem, say: Say): string {
  if (index === null || upper === null) return say('cohort.index-unknown');
  const bound = Math.round(upper) > Math.round(index) ? say('cohort.index-bound', { upper: score(upper) }) : '';
  const text =
    closedGates.length > 0 || band === null
      ? say('cohort.index-closed', { index: score(index), bound, count: closedGates.length })
      : say('cohort.index-open', { index: score(index), bound, band });
  return provisional ? say('cohort.index-provisional', { index: text }) : text;
}

function datesText({ stage, goLive }: PortfolioItem, say: Say): string {
  if (stage === LIVE_STAGE) return say('cohort.dates-live');
  if (goLive === null) return say('cohort.dates-none');
  const text = (day: string | null): string => (day === null ? say('cohort.dates-far') : readableDate(day));
  const { ifNothingSlips, p50, p90, madeOn } = goLive;
  return say('cohort.dates', {
    ...{ plan: text(ifNothingSlips), half: text(p50), nine: text(p90), made: readableDate(madeOn) },
  });
}

function hoursText(
  { vendorHours, tier, hoursSpent }: PortfolioItem,
  handed: { readonly hoursPerWeek: number; readonly reason: string } | undefined,
  say: Say,
): string {
  return [
    ...(vendorHours === null ? [] : [say('cohort.hours-plan', { hours: roughly(vendorHours), tier: tier ?? '–' })]),
    say('cohort.hours-spent', { hours: hoursSpent.total, recent: hoursSpent.lastFourWeeks }),
    ...(handed === undefined
      ? []
      : [say('cohort.hours-handed', { hours: handed.hoursPerWeek, why: withoutCapital(handed.reason) })]),
  ].join('; ');
}

/** A sentence inside another. */
function withoutCapital(sentence: string): string {
  return `${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`;
}

function withCapital(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

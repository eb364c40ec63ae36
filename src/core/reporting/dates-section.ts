import { WEEKS_PER_YEAR } from '../contracts/calendar.js';
import type { StageDate, SupportPlan } from '../contracts/plan.js';
import type { ReportSection, ReportTable, ReportTimeline, TimelineRow } from '../contracts/report.js';
import { rePlan } from '../contracts/words.js';
import { readableDate } from './figures.js';
import type { Phrases } from './phrases.js';
import type { ReportInput } from './report-input.js';
import { placeOn, ticksOf } from './time-axis.js';

const KINDS = [
  ['plan', 'ifNothingSlips'],
  ['half', 'p50'],
  ['nine', 'p90'],
] as const;
type DateKind = (typeof KINDS)[number][1];

/** The three dates of each stage ahead; stages that are reached on the same days share a row. */
export function datesTable(plan: SupportPlan, years: number, phrases: Phrases): ReportTable {
  const { say } = phrases;
  const rows: string[][] = [];
  for (const date of plan.dates) {
    const texts = KINDS.map(([, kind]) => dateText(date, kind, years, phrases));
    const last = rows.at(-1);
    if (last?.slice(1).join() === texts.join()) {
      last[0] = say('dates.both', { first: last[0] as string, second: date.name.toLowerCase() });
    } else rows.push([date.name, ...texts]);
  }
  return {
    type: 'table',
    caption: '',
    columns: [
      { heading: say('dates.column-stage'), width: 0.24 },
      { heading: say('dates.column-plan'), width: 0.2 },
      { heading: say('dates.column-half'), width: 0.26 },
      { heading: say('dates.column-nine'), width: 0.3 },
    ],
    rows,
    empty: say('dates.reached'),
  };
}

/** A date as a reader sees it, or why there is none; `years` is how far ahead the method gives dates. */
export function dateText(
  { weeks: count, ...dates }: StageDate,
  kind: DateKind,
  years: number,
  { say }: Phrases,
): string {
  if (count[kind] === null) return say('dates.never');
  const date = dates[kind];
  return date === null ? rePlan(years) : readableDate(date);
}

/** The dates on one line, and what a reader has to know about them; nothing where nothing is left to do. */
export function datesSection(report: ReportInput, plan: SupportPlan, phrases: Phrases): ReportSection[] {
  if (plan.actions.length === 0) return [];
  return [
    {
      id: 'dates',
      heading: phrases.say('dates.heading'),
      blocks: [...datesChart(report, plan, phrases), { type: 'list', items: plan.notes }],
    },
  ];
}

function datesChart({ instrument }: ReportInput, plan: SupportPlan, phrases: Phrases): ReportTimeline[] {
  const { say } = phrases;
  const years = instrument.method.forecast.rePlanAfterYears;
  const last = years * WEEKS_PER_YEAR;
  const ahead = plan.dates.filter(({ weeks }) => weeks.ifNothingSlips !== null && weeks.ifNothingSlips <= last);
  if (ahead.length === 0) return [];
  const furthest = Math.max(...ahead.map(({ weeks }) => weeks.p90 ?? (weeks.ifNothingSlips as number)));
  const length = Math.max(1, Math.min(last, furthest));
  const sentences = plan.dates.map((date) => {
    const when = (kind: DateKind): string => whenText(date, kind, years, phrases);
    return say('dates.chart-stage', {
      stage: date.name,
      plan: when('ifNothingSlips'),
      half: when('p50'),
      nine: when('p90'),
    });
  });
  return [
    {
      type: 'timeline',
      caption: say('dates.chart-caption'),
      alternative: say('dates.chart-alternative', { stages: sentences.join(' ') }),
      ticks: ticksOf(plan.asOf, length),
      rows: plan.dates.map((date) => datesRow(date, length)),
      lines: [],
      legend: [
        { kind: 'plan', text: say('dates.chart-legend-plan') },
        { kind: 'half', text: say('dates.chart-legend-half') },
        { kind: 'nine', text: say('dates.chart-legend-nine') },
      ],
    },
  ];
}

/** A line from the first date to the last, as far as they lie on the chart. */
function datesRow({ name, weeks }: StageDate, length: number): TimelineRow {
  const points = KINDS.flatMap(([kind, key]) => {
    const count = weeks[key];
    return count === null || count > length ? [] : [{ at: placeOn(length, count), kind }];
  });
  const [first] = points;
  const spans =
    first === undefined ? [] : [{ from: first.at, to: placeOn(length, weeks.p90 ?? length), kind: 'slack' as const }];
  return { label: name, spans, points };
}

/** "by 6 September 2027", "in more than four years: re-plan" */
function whenText(date: StageDate, kind: DateKind, years: number, phrases: Phrases): string {
  const text = dateText(date, kind, years, phrases);
  if (date.weeks[kind] === null) return text;
  return date[kind] === null ? phrases.say('dates.in', { date: text }) : phrases.say('dates.by', { date: text });
}

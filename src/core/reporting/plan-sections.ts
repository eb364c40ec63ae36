import type { PlannedAction, StageDate, SupportPlan } from '../contracts/plan.js';
import type { ReportBlock, ReportSection } from '../contracts/report.js';
import { listed, rePlan } from '../contracts/words.js';
import type { ReportInput } from './report-input.js';
import { capitalised, counted, days, percent, readableDate, roughly, weeks } from './wording.js';

const NEVER = 'not by this plan alone';

/** When each stage ahead is reached: both dates and why they differ. */
export function datesSection(plan: SupportPlan, years: number): ReportSection {
  const blocks: ReportBlock[] = [
    {
      type: 'table',
      caption: 'When each stage is reached',
      columns: [
        { heading: 'Stage', width: 0.25 },
        { heading: 'If nothing slips', width: 0.25 },
        { heading: 'Half of such sites by', width: 0.25 },
        { heading: 'Nine in ten by', width: 0.25 },
      ],
      rows: plan.dates.map((date) => [
        date.name,
        dateText(date, 'ifNothingSlips', years),
        dateText(date, 'p50', years),
        dateText(date, 'p90', years),
      ]),
      empty: 'Every stage has been reached.',
    },
    { type: 'list', items: plan.notes },
  ];
  return { id: 'dates', heading: 'When', blocks };
}

/** "half of such sites by 6 September 2027; nine in ten in more than four years: re-plan" */
export function forecastText(date: StageDate, years: number): string {
  const when = (kind: 'p50' | 'p90'): string => {
    const text = dateText(date, kind, years);
    if (text === NEVER) return text;
    return text === rePlan(years) ? `in ${text}` : `by ${text}`;
  };
  return date.weeks.p50 === null ? NEVER : `half of such sites ${when('p50')}; nine in ten ${when('p90')}`;
}

/** A date as a reader sees it, or why there is none; `years` is how far ahead the method gives dates. */
export function dateText(
  { weeks: count, ...dates }: StageDate,
  kind: 'ifNothingSlips' | 'p50' | 'p90',
  years: number,
): string {
  if (count[kind] === null) return NEVER;
  const date = dates[kind];
  return date === null ? rePlan(years) : readableDate(date);
}

/** The actions in order of start, then each one with its why and how. */
export function actionsSections(report: ReportInput, plan: SupportPlan): ReportSection[] {
  return [
    {
      id: 'actions',
      heading: 'Actions and dates',
      blocks: [
        ...(plan.actions.length === 0 ? [] : [{ type: 'paragraph' as const, text: actionsIntroduction(plan) }]),
        {
          type: 'table',
          caption: 'Actions in order of start, if nothing slips',
          columns: [
            { heading: 'Action', width: 0.3 },
            { heading: 'Owner', width: 0.17 },
            { heading: 'Days of work', width: 0.13 },
            { heading: 'Start', width: 0.135 },
            { heading: 'Finish', width: 0.135 },
            { heading: 'Can slip', width: 0.13 },
          ],
          rows: plan.actions.map((action) => [
            `${action.id} ${action.title}`,
            capitalised(action.ownerName),
            effortText(action),
            shortDate(action.start),
            shortDate(action.finish),
            action.critical ? 'Not at all' : weeks(action.floatWeeks),
          ]),
          empty: 'Nothing has to be done: every gate is open and every threshold is reached.',
        },
      ],
    },
    ...(plan.actions.length === 0 ? [] : [detailsSection(report, plan)]),
  ];
}

function actionsIntroduction(plan: SupportPlan): string {
  const unknown = plan.actions.filter(({ type }) => type === 'find-out').length;
  const trust = plan.actions.reduce((sum, { trustDays }) => sum + trustDays, 0);
  const finding =
    unknown === 0
      ? ''
      : ` ${counted(unknown, 'action')} only ${unknown === 1 ? 'finds' : 'find'} out what is not known; what follows ` +
        'from them is planned as if the worst were true, so good news shortens the plan.';
  return (
    `${counted(plan.actions.length, 'action')}, about ${counted(roughly(trust), 'day')} of the trust's staff and ` +
    `${counted(roughly(plan.vendorHours), 'hour')} of the vendor's. All efforts and times are estimates.${finding}`
  );
}

function detailsSection({ instrument }: ReportInput, plan: SupportPlan): ReportSection {
  const themes = new Map(instrument.themes.map(({ id, name }) => [id, name]));
  return {
    id: 'details',
    heading: 'Each action: why, how and whom to ask',
    blocks: plan.actions.flatMap((action): ReportBlock[] => [
      { type: 'subheading', text: `${action.id} ${action.title}` },
      {
        type: 'paragraph',
        text: `${action.because} ${action.themes.length === 1 ? 'Barrier theme' : 'Barrier themes'} of the study: ${listed(action.themes.map((id) => `${id} ${themes.get(id) as string}`))}.`,
      },
      { type: 'paragraph', text: action.steps },
      { type: 'list', items: detailItems(action) },
    ]),
  };
}

function detailItems(action: PlannedAction): string[] {
  const helpers = action.helpers.length === 0 ? '' : `, with ${listed(action.helpers)}`;
  return [
    `Owner: ${action.ownerName}${helpers}. Whom to ask: ${action.askVendor}.`,
    `Effort: ${effortSentence(action)}. It takes about ${weeks(action.leadWeeks)}.`,
    action.needs.length === 0 ? 'Needs nothing first.' : `Needs first: ${listed(action.needs)}.`,
    `On the critical path in ${percent(action.criticality)} of forecasts.`,
    ...(action.patientData
      ? ['Uses patient data: every data gate must pass first. Until then use phantom or test-patient data.']
      : []),
    ...(action.otherWays.length === 0 ? [] : [`Other ways: ${action.otherWays.map(withoutStop).join('; ')}.`]),
    ...action.estimates.map((text) => `Estimate: ${text}.`),
  ];
}

function effortSentence({ trustDays, vendorDays }: PlannedAction): string {
  const parts = [
    [trustDays, "the trust's staff"],
    [vendorDays, "the vendor's staff"],
  ] as const;
  return listed(parts.flatMap(([count, whose]) => (count === 0 ? [] : `${counted(days(count), 'day')} of ${whose}`)));
}

function effortText({ trustDays, vendorDays }: PlannedAction): string {
  const vendor = vendorDays === 0 ? '' : `vendor ${days(vendorDays)}`;
  const trust = trustDays === 0 ? '' : days(trustDays);
  return [trust, vendor].filter((text) => text !== '').join(' + ');
}

function withoutStop(text: string): string {
  return text.replace(/\.$/, '');
}

/** `23 Nov 2026`, for narrow columns. */
function shortDate(iso: string): string {
  const [day, month, year] = readableDate(iso).split(' ');
  return `${day as string} ${(month as string).slice(0, 3)} ${year as string}`;
}

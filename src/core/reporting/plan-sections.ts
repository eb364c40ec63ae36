import type { PlannedAction, StageDate, SupportPlan } from '../contracts/plan.js';
import type { ReportBlock, ReportSection } from '../contracts/report.js';
import { listed } from '../contracts/words.js';
import type { ReportInput } from './report-input.js';
import { capitalised, counted, days, percent, readableDate, weeks } from './wording.js';

const NEVER = 'not by this plan alone';
const RE_PLAN = 'more than four years: re-plan';

/** When each stage ahead is reached: both dates and why they differ. */
export function datesSection(plan: SupportPlan): ReportSection {
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
        dateText(date, 'ifNothingSlips'),
        dateText(date, 'p50'),
        dateText(date, 'p90'),
      ]),
      empty: 'Every stage has been reached.',
    },
    ...plan.notes.map((text): ReportBlock => ({ type: 'paragraph', text })),
  ];
  return { id: 'dates', heading: 'When', blocks };
}

export function dateText({ weeks: count, ...dates }: StageDate, kind: 'ifNothingSlips' | 'p50' | 'p90'): string {
  if (count[kind] === null) return NEVER;
  const date = dates[kind];
  return date === null ? RE_PLAN : readableDate(date);
}

/** The actions in order of start, then each one with its why and how. */
export function actionsSections(report: ReportInput, plan: SupportPlan): ReportSection[] {
  return [
    {
      id: 'actions',
      heading: 'Actions and dates',
      blocks: [
        { type: 'paragraph', text: actionsIntroduction(plan) },
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
    `${counted(plan.actions.length, 'action')}, about ${counted(days(trust), 'day')} of the trust's staff and ` +
    `${counted(days(plan.vendorHours), 'hour')} of the vendor's. All efforts and times are estimates.${finding}`
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
        text: `${action.because} Barrier themes of the study: ${listed(action.themes.map((id) => `${id} ${themes.get(id) as string}`))}.`,
      },
      { type: 'paragraph', text: action.steps },
      { type: 'list', items: detailItems(action) },
    ]),
  };
}

function detailItems(action: PlannedAction): string[] {
  const helpers = action.helpers.length === 0 ? '' : `, with ${listed(action.helpers)}`;
  const vendor = action.vendorDays === 0 ? '' : `, and ${counted(days(action.vendorDays), 'day')} of the vendor's`;
  return [
    `Owner: ${action.ownerName}${helpers}. Whom to ask: ${action.askVendor}.`,
    `Effort: ${counted(days(action.trustDays), 'day')} of the trust's staff${vendor}. It takes about ${weeks(action.leadWeeks)}.`,
    action.needs.length === 0 ? 'Needs nothing first.' : `Needs first: ${listed(action.needs)}.`,
    `On the critical path in ${percent(action.criticality)} of forecasts.`,
    ...(action.patientData
      ? ['Uses patient data: every data gate must pass first. Until then use phantom or test-patient data.']
      : []),
    ...(action.otherWays.length === 0 ? [] : [`Other ways: ${action.otherWays.map(withoutStop).join('; ')}.`]),
    ...action.estimates.map((text) => `Estimate: ${text}.`),
  ];
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

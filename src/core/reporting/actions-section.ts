import type { PlannedAction, SupportPlan } from '../contracts/plan.js';
import type { ReportBlock, ReportSection } from '../contracts/report.js';
import { listed } from '../contracts/words.js';
import { capitalised, days, percent, readableDate, roughly, shortDate } from './figures.js';
import { ownersSection } from './owners-section.js';
import type { Phrases } from './phrases.js';
import type { ReportInput } from './report-input.js';

/** From this share of forecasts an action that can slip is called out. */
const OFTEN_CRITICAL = 0.2;

/** The actions in order of start, then each one with its why and how. */
export function actionsSections(report: ReportInput, plan: SupportPlan, phrases: Phrases): ReportSection[] {
  const { say } = phrases;
  const some = plan.actions.length > 0;
  return [
    {
      id: 'actions',
      heading: say('actions.heading'),
      blocks: [
        ...(some ? [{ type: 'paragraph' as const, text: introduction(plan, phrases) }] : []),
        {
          type: 'table',
          caption: say('actions.caption'),
          columns: [
            { heading: say('actions.column-action'), width: 0.3 },
            { heading: say('actions.column-owner'), width: 0.17 },
            { heading: say('actions.column-effort'), width: 0.14 },
            { heading: say('actions.column-needs'), width: 0.14 },
            { heading: say('actions.column-dates'), width: 0.14 },
            { heading: say('actions.column-slip'), width: 0.11 },
          ],
          rows: plan.actions.map((action) => [
            `${action.id} ${action.title}`,
            capitalised(action.ownerName),
            `${effortText(action, phrases)}\n${say('actions.weeks', { weeks: action.leadWeeks })}`,
            action.needs.length === 0 ? say('actions.needs-nothing') : action.needs.join(', '),
            `${shortDate(action.start)}\n${shortDate(action.finish)}`,
            slipText(action, phrases),
          ]),
          empty: say('actions.none'),
        },
      ],
    },
    ...(some ? [ownersSection(plan, phrases), detailsSection(report, plan, phrases)] : []),
  ];
}

/** An action that can slip a little may still be what most forecasts wait for. */
function slipText({ critical, floatWeeks: weeks, criticality }: PlannedAction, { say }: Phrases): string {
  if (critical) return say('actions.critical');
  if (criticality < OFTEN_CRITICAL) return say('actions.weeks', { weeks });
  return say('actions.nearly-critical', { weeks, share: percent(criticality) });
}

function introduction(plan: SupportPlan, { say }: Phrases): string {
  const unknown = plan.actions.filter(({ type }) => type === 'find-out').length;
  const trustDays = roughly(plan.actions.reduce((sum, action) => sum + action.trustDays, 0));
  const values = { actions: plan.actions.length, trustDays, vendorHours: roughly(plan.vendorHours) };
  return [
    say('actions.introduction', values),
    ...(unknown === 0 ? [] : [say('actions.finding-out', { count: unknown })]),
  ].join(' ');
}

function detailsSection({ instrument, input }: ReportInput, plan: SupportPlan, phrases: Phrases): ReportSection {
  const { say } = phrases;
  const names = new Map(instrument.themes.map(({ id, name }) => [id, name]));
  return {
    id: 'details',
    heading: say('actions.details-heading'),
    blocks: plan.actions.flatMap((action): ReportBlock[] => {
      const themes = listed(action.themes.map((id) => `${id} ${names.get(id) as string}`));
      return [
        { type: 'subheading', text: `${action.id} ${action.title}` },
        {
          type: 'paragraph',
          text: say('actions.because', { because: action.because, count: action.themes.length, themes }),
        },
        { type: 'paragraph', text: action.steps },
        { type: 'list', items: detailItems(action, input.answers.get(action.questionId)?.note, phrases) },
      ];
    }),
  };
}

function detailItems(action: PlannedAction, note: string | undefined, phrases: Phrases): string[] {
  const { say } = phrases;
  const asked = { owner: action.ownerName, ask: action.askVendor };
  return [
    action.helpers.length === 0
      ? say('actions.owner-item', asked)
      : say('actions.owner-item-helpers', { ...asked, helpers: listed(action.helpers) }),
    say('actions.effort-item', {
      effort: effortSentence(action, phrases),
      weeks: action.leadWeeks,
      start: readableDate(action.start),
      finish: readableDate(action.finish),
    }),
    action.needs.length === 0
      ? say('actions.needs-nothing-item')
      : say('actions.needs-item', { needs: listed(action.needs) }),
    say('actions.criticality-item', { share: percent(action.criticality) }),
    ...(action.patientData ? [say('actions.patient-data-item')] : []),
    ...(action.otherWays.length === 0
      ? []
      : [say('actions.other-ways-item', { ways: action.otherWays.map(withoutStop).join('; ') })]),
    ...(note === undefined ? [] : [say('actions.note-item', { note })]),
    ...action.estimates.map((estimate) => say('actions.estimate-item', { estimate })),
  ];
}

function effortSentence({ trustDays, vendorDays }: PlannedAction, { say }: Phrases): string {
  if (trustDays === 0 && vendorDays === 0) return say('actions.effort-none');
  return listed([
    ...(trustDays === 0 ? [] : [say('actions.effort-trust', { days: days(trustDays) })]),
    ...(vendorDays === 0 ? [] : [say('actions.effort-vendor', { days: days(vendorDays) })]),
  ]);
}

function effortText({ trustDays, vendorDays }: PlannedAction, { say }: Phrases): string {
  if (trustDays === 0 && vendorDays === 0) return '0';
  return [
    ...(trustDays === 0 ? [] : [String(days(trustDays))]),
    ...(vendorDays === 0 ? [] : [say('actions.vendor-days', { days: days(vendorDays) })]),
  ].join(' + ');
}

function withoutStop(text: string): string {
  return text.replace(/\.$/, '');
}

import type { PlannedAction, SupportPlan } from '../contracts/plan.js';
import type { ReportBlock, ReportSection } from '../contracts/report.js';
import { listed, capitalised } from '../contracts/words.js';
import { days, OFTEN_CRITICAL, percent, readableDate, roughly, shortDate } from './figures.js';
import { actionLabel, actionReference, isInquiry } from './action-names.js';
import { lapsingGates } from './lapses.js';
import { ownersSection } from './owners-section.js';
import type { Phrases } from './phrases.js';
import type { ReportInput } from './report-input.js';

/** A share of forecasts under which an action is not said to be critical in any */
const LEAST_SHARE = 0.01;

/** The actions in order of start, then each one with its why and how. */
export function actionsSections(report: ReportInput, plan: SupportPlan, phrases: Phrases): ReportSection[] {
  const { say } = phrases;
  const some = plan.actions.length > 0;
  return [
    {
      id: 'actions',
      heading: say('actions.heading'),
      blocks: [
        ...(some ? introduction(plan, phrases) : []),
        {
          type: 'table',
          caption: some ? say('actions.caption') : '',
          columns: [
            { heading: say('actions.column-action'), width: 0.27 },
            { heading: say('actions.column-owner'), width: 0.15 },
            { heading: say('actions.column-effort'), width: 0.13 },
            { heading: say('actions.column-needs'), width: 0.14 },
            { heading: say('actions.column-dates'), width: 0.14 },
            { heading: say('actions.column-slip'), width: 0.17 },
          ],
          rows: plan.actions.map((action) => [
            actionLabel(action),
            capitalised(action.ownerName),
            `${effortText(action, phrases)}\n${say('actions.weeks', { weeks: action.leadWeeks })}`,
            action.needs.length === 0 ? say('actions.needs-nothing') : references(action.needs, phrases).join(', '),
            `${shortDate(action.start)}\n${shortDate(action.finish)}`,
            slipText(action, phrases),
          ]),
          about: plan.actions.map(({ id }) => id),
          empty: lapsingGates(report.scorecard).length > 0 ? say('actions.none-but-reviews') : say('actions.none'),
        },
      ],
    },
    ...(some ? [ownersSection(report, plan, phrases), detailsSection(report, plan, phrases)] : []),
  ];
}

/** An action that can slip a little may still be what most forecasts wait for. */
function slipText({ critical, floatWeeks: weeks, criticality }: PlannedAction, { say }: Phrases): string {
  if (critical) return say('actions.critical');
  const slip = say('actions.weeks', { weeks });
  if (criticality < OFTEN_CRITICAL) return slip;
  return `${slip}\n${say('actions.often-critical', { share: percent(criticality) })}`;
}

function introduction(plan: SupportPlan, { say }: Phrases): ReportBlock[] {
  const unknown = plan.actions.filter(({ type }) => type === 'find-out').length;
  const trustDays = roughly(plan.actions.reduce((sum, action) => sum + action.trustDays, 0));
  const values = { actions: plan.actions.length, trustDays, vendorHours: roughly(plan.vendorHours) };
  const counts = [
    say('actions.introduction', values),
    ...(unknown === 0 ? [] : [say('actions.finding-out', { count: unknown })]),
    ...(plan.actions.some(isInquiry) ? [say('actions.references')] : []),
  ];
  return [
    { type: 'paragraph', text: counts.join(' ') },
    { type: 'paragraph', text: say('actions.slip', { share: percent(OFTEN_CRITICAL) }) },
  ];
}

function detailsSection(
  { instrument, input, scorecard }: ReportInput,
  plan: SupportPlan,
  phrases: Phrases,
): ReportSection {
  const { say } = phrases;
  const names = new Map(instrument.themes.map(({ id, name }) => [id, name]));
  const dataIsOpen = scorecard.gates.every(
    ({ kind, state }) => kind !== 'data' || (state !== 'failed' && state !== 'not-known'),
  );
  return {
    id: 'details',
    heading: say('actions.details-heading'),
    blocks: [
      { type: 'paragraph', text: say('actions.details-introduction') },
      ...plan.actions.flatMap((action): ReportBlock[] => {
        const themes = listed(action.themes.map((id) => `${id} ${names.get(id) as string}`));
        return [
          { type: 'subheading', text: actionLabel(action), about: action.id },
          {
            type: 'paragraph',
            text: say('actions.because', { because: action.because, count: action.themes.length, themes }),
          },
          { type: 'paragraph', text: action.steps },
          { type: 'list', items: detailItems(action, input.answers.get(action.questionId)?.note, dataIsOpen, phrases) },
        ];
      }),
    ],
  };
}

function detailItems(action: PlannedAction, note: string | undefined, dataIsOpen: boolean, phrases: Phrases): string[] {
  const { say } = phrases;
  return [
    whoText(action, phrases),
    say('actions.effort-item', {
      effort: effortSentence(action, phrases),
      weeks: action.leadWeeks,
      start: readableDate(action.start),
      finish: readableDate(action.finish),
    }),
    ...(action.needs.length === 0
      ? []
      : [say('actions.needs-item', { needs: listed(references(action.needs, phrases)) })]),
    ...(action.criticality < LEAST_SHARE
      ? []
      : [say('actions.criticality-item', { share: percent(action.criticality) })]),
    ...(action.patientData
      ? [dataIsOpen ? say('actions.patient-data-open-item') : say('actions.patient-data-item')]
      : []),
    ...(action.otherWays.length === 0
      ? []
      : [say('actions.other-ways-item', { ways: action.otherWays.map(withoutStop).join('; ') })]),
    ...(note === undefined ? [] : [say('actions.note-item', { note })]),
    ...action.estimates.map((estimate) => say('actions.estimate-item', { estimate })),
  ];
}

/** Owner and helpers, and whom to ask where that is somebody else. */
function whoText({ ownerName: owner, helpers, askVendor: ask }: PlannedAction, { say }: Phrases): string {
  return [
    helpers.length === 0
      ? say('actions.owner-item', { owner })
      : say('actions.owner-item-helpers', { owner, helpers: listed(helpers) }),
    ...(ask === owner ? [] : [say('actions.ask', { ask })]),
  ].join(' ');
}

function references(ids: readonly string[], phrases: Phrases): string[] {
  return ids.map((id) => actionReference(id, phrases));
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

import type { MovementLine } from '../contracts/comparison.js';
import type { SupportPlan } from '../contracts/plan.js';
import type { ReportBlock, ReportSection, ReportTable } from '../contracts/report.js';
import { listed } from '../contracts/words.js';
import { dateText } from './dates-section.js';
import { readableDate } from './figures.js';
import type { Phrases } from './phrases.js';
import type { PreviousPlan, ReportInput } from './report-input.js';

/** Largest movements of the index that are shown. */
const SHOWN_MOVEMENTS = 8;

/** What changed since the plan before; nothing where nobody knows whether there was one. */
export function changesSection(report: ReportInput, plan: SupportPlan, phrases: Phrases): ReportSection[] {
  const { previous } = report;
  if (previous === undefined) return [];
  const { say } = phrases;
  const blocks: ReportBlock[] =
    previous === null
      ? [{ type: 'paragraph', text: say('changes.first') }]
      : changeBlocks(report, previous, plan, phrases);
  return [{ id: 'changes', heading: say('changes.heading'), blocks }];
}

function changeBlocks(
  { instrument }: ReportInput,
  { comparison, plan: before }: PreviousPlan,
  plan: SupportPlan,
  phrases: Phrases,
): ReportBlock[] {
  const { say } = phrases;
  const years = instrument.method.forecast.rePlanAfterYears;
  const date = readableDate(comparison.before.asOf);
  const { stage, index } = comparison;
  return [
    { type: 'paragraph', text: say('changes.introduction', { date, summary: comparison.summary }) },
    { type: 'list', items: [stage.sentence, index.sentence, ...actionItems(before, plan, phrases)] },
    {
      type: 'table',
      caption: say('changes.gates-caption'),
      columns: [
        { heading: say('changes.column-gate'), width: 0.34 },
        { heading: say('changes.column-change'), width: 0.66 },
      ],
      rows: comparison.gates.map(({ id, subject, sentence }) => [`${id} ${subject}`, sentence]),
      empty: say('changes.gates-none'),
    },
    ...movements(index.lines, phrases),
    datesThenAndNow(before, plan, years, phrases),
  ];
}

function movements(lines: readonly MovementLine[], { say }: Phrases): ReportBlock[] {
  const rest = lines.length - SHOWN_MOVEMENTS;
  return [
    {
      type: 'table',
      caption: say('changes.moved-caption'),
      columns: [
        { heading: say('changes.column-what'), width: 0.34 },
        { heading: say('changes.column-change'), width: 0.54 },
        { heading: say('changes.column-points'), width: 0.12, align: 'right' },
      ],
      rows: lines
        .slice(0, SHOWN_MOVEMENTS)
        .map(({ question, subject, points, sentence }) => [
          question === null ? subject : `${question} ${subject}`,
          sentence,
          signed(points),
        ]),
      empty: say('changes.moved-none'),
    },
    ...(rest > 0 ? [{ type: 'paragraph' as const, text: say('changes.moved-rest', { count: rest }) }] : []),
  ];
}

/** Points with their sign, to a tenth. */
function signed(points: number): string {
  const text = Math.abs(points).toFixed(1);
  return text === '0.0' ? text : `${points < 0 ? '−' : '+'}${text}`;
}

/** Dates of every stage that is ahead in one of the two plans. */
function datesThenAndNow(before: SupportPlan, plan: SupportPlan, years: number, phrases: Phrases): ReportTable {
  const { say } = phrases;
  const stages = [...new Map([...before.dates, ...plan.dates].map(({ stage, name }) => [stage, name]))];
  const text = (of: SupportPlan, wanted: number, kind: 'ifNothingSlips' | 'p50', missing: string): string => {
    const date = of.dates.find(({ stage }) => stage === wanted);
    return date === undefined ? missing : dateText(date, kind, years, phrases);
  };
  const [notAhead, reached] = [say('changes.not-ahead'), say('changes.reached')];
  return {
    type: 'table',
    caption: say('changes.dates-caption'),
    columns: [
      { heading: say('changes.column-stage'), width: 0.2 },
      { heading: say('changes.column-then'), width: 0.2 },
      { heading: say('changes.column-now'), width: 0.2 },
      { heading: say('changes.column-half-then'), width: 0.2 },
      { heading: say('changes.column-half-now'), width: 0.2 },
    ],
    rows: stages
      .sort(([a], [b]) => a - b)
      .map(([stage, name]) => [
        name,
        text(before, stage, 'ifNothingSlips', notAhead),
        text(plan, stage, 'ifNothingSlips', reached),
        text(before, stage, 'p50', notAhead),
        text(plan, stage, 'p50', reached),
      ]),
    empty: say('changes.dates-none'),
  };
}

/** Actions that came and went, by id. */
function actionItems(before: SupportPlan, plan: SupportPlan, { say }: Phrases): string[] {
  const [then, now] = [before, plan].map(({ actions }) => actions.map(({ id }) => id)) as [string[], string[]];
  const gone = then.filter((id) => !now.includes(id));
  const added = now.filter((id) => !then.includes(id));
  if (gone.length === 0 && added.length === 0) return [say('changes.actions-same')];
  return [
    ...(gone.length === 0 ? [] : [say('changes.actions-gone', { actions: listed(gone) })]),
    ...(added.length === 0 ? [] : [say('changes.actions-new', { actions: listed(added) })]),
  ];
}

import type { Comparison, GateMovement, MovementLine } from '../contracts/comparison.js';
import type { SupportPlan } from '../contracts/plan.js';
import type { ReportBlock, ReportSection, ReportTable } from '../contracts/report.js';
import { listed } from '../contracts/words.js';
import { actionName } from './action-names.js';
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
  { instrument, scorecard }: ReportInput,
  { comparison, plan: before }: PreviousPlan,
  plan: SupportPlan,
  phrases: Phrases,
): ReportBlock[] {
  const { say } = phrases;
  const years = instrument.method.forecast.rePlanAfterYears;
  const subjects = new Map(scorecard.findings.map(({ id, subject }) => [id, subject]));
  const { gates, index } = comparison;
  return [
    { type: 'paragraph', text: introduction(comparison, phrases) },
    { type: 'list', items: actionItems(before, plan, subjects, phrases) },
    { type: 'subheading', text: say('changes.gates-heading') },
    listOr(
      gates.map(({ sentence }) => sentence),
      say('changes.gates-none'),
    ),
    ...movements(index.lines, phrases),
    datesThenAndNow(before, plan, years, phrases),
  ];
}

/** Stage, index and how much changed; what did not change is left out. */
function introduction({ before, stage, index, answers, gates }: Comparison, { say }: Phrases): string {
  const [from, to] = [index.before.toFixed(1), index.after.toFixed(1)];
  const counted = (wanted: GateMovement): number => gates.filter(({ movement }) => movement === wanted).length;
  const [opened, lost] = [counted('opened'), counted('lost')];
  return [
    say('changes.introduction', { date: readableDate(before.asOf) }),
    stage.sentence,
    from === to ? say('changes.index-same', { index: to }) : say('changes.index', { from, to }),
    say('changes.questions', { count: answers.length }),
    ...(opened === 0 ? [] : [say('changes.gates-opened', { count: opened })]),
    ...(lost === 0 ? [] : [say('changes.gates-lost', { count: lost })]),
  ].join(' ');
}

function listOr(items: readonly string[], none: string): ReportBlock {
  return items.length === 0 ? { type: 'paragraph', text: none } : { type: 'list', items };
}

/** The sentences name the question and end with its points. */
function movements(lines: readonly MovementLine[], { say }: Phrases): ReportBlock[] {
  const rest = lines.length - SHOWN_MOVEMENTS;
  return [
    {
      type: 'subheading',
      text: rest > 0 ? say('changes.moved-most-heading', { count: rest }) : say('changes.moved-heading'),
    },
    listOr(
      lines.slice(0, SHOWN_MOVEMENTS).map(({ sentence }) => sentence),
      say('changes.moved-none'),
    ),
  ];
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

/** Actions that came and went, with what they are about. */
function actionItems(
  before: SupportPlan,
  plan: SupportPlan,
  subjects: ReadonlyMap<string, string>,
  phrases: Phrases,
): string[] {
  const { say } = phrases;
  const gone = namesOfMissing(before, plan, subjects, phrases);
  const added = namesOfMissing(plan, before, subjects, phrases);
  if (gone.length === 0 && added.length === 0) return [say('changes.actions-same')];
  return [
    ...(gone.length === 0 ? [] : [say('changes.actions-gone', { actions: listed(gone) })]),
    ...(added.length === 0 ? [] : [say('changes.actions-new', { actions: listed(added) })]),
  ];
}

/** Names of one plan's actions that the other does not have. */
function namesOfMissing(
  one: SupportPlan,
  other: SupportPlan,
  subjects: ReadonlyMap<string, string>,
  phrases: Phrases,
): string[] {
  const others = new Set(other.actions.map(({ id }) => id));
  return one.actions.filter(({ id }) => !others.has(id)).map((action) => actionName(action, subjects, phrases));
}

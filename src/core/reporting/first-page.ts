import { addWeeks, DAYS_PER_WEEK, isoDate, longDate, parseDay } from '../contracts/calendar.js';
import type { PlannedAction, SupportPlan } from '../contracts/plan.js';
import type { LabelledText, ReportBlock } from '../contracts/report.js';
import type { GateKind } from '../contracts/instrument.js';
import type { Scorecard } from '../contracts/scorecard.js';
import { listed, capitalised } from '../contracts/words.js';
import { actionLabel, isInquiry } from './action-names.js';
import { blockersOf } from './blockers.js';
import { dateText, datesTable } from './dates-section.js';
import { percent, readableDate, roughly, score, shortDate } from './figures.js';
import { lapsingGates, lapsingOnTheWay, namesOfLapsing, type LapsingGate } from './lapses.js';
import type { Phrases } from './phrases.js';
import type { ReportInput } from './report-input.js';
import { hasLapsedGate } from './scores-section.js';

/** Obstacles that the summary names before it counts the rest, and rows of the first page's tables. */
const NAMED = 3;
const CLEARED = 3;
const LIVE = 4;

/** The facts that stand first. */
export function summary(report: ReportInput, phrases: Phrases): LabelledText[] {
  const { scorecard, plan } = report;
  const { say } = phrases;
  const { verdicts, answered, completeness, confidenceBand } = scorecard;
  return [
    { label: say('first-page.stage-label'), text: stageText(report, phrases) },
    { label: say('first-page.index-label'), text: indexText(scorecard, phrases) },
    { label: say('first-page.decide-label'), text: decideText(scorecard, phrases) },
    { label: say('first-page.deploy-label'), text: phrases.verdict(verdicts.deploy) },
    {
      label: say('first-page.known-label'),
      text: say('first-page.known', {
        ...answered,
        completeness: percent(completeness),
        confidence: confidenceBand.toLowerCase(),
      }),
    },
    {
      label: say('first-page.capacity-label'),
      text: capacityText(report, phrases),
    },
    { label: say('first-page.gates-label'), text: gatesText(scorecard, phrases) },
    ...(plan === undefined
      ? []
      : [
          {
            label: say('first-page.support-label'),
            text: say('first-page.support', { tier: plan.tier, hours: roughly(plan.vendorHours) }),
          },
          ...wanted(report, plan, phrases),
        ]),
  ];
}

/** Where a tool is in use without clearance, that comes before the stage. */
function stageText({ scorecard, input }: ReportInput, { say }: Phrases): string {
  const stage = say('first-page.stage', scorecard.stage);
  const since = input.context.goLiveDate;
  if (!scorecard.inUseWithoutClearance || since === undefined) return stage;
  return say('first-page.stage-in-use', { date: longDate(since), stage });
}

/** A team below the middle, which is what an unknown one is taken for, is told what being small means. */
function capacityText({ scorecard, instrument }: ReportInput, { say }: Phrases): string {
  const { capacity, capacityKnown } = scorecard;
  if (!capacityKnown) return say('first-page.capacity-unknown');
  const values = { capacity: score(100 * capacity) };
  return capacity < instrument.method.capacity.whenUnknown
    ? say('first-page.capacity-small', values)
    : say('first-page.capacity', values);
}

/** The date that the site wants, beside what the plan comes to. */
function wanted({ input, instrument }: ReportInput, plan: SupportPlan, phrases: Phrases): LabelledText[] {
  const { say } = phrases;
  const target = input.context.targetDate;
  const goLive = plan.dates.find(({ stage }) => stage === LIVE);
  if (target === undefined || goLive === undefined || plan.actions.length === 0) return [];
  const label = say('first-page.wanted-label');
  const date = longDate(target);
  const planned = goLive.ifNothingSlips === null ? undefined : parseDay(goLive.ifNothingSlips);
  if (planned === undefined) {
    const reached = dateText(goLive, 'ifNothingSlips', instrument.method.forecast.rePlanAfterYears, phrases);
    return [{ label, text: say('first-page.wanted-never', { date, reached }) }];
  }
  const weeks = Math.ceil((planned - target) / DAYS_PER_WEEK);
  const text = weeks > 0 ? say('first-page.wanted-late', { date, weeks }) : say('first-page.wanted-in-time', { date });
  return [{ label, text }];
}

function indexText(scorecard: Scorecard, phrases: Phrases): string {
  const text = indexWords(scorecard, phrases);
  return hasLapsedGate(scorecard) ? phrases.say('first-page.index-with-lapsed', { index: text }) : text;
}

function indexWords({ index, answered }: Scorecard, { say }: Phrases): string {
  const values = { index: score(index.value), upper: score(index.upper), band: index.band };
  if (index.provisional) return say('first-page.index-provisional', values);
  return answered.unknown === 0 ? say('first-page.index', values) : say('first-page.index-with-bound', values);
}

function gatesText({ gates }: Scorecard, { say }: Phrases): string {
  const counted = (kind: GateKind): { all: number; open: number } => {
    const all = gates.filter((gate) => gate.kind === kind && gate.state !== 'not-applicable');
    const open = all.filter(({ state }) => state === 'passed' || state === 'conditional');
    return { all: all.length, open: open.length };
  };
  const [data, live] = [counted('data'), counted('live')];
  return say('first-page.gates', { dataOpen: data.open, dataAll: data.all, liveOpen: live.open, liveAll: live.all });
}

/** The verdict, and the first questions of the decide phase that stand in its way. */
function decideText({ verdicts, findings, gates }: Scorecard, { say, verdict }: Phrases): string {
  const word = verdict(verdicts.decide);
  const open = new Set(gates.filter(({ state }) => state === 'failed' || state === 'not-known').map(({ id }) => id));
  const inTheWay = findings.filter(
    ({ id, phase, essentialMet }) => phase === 'decide' && (open.has(id) || !essentialMet),
  );
  if (verdicts.decide === 'yes' || inTheWay.length === 0) return word;
  const names = inTheWay.slice(0, NAMED).map(({ id, subject }) => `${id} ${subject}`);
  const rest = inTheWay.length - names.length;
  const obstacles = listed(rest > 0 ? [...names, say('first-page.obstacles-more', { count: rest })] : names);
  return say('first-page.decide-obstacles', { verdict: word, count: inTheWay.length, obstacles });
}

/** What stands on the first page below the summary: what to do first, and when. */
export function firstPage(report: ReportInput, plan: SupportPlan, phrases: Phrases): ReportBlock[] {
  const { say } = phrases;
  const first = firstActions(report, plan, phrases);
  const dates =
    plan.dates.length > 0 && plan.actions.length === 0 ? setDate(report, phrases) : datesOf(report, plan, phrases);
  return [
    ...(first.length > 0 ? first : nextLapses(report, phrases)),
    { type: 'subheading', text: say('dates.caption') },
    ...dates,
  ];
}

function datesOf(report: ReportInput, plan: SupportPlan, phrases: Phrases): ReportBlock[] {
  const { say } = phrases;
  const table = datesTable(plan, report.instrument.method.forecast.rePlanAfterYears, phrases);
  if (plan.dates.length === 0) return [table];
  const tooFar = plan.dates.some(({ p90 }) => p90 === null);
  return [
    table,
    ...lapsesOnTheWay(report, plan, phrases),
    { type: 'paragraph', text: tooFar ? say('dates.difference-far') : say('dates.difference') },
  ];
}

/** Nothing is left to do: the date is the site's, and no forecast. */
function setDate({ input }: ReportInput, { say }: Phrases): ReportBlock[] {
  const { goLiveDate } = input.context;
  const text = goLiveDate === undefined ? say('dates.not-set') : say('dates.set', { date: longDate(goLiveDate) });
  return [{ type: 'paragraph', text }];
}

/** What starts first, the actions that can slip least before others, and what the next clearance waits for. */
function firstActions(report: ReportInput, plan: SupportPlan, phrases: Phrases): ReportBlock[] {
  const { say } = phrases;
  if (plan.actions.length === 0) return [];
  const first = [...plan.actions].sort(byUrgency).slice(0, NAMED);
  return [
    { type: 'subheading', text: say('first-page.first-heading') },
    {
      type: 'table',
      caption: '',
      columns: [
        { heading: say('first-page.first-column-what'), width: 0.45 },
        { heading: say('first-page.first-column-owner'), width: 0.25 },
        { heading: say('first-page.first-column-start'), width: 0.14 },
        { heading: say('first-page.first-column-finish'), width: 0.16 },
      ],
      rows: first.map((action) => [
        actionLabel(action),
        capitalised(action.ownerName),
        shortDate(action.start),
        shortDate(action.finish),
      ]),
      about: first.map(({ id }) => id),
      empty: '',
    },
    { type: 'paragraph', text: waitsFor(report, plan, phrases) },
  ];
}

/** Who starts first comes first; of these who can slip least, and closing a gap before finding out. */
function byUrgency(a: PlannedAction, b: PlannedAction): number {
  return (
    a.startWeek - b.startWeek ||
    a.floatWeeks - b.floatWeeks ||
    Number(isInquiry(a)) - Number(isInquiry(b)) ||
    b.criticality - a.criticality ||
    (a.id < b.id ? -1 : 1)
  );
}

/** What ends last of what the next clearance needs. */
function waitsFor({ scorecard }: ReportInput, plan: SupportPlan, { say }: Phrases): string {
  const { kind, actions } = blockersOf(scorecard, plan);
  const last = actions[0] as PlannedAction;
  const values = { count: actions.length, action: actionLabel(last), date: readableDate(last.finish) };
  if (kind === 'data') return say('first-page.waits-data', values);
  return plan.dates.some(({ stage }) => stage === CLEARED)
    ? say('first-page.waits-live', values)
    : say('first-page.waits-longest', values);
}

/** Gates that close by themselves before the dates above it. */
function lapsesOnTheWay({ scorecard }: ReportInput, plan: SupportPlan, phrases: Phrases): ReportBlock[] {
  const gates = lapsingOnTheWay(scorecard, plan);
  if (gates.length === 0) return [];
  const text = phrases.say('first-page.lapses-on-the-way', {
    count: gates.length,
    gates: namesOfLapsing(gates, phrases),
  });
  return [{ type: 'paragraph', text, emphasis: true }];
}

/** The open gates whose evidence lapses first: what there is to do where nothing else is. */
function nextLapses(report: ReportInput, phrases: Phrases): ReportBlock[] {
  const { say } = phrases;
  const lapsing = lapsingGates(report.scorecard);
  if (lapsing.length === 0) return [];
  return [
    { type: 'subheading', text: say('first-page.lapses-heading') },
    {
      type: 'table',
      caption: '',
      columns: [
        { heading: say('gates.column-gate'), width: 0.4 },
        { heading: say('gates.column-state'), width: 0.16 },
        { heading: say('first-page.lapses-column-until'), width: 0.22 },
        { heading: say('first-page.lapses-column-start'), width: 0.22 },
      ],
      rows: lapsing
        .slice(0, NAMED)
        .map((gate) => [
          `${gate.id} ${gate.subject}`,
          phrases.gate(gate.state),
          readableDate(gate.until),
          startReviewBy(gate, report, phrases),
        ]),
      empty: '',
    },
    { type: 'paragraph', text: say('first-page.lapses-note') },
  ];
}

/** The day on which a review has to start to be done before the gate closes; a day that has gone by is today. */
function startReviewBy({ id, until }: LapsingGate, { scorecard, renewalWeeks }: ReportInput, { say }: Phrases): string {
  const start = isoDate(addWeeks(parseDay(until) as number, -(renewalWeeks.get(id) as number)));
  return start <= scorecard.asOf ? say('first-page.lapses-now') : readableDate(start);
}

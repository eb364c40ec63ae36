import type { SupportPlan } from '../contracts/plan.js';
import type { LabelledText, ReportBlock } from '../contracts/report.js';
import type { GateKind } from '../contracts/instrument.js';
import type { Scorecard } from '../contracts/scorecard.js';
import { listed } from '../contracts/words.js';
import { blockersOf } from './blockers.js';
import { datesTable } from './dates-section.js';
import { capitalised, percent, roughly, score, shortDate } from './figures.js';
import type { Phrases } from './phrases.js';
import type { ReportInput } from './report-input.js';

/** Obstacles that the summary names before it counts the rest, and blockers that the first page shows. */
const NAMED = 3;

/** The facts that stand first. */
export function summary({ scorecard, plan }: ReportInput, phrases: Phrases): LabelledText[] {
  const { say } = phrases;
  const { stage, verdicts, answered, completeness, confidenceBand } = scorecard;
  return [
    { label: say('first-page.stage-label'), text: say('first-page.stage', stage) },
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
      text: scorecard.capacityKnown
        ? say('first-page.capacity', { capacity: score(100 * scorecard.capacity) })
        : say('first-page.capacity-unknown'),
    },
    { label: say('first-page.gates-label'), text: gatesText(scorecard, phrases) },
    ...(plan === undefined
      ? []
      : [
          {
            label: say('first-page.support-label'),
            text: say('first-page.support', { tier: plan.tier, hours: roughly(plan.vendorHours) }),
          },
        ]),
  ];
}

function indexText({ index, answered }: Scorecard, { say }: Phrases): string {
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
  return [
    ...blockers(report, plan, phrases),
    datesTable(report, plan, phrases),
    ...(plan.dates.length === 0 ? [] : [{ type: 'paragraph' as const, text: say('dates.difference') }]),
  ];
}

function blockers({ scorecard }: ReportInput, plan: SupportPlan, { say }: Phrases): ReportBlock[] {
  const { kind, actions } = blockersOf(scorecard, plan);
  if (actions.length === 0) return [];
  const rest = actions.length - NAMED;
  return [
    {
      type: 'table',
      caption: kind === 'data' ? say('first-page.blockers-caption-data') : say('first-page.blockers-caption-live'),
      columns: [
        { heading: say('first-page.blockers-column-what'), width: 0.45 },
        { heading: say('first-page.blockers-column-owner'), width: 0.25 },
        { heading: say('first-page.blockers-column-start'), width: 0.14 },
        { heading: say('first-page.blockers-column-finish'), width: 0.16 },
      ],
      rows: actions
        .slice(0, NAMED)
        .map(({ id, title, ownerName, start, finish }) => [
          `${id} ${title}`,
          capitalised(ownerName),
          shortDate(start),
          shortDate(finish),
        ]),
      empty: '',
    },
    ...(rest > 0 ? [{ type: 'paragraph' as const, text: say('first-page.blockers-rest', { count: rest }) }] : []),
  ];
}

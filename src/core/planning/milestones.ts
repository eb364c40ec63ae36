import { DAYS_PER_WEEK } from '../contracts/calendar.js';
import type { Stage } from '../contracts/scorecard.js';
import { EPSILON } from '../instrument/answer-value.js';
import { gateState, isOpen } from '../scoring/gates.js';
import type { Network } from './network.js';
import type { Outlook } from './work.js';

/** Which items have to be done for each stage that is still ahead. */
export interface Milestones {
  readonly stages: readonly Stage[];
  /** Items of the data gates that are not open */
  readonly dataItems: readonly number[];
  /** While the assessment does not count as started: what each finding-out adds to the known weight, and what is missing */
  readonly toStart: {
    readonly items: readonly { readonly item: number; readonly weight: number }[];
    readonly missing: number;
  };
  /** Weeks from asOf to a go-live date that lies ahead; 0 when there is none */
  readonly goLiveWeeks: number;
  /** False when the plan's actions do not reach the thresholds of go-live */
  readonly reachesGoLive: boolean;
}

export function milestonesOf(
  outlook: Outlook,
  network: Pick<Network, 'items'>,
  stage: Stage,
  reachesGoLive: boolean,
): Milestones {
  const { judgements, compiled, input } = outlook;
  const closedData = new Set(
    judgements
      .filter((judgement) => judgement.compiled.gate === 'data' && !isOpen(gateState(judgement)))
      .map((judgement) => judgement.compiled.id),
  );
  let [known, applicable] = [0, 0];
  for (const { compiled: question, mark } of judgements) {
    if (mark === 'not-applicable') continue;
    applicable += question.weight;
    if (mark !== 'unknown') known += question.weight;
  }
  const { goLiveDate } = input.context;
  const ahead = goLiveDate === undefined ? 0 : goLiveDate - input.asOf;
  return {
    stages: ([1, 2, 3, 4] as const).filter((later) => later > stage),
    dataItems: positions(network, ({ question }) => closedData.has(question.id)),
    toStart: {
      missing: compiled.instrument.method.stages.startedAt * applicable - known,
      items: positions(network, ({ type }) => type === 'find-out').map((item) => ({
        item,
        weight: network.items[item]?.question.weight as number,
      })),
    },
    goLiveWeeks: Math.max(0, Math.ceil(ahead / DAYS_PER_WEEK)),
    reachesGoLive,
  };
}

/** Whole weeks from asOf at which each stage ahead is reached by a schedule; Infinity when it is not. */
export function stageWeeks(milestones: Milestones, finish: Int32Array): number[] {
  const started = startedAt(milestones, finish);
  let data = started;
  for (const i of milestones.dataItems) data = Math.max(data, finish[i] as number);
  let all = data;
  for (const week of finish) all = Math.max(all, week);
  const cleared = milestones.reachesGoLive ? all : Infinity;
  const byStage = [0, started, data, cleared, cleared];
  return milestones.stages.map((stage) => byStage[stage] as number);
}

/** The week in which enough has been found out for the assessment to count as started. */
function startedAt({ toStart: { items, missing } }: Milestones, finish: Int32Array): number {
  if (missing <= EPSILON) return 0;
  const inOrder = [...items].sort((a, b) => (finish[a.item] as number) - (finish[b.item] as number));
  let left = missing;
  for (const { item, weight } of inOrder) {
    left -= weight;
    if (left <= EPSILON) return finish[item] as number;
  }
  return Infinity;
}

function positions({ items }: Pick<Network, 'items'>, wanted: (item: Network['items'][number]) => boolean): number[] {
  return items.flatMap((item, i) => (wanted(item) ? [i] : []));
}

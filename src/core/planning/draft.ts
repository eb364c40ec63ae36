import type { ActionReason } from '../contracts/plan.js';
import type { Stage } from '../contracts/scorecard.js';
import type { CompiledInstrument } from '../instrument/compile.js';
import type { AssessmentInput } from '../contracts/answers.js';
import { indexOf } from '../scoring/domains.js';
import { standingOf } from '../scoring/stage.js';
import { milestonesOf, type Milestones } from './milestones.js';
import { buildNetwork, wholeWeeks, type Network } from './network.js';
import { addNeeds, closureOf, requiredQuestions, type Requirement } from './requirements.js';
import { Scheduler } from './schedule.js';
import { selectCheapest, type Candidate, type Goal, type Selection } from './selection.js';
import { supportNeed, type SupportNeed } from './support.js';
import { outlookOf, workOn, type Outlook, type WorkItem } from './work.js';

/** A plan before any date: what has to be done, by whom, and how it hangs together. */
export interface PlanDraft {
  readonly outlook: Outlook;
  readonly stage: Stage;
  readonly reasons: ReadonlyMap<string, Requirement>;
  readonly selection: Selection;
  readonly support: SupportNeed;
  readonly network: Network;
  readonly milestones: Milestones;
  readonly vendorHoursPerWeek: number;
}

/** Chooses the actions and builds their network (method, section 7). */
export function draftPlan(compiled: CompiledInstrument, input: AssessmentInput, vendorHoursPerWeek: number): PlanDraft {
  const outlook = outlookOf(compiled, input);
  const marks = outlook.judgements.map(({ mark }) => mark);
  const index = indexOf(compiled, marks);
  const { stage } = standingOf(compiled, input, outlook.judgements, index);
  const reasons = requiredQuestions(outlook);
  const { candidates, goal } = thresholdProblem(outlook, new Set(reasons.keys()));
  const selection = selectCheapest(candidates, goal, compiled.instrument.method.plan.exactCandidates);
  for (const position of selection.chosen) {
    const reason: ActionReason = 'threshold';
    reasons.set((candidates[position] as Candidate).id, { reason, neededBy: [] });
  }
  addNeeds(outlook, reasons);
  const items = outlook.judgements.filter((j) => reasons.has(j.compiled.id)).flatMap((j) => workOn(outlook, j));
  const support = supportNeed(items, outlook.capacity.value, compiled.instrument.method);
  const network = bestNetwork(outlook, items, support, vendorHoursPerWeek);
  return {
    outlook,
    stage,
    reasons,
    selection,
    support,
    network,
    milestones: milestonesOf(outlook, network, stage, selection.reachesThresholds),
    vendorHoursPerWeek,
  };
}

/** What the cheapest further actions have to bring, once the required ones are done. */
function thresholdProblem(outlook: Outlook, required: ReadonlySet<string>): { candidates: Candidate[]; goal: Goal } {
  const { compiled, judgements, satisfied } = outlook;
  const { stages, scoreFloor } = compiled.instrument.method;
  const lifted = judgements.map(({ compiled: question, mark }) =>
    required.has(question.id) ? Math.max(typeof mark === 'number' ? mark : 0, question.passMark) : mark,
  );
  const index = indexOf(compiled, lifted);
  const open = judgements.filter(({ compiled: { id, domain } }) => {
    return !satisfied.has(id) && !required.has(id) && index.domains[domain]?.score !== undefined;
  });
  const positions = new Map(open.map(({ compiled: { id } }, position) => [id, position]));
  const candidates = open.map(({ compiled: question, mark }): Candidate => {
    const judgement = judgements[question.position] as (typeof judgements)[number];
    const work = workOn(outlook, judgement);
    const value = typeof mark === 'number' ? mark : 0;
    const { applicableWeight } = index.domains[question.domain] as (typeof index.domains)[number];
    return {
      id: question.id,
      domain: question.domain,
      gain: (100 * question.weight * (question.passMark - value)) / applicableWeight,
      cost: work.reduce((sum, { trustDays, vendorDays }) => sum + trustDays + vendorDays, 0),
      leadWeeks: work.reduce((sum, { leadWeeks }) => sum + leadWeeks, 0),
      needs: [...closureOf(outlook, question.id)].flatMap((id) => {
        return id === question.id ? [] : (positions.get(id) ?? []);
      }),
    };
  });
  const goal: Goal = {
    scores: index.domains.map(({ score }) => score ?? 100),
    weights: index.domains.map(({ weight }) => weight),
    leastScores: compiled.domains.map(({ domain }, i) =>
      index.domains[i]?.score === undefined || stages.exemptDomains.includes(domain.code) ? 0 : stages.goLiveDomain,
    ),
    leastIndex: stages.goLiveIndex,
    scoreFloor,
  };
  return { candidates, goal };
}

/**
 * More hours never make a plan longer: a level of hours takes the best schedule of any level at or below it, since
 * hours can be left unused.
 */
function bestNetwork(
  outlook: Outlook,
  items: readonly WorkItem[],
  support: SupportNeed,
  vendorHoursPerWeek: number,
): Network {
  const levels = outlook.compiled.instrument.method.plan.vendorHourLevels.filter((hours) => hours < vendorHoursPerWeek);
  let best: { network: Network; makespan: number } | undefined;
  for (const hours of [vendorHoursPerWeek, ...levels]) {
    const network = buildNetwork(outlook, items, support.vendorDays, hours);
    const { makespan } = new Scheduler(network).run(typicalLengths(network));
    if (best === undefined || makespan < best.makespan) best = { network, makespan };
  }
  return (best as { network: Network }).network;
}

/** Typical lengths in whole weeks. */
export function typicalLengths({ typicalWeeks }: Network): Int32Array {
  return Int32Array.from(typicalWeeks, wholeWeeks);
}

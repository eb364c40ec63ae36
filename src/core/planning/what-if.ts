import type { Answer, AssessmentInput, EvidenceItem } from '../contracts/answers.js';
import type { Assessment, StageDate, SupportPlan, WhatIf } from '../contracts/plan.js';
import type { Stage } from '../contracts/scorecard.js';
import { listed } from '../contracts/words.js';
import { answerAtValue } from '../instrument/answer-value.js';
import type { CompiledInstrument } from '../instrument/compile.js';
import { scoreAssessment } from '../scoring/score.js';
import { draftFor, finishPlan, type PlanOptions } from './plan.js';
import type { Outlook } from './work.js';

export interface Changes {
  /** Answers to replace or add, checked already */
  readonly answers: ReadonlyMap<string, Answer>;
  /** Ids of actions to take as done: the question is lifted to its pass mark, as if with evidence */
  readonly completed: readonly string[];
}

/**
 * What changed answers and completed actions would do: everything is computed again and compared. Completing is a
 * promise; the answer itself changes only when it is confirmed with evidence.
 *
 * @throws RangeError when a completed id is not an action of the compiled instrument, or as `planSupport`
 */
export function whatIf(
  compiled: CompiledInstrument,
  input: AssessmentInput,
  changes: Changes,
  options: PlanOptions = {},
): WhatIf {
  const changed = applyChanges(compiled, input, changes);
  const draftBefore = draftFor(compiled, input, options);
  const draftAfter = draftFor(compiled, changed, options);
  const before = { scorecard: scoreAssessment(compiled, input), plan: finishPlan(draftBefore, options) };
  const after = { scorecard: scoreAssessment(compiled, changed), plan: finishPlan(draftAfter, options, draftBefore) };
  const notes = changes.completed.flatMap((id) => unmetNeeds(draftAfter.outlook, id));
  return { before, after, difference: difference(before, after), notes };
}

function applyChanges(compiled: CompiledInstrument, input: AssessmentInput, changes: Changes): AssessmentInput {
  const answers = new Map([...input.answers, ...changes.answers]);
  for (const id of changes.completed) {
    const question = compiled.byId.get(id);
    if (question === undefined) throw new RangeError(`${id} is not an action here`);
    if (question.ruledOut) continue;
    const known = answers.get(id);
    const done = answerAtValue(question.question, compiled.instrument.method, question.passMark);
    const value =
      known?.type === 'value' && isAtLeast(known.value, done, question.question.number) ? known.value : done;
    answers.set(id, { type: 'value', value, evidence: [...(known?.evidence ?? []), promise(input)] });
  }
  return { ...input, answers };
}

function isAtLeast(answer: number, mark: number, scale: { floor: number; target: number } | undefined): boolean {
  const lessIsBetter = scale !== undefined && scale.floor > scale.target;
  return lessIsBetter ? answer <= mark : answer >= mark;
}

/** The evidence that completing the action would leave behind, dated on the day of the question. */
function promise(input: AssessmentInput): EvidenceItem {
  const { productVersion } = input.context;
  return {
    title: 'Promised: to be confirmed with evidence',
    date: input.asOf,
    source: 'self',
    ...(productVersion !== undefined && { productVersion }),
  };
}

/** A completed action is taken at its word, but what it needs and is not there is said. */
function unmetNeeds({ compiled, needs, satisfied }: Outlook, id: string): string[] {
  const open = (needs.get(id) ?? []).filter((need) => !satisfied.has(need));
  if (open.length === 0) return [];
  const subject = compiled.byId.get(id)?.question.subject as string;
  return [`${id} ${subject} is taken as done, but it needs what is not done: ${listed(open)}.`];
}

function difference(before: Assessment, after: Assessment): WhatIf['difference'] {
  const gatesBefore = new Map(before.scorecard.gates.map(({ id, state }) => [id, state]));
  const idsOf = ({ plan }: Assessment): string[] => plan.actions.map(({ id }) => id);
  const [idsBefore, idsAfter] = [new Set(idsOf(before)), new Set(idsOf(after))];
  return {
    index: after.scorecard.index.value - before.scorecard.index.value,
    upper: after.scorecard.index.upper - before.scorecard.index.upper,
    stage: { before: before.scorecard.stage.number, after: after.scorecard.stage.number },
    gates: after.scorecard.gates
      .map(({ id, state }) => ({ id, before: gatesBefore.get(id) as string, after: state }))
      .filter((gate) => gate.before !== gate.after),
    dates: ([1, 2, 3, 4] as const)
      .filter((stage) => stage > Math.min(before.scorecard.stage.number, after.scorecard.stage.number))
      .map((stage) => ({
        stage,
        ifNothingSlips: weeksMoved(before.plan, after.plan, stage, 'ifNothingSlips'),
        p50: weeksMoved(before.plan, after.plan, stage, 'p50'),
        p90: weeksMoved(before.plan, after.plan, stage, 'p90'),
      })),
    vendorHours: after.plan.vendorHours - before.plan.vendorHours,
    actionsRemoved: [...idsBefore].filter((id) => !idsAfter.has(id)),
    actionsAdded: [...idsAfter].filter((id) => !idsBefore.has(id)),
  };
}

/** Weeks by which a date moves; null when one of the two plans does not lead there. */
function weeksMoved(
  before: SupportPlan,
  after: SupportPlan,
  stage: Stage,
  key: keyof StageDate['weeks'],
): number | null {
  const [from, to] = [before, after].map(({ dates }) => {
    const date = dates.find((one) => one.stage === stage);
    // A stage without a date is reached already.
    return date === undefined ? 0 : date.weeks[key];
  }) as [number | null, number | null];
  return from === null || to === null ? null : to - from;
}

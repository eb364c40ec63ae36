import { WEEKS_PER_YEAR } from '../contracts/calendar.js';
import type { AssessmentInput } from '../contracts/answers.js';
import type { Action, Alternative, NumberScale, Owner } from '../contracts/instrument.js';
import type { ActionType } from '../contracts/plan.js';
import { EPSILON } from '../instrument/answer-value.js';
import type { CompiledInstrument, CompiledQuestion } from '../instrument/compile.js';
import { inquirer } from '../instrument/inquirer.js';
import { needsGraph, type NeedsGraph } from '../instrument/needs.js';
import { capacityOf } from '../scoring/confidence.js';
import { judgeAnswers } from '../scoring/findings.js';
import type { Judgement } from '../scoring/judgement.js';
import { gateState, isOpen } from '../scoring/gates.js';

/** One piece of work that is left on a question. */
export interface WorkItem {
  readonly id: string;
  readonly type: ActionType;
  readonly question: CompiledQuestion;
  readonly action: Action;
  readonly alternative: Alternative | undefined;
  /** Value of the question today, 0 to 1; 0 when it is not known */
  readonly value: number;
  /** Remaining person-days by role, first-named first */
  readonly owners: readonly { readonly role: string; readonly days: number }[];
  readonly trustDays: number;
  readonly vendorDays: number;
  /** Typical elapsed weeks left, before work, vendor hours and rounding */
  readonly leadWeeks: number;
  /** Longest elapsed weeks, where one is given */
  readonly slowWeeks: number | undefined;
  /** What rests on a default and not on the site's answer */
  readonly estimates: readonly string[];
}

/** What a plan needs to know of a site, worked out once. */
export interface Outlook {
  readonly compiled: CompiledInstrument;
  readonly input: AssessmentInput;
  readonly judgements: readonly Judgement[];
  readonly needs: NeedsGraph;
  readonly capacity: { readonly value: number; readonly known: boolean };
  /** Question ids that nothing more has to be done for */
  readonly satisfied: ReadonlySet<string>;
}

export function outlookOf(compiled: CompiledInstrument, input: AssessmentInput): Outlook {
  const judgements = judgeAnswers(compiled, input);
  return {
    compiled,
    input,
    judgements,
    needs: needsGraph(compiled),
    capacity: capacityOf(judgements, compiled.instrument.method),
    satisfied: new Set(judgements.filter(isSatisfied).map((judgement) => judgement.compiled.id)),
  };
}

/**
 * A gate that is open, or an ordinary question at its mark. Not known is not satisfied, nor is an essential whose
 * evidence has lapsed: its stage stands, but it has to be renewed.
 */
export function isSatisfied(judgement: Judgement): boolean {
  if (judgement.compiled.gate !== null) return isOpen(gateState(judgement));
  const { mark, compiled, outcome } = judgement;
  if (compiled.essential && outcome === 'expired') return false;
  return mark === 'not-applicable' || (mark !== 'unknown' && mark >= compiled.passMark - EPSILON);
}

/**
 * The work on one unsatisfied question, in order: find out where it is not known and then close the gap; find the
 * evidence where a gate is only claimed; renew what has lapsed; else close the gap.
 */
export function workOn(outlook: Outlook, judgement: Judgement): WorkItem[] {
  const { compiled: question, mark, outcome, notKnownReason } = judgement;
  const action = outlook.compiled.actions.get(question.id) as Action;
  if (notKnownReason === 'claimed-without-evidence') return [inquiry(outlook, question, action, 'find-evidence')];
  const value = typeof mark === 'number' ? mark : 0;
  const type: ActionType = outcome === 'expired' ? 'renew' : 'close-gap';
  const closing = closeGap(outlook, question, action, value, type);
  return mark === 'unknown' ? [inquiry(outlook, question, action, 'find-out'), closing] : [closing];
}

function inquiry(
  { compiled }: Outlook,
  question: CompiledQuestion,
  action: Action,
  type: 'find-out' | 'find-evidence',
): WorkItem {
  const { plan } = compiled.instrument.method;
  const role = inquirer(question.question, compiled.roles);
  return {
    id: `${question.id}:${type}`,
    type,
    question,
    action,
    alternative: undefined,
    value: 0,
    owners: [{ role, days: plan.findOutDays }],
    trustDays: plan.findOutDays,
    vendorDays: 0,
    leadWeeks: plan.findOutWeeks,
    slowWeeks: undefined,
    estimates: [],
  };
}

/** What is left of closing a question's gap, or of renewing what it rests on, at the value that it has today. */
export function closeGap(
  outlook: Outlook,
  question: CompiledQuestion,
  action: Action,
  value: number,
  type: ActionType,
): WorkItem {
  const { plan } = outlook.compiled.instrument.method;
  const estimates: string[] = [];
  const alternative = action.alternatives?.find(({ id }) => outlook.input.context.alternatives.includes(id));
  const effort = (alternative?.owners ?? action.owners).map((owner) => ({
    role: owner.role,
    days: ownerDays(owner, outlook, estimates),
  }));
  const total = effort.reduce((sum, { days }) => sum + days, 0);
  const trustDays = remainingDays(total, value, plan.minimumWorkDays);
  const scale = total === 0 ? 0 : trustDays / total;
  const lead = remainingLead(outlook, action, alternative, value, estimates);
  return {
    id: question.id,
    type,
    question,
    action,
    alternative,
    value,
    owners: effort.map(({ role, days }) => ({ role, days: days * scale })),
    trustDays,
    vendorDays: remainingDays(action.vendorDays ?? 0, value, plan.minimumWorkDays),
    leadWeeks: lead.typical,
    slowWeeks: lead.slow,
    estimates,
  };
}

/** Effort that is left at a value: never under the minimum, and never more than the whole. */
export function remainingDays(days: number, value: number, minimum: number): number {
  return Math.max(days * (1 - value), Math.min(days, minimum));
}

function ownerDays({ days, per }: Owner, { input, compiled }: Outlook, estimates: string[]): number {
  if (per === undefined) return days;
  const count = input.context[per];
  if (count !== undefined) return days * count;
  const assumed = compiled.instrument.method.plan.headCounts[per];
  const words = { reporters: 'reporters', physiologists: 'physiologists', projectStaff: 'project staff' }[per];
  estimates.push(`number of ${words} not known: ${String(assumed)} assumed`);
  return days * assumed;
}

function remainingLead(
  outlook: Outlook,
  action: Action,
  alternative: Alternative | undefined,
  value: number,
  estimates: string[],
): { typical: number; slow: number | undefined } {
  const { compiled, capacity } = outlook;
  const { plan } = compiled.instrument.method;
  const queue = alternative?.skipsQueue === true ? 0 : queueWeeks(outlook, action, estimates);
  const left = 1 - plan.progressShare * value;
  const trustOwned = compiled.roles.get((alternative ?? action).owners[0]?.role as string)?.side === 'trust';
  const stretch = trustOwned ? 1 + plan.leadStretch * (1 - capacity.value) : 1;
  const studies = studyWeeks(outlook, action, estimates) * left;
  // A queue is a measured wait and is not stretched again by the size of the IT team.
  const remaining = (weeks: number): number =>
    Math.max((weeks * stretch + queue) * left, plan.minimumLeadWeeks * stretch, studies);
  const slow = alternative === undefined ? action.slowWeeks : undefined;
  return {
    typical: remaining((alternative ?? action).leadWeeks),
    slow: slow === undefined ? undefined : remaining(slow),
  };
}

/** Weeks that work waits for its reviewer: the answer of the queue question, its worst scored value when not known. */
function queueWeeks({ compiled, input }: Outlook, { queue }: Action, estimates: string[]): number {
  const question = queue === undefined ? undefined : compiled.byId.get(queue);
  if (question === undefined) return 0;
  const answer = input.answers.get(question.id);
  if (answer?.type === 'value') return answer.value;
  const assumed = (question.question.number as NumberScale).floor;
  estimates.push(`queue (${question.id}) not known: ${String(assumed)} weeks assumed`);
  return assumed;
}

function studyWeeks({ compiled, input }: Outlook, { studies }: Action, estimates: string[]): number {
  if (studies === undefined) return 0;
  const answer = input.answers.get(studies.perYear);
  // Less than one a year is no stated volume: a promise to state it is worth only a part of one.
  if (answer?.type !== 'value' || answer.value < 1) {
    estimates.push(
      `yearly volume (${studies.perYear}) not stated: the time for ${String(studies.count)} studies is not counted`,
    );
    return 0;
  }
  const longest = compiled.instrument.method.forecast.rePlanAfterYears * WEEKS_PER_YEAR;
  return Math.min(longest, (studies.count / answer.value) * WEEKS_PER_YEAR);
}

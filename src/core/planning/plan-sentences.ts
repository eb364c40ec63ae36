import { addWeeks, longDate, WEEKS_PER_YEAR, type DayNumber } from '../contracts/calendar.js';
import type { Instrument } from '../contracts/instrument.js';
import type { SupportPlan } from '../contracts/plan.js';
import { weeksIfNothingSlips } from '../contracts/plan-end.js';
import { listed, rePlan, STAGE_NAMES } from '../contracts/words.js';
import type { Stage } from '../contracts/scorecard.js';
import { integrationDays } from './network.js';
import type { PlanDraft } from './draft.js';
import type { Requirement } from './requirements.js';
import type { Judgement } from '../scoring/judgement.js';
import { gateState, isOpen } from '../scoring/gates.js';
import { statement } from '../scoring/sentences.js';
import { isSatisfied, type Outlook, type WorkItem } from './work.js';

/** What to do, for a work item of each type. */
export function itemTitle({ type, action, alternative, question }: WorkItem): string {
  switch (type) {
    case 'find-out':
      return `Find out: ${question.question.subject}`;
    case 'find-evidence':
      return `Find dated evidence: ${question.question.subject}`;
    case 'renew':
      return `Renew: ${question.question.subject}`;
    case 'close-gap':
      return (alternative ?? action).title;
  }
}

/** How to do it. */
export function itemSteps(item: WorkItem, outlook: Outlook): string {
  const { type, action, alternative, question } = item;
  const evidence = question.question.evidence.join('; ');
  switch (type) {
    case 'find-out':
      if (action.patientData === true) {
        return `Ask whether a dated result exists already: ${evidence}. ${patientStudies(outlook)}`;
      }
      return `Ask, then answer: ${question.question.question} If it turns out to be in place, record the evidence: ${evidence}.`;
    case 'find-evidence':
      return `It is said to be in place. Record a dated document that shows it, with its owner and expiry: ${evidence}. If there is none, it is not in place: correct the answer, and the whole action is due.`;
    case 'renew':
      return `${whyRenewed(item, outlook)} Record new dated evidence: ${evidence}.`;
    case 'close-gap':
      return (alternative ?? action).steps;
  }
}

/** Patient data is free to use while every data gate is open, and only then. */
function patientStudies({ judgements }: Outlook): string {
  const isFree = judgements.every((judgement) => judgement.compiled.gate !== 'data' || isOpen(gateState(judgement)));
  return isFree
    ? 'If there is none, patient studies may be sent to find out, but only while every data gate stays open.'
    : 'Send no patient study to find out; that is for later, once every data gate has passed.';
}

/** What has gone by is looked through again; what was done for another version or arrangement is done again where it differs. */
function whyRenewed({ question }: WorkItem, { judgements, input }: Outlook): string {
  const { evidence } = judgements[question.position] as Judgement;
  const { context } = input;
  const reopened = context.changes.some(({ material, on }) => material && on === evidence.lapses);
  if (evidence.status === 'other-version' || reopened) {
    const now = context.productVersion === undefined ? '' : ` (the product is at version ${context.productVersion})`;
    return `What was in place was for an earlier version or arrangement${now}. Go through what has changed and do that part again: this is more than a signature.`;
  }
  return 'What was in place has lapsed. Review whether it still holds, and do again what does not.';
}

/** Why an action is in the plan, from the method's rules, and what was found. */
export function itemBecause(item: WorkItem, requirement: Requirement, { judgements, compiled }: Outlook): string {
  const judgement = judgements[item.question.position] as Judgement;
  return `${reasonSentence(item, requirement, compiled.instrument)}${foundToday(item, judgement)}`;
}

/** A claim or a lapsed document is not quoted as if it were so today. */
function foundToday({ type }: WorkItem, judgement: Judgement): string {
  if (judgement.answer?.type !== 'value') return '';
  switch (type) {
    case 'find-evidence':
      return ` Claimed, but no dated evidence shows it: ${statement(judgement)}`;
    case 'renew':
      return ` Today, on evidence that no longer counts: ${statement(judgement)}`;
    default:
      return ` Today: ${statement(judgement)}`;
  }
}

function reasonSentence(
  { question, type }: WorkItem,
  { reason, neededBy }: Requirement,
  instrument: Instrument,
): string {
  const name = `${question.id} ${question.question.subject}`;
  const waiting =
    neededBy.length === 0 ? '' : ` ${listed(neededBy)} ${neededBy.length === 1 ? 'waits' : 'wait'} for it.`;
  const subject = type === 'find-out' ? `${name} is not known yet. It` : name;
  switch (reason) {
    case 'gate':
      return question.gate === 'data'
        ? `${subject} is a gate: it must pass before any patient data leaves the trust.${waiting}`
        : `${subject} is a gate: it must pass before clinical go-live.${waiting}`;
    case 'essential':
      return `${subject} is essential: without it the site cannot be cleared for go-live.${waiting}`;
    case 'needed-by':
      return `${subject} is not a gate itself, but comes first.${waiting}`;
    case 'threshold': {
      const { goLiveIndex, goLiveDomain } = instrument.method.stages;
      return (
        `${subject} is among the least costly ways to bring the index to ${String(goLiveIndex)} and each domain ` +
        `to ${String(goLiveDomain)}.${waiting}`
      );
    }
  }
}

/** Both dates of a stage in one sentence. */
export function stageSentence(
  stage: Stage,
  asOf: DayNumber,
  weeks: { readonly ifNothingSlips: number; readonly p50: number; readonly p90: number },
  years: number,
): string {
  const name = STAGE_NAMES[stage];
  if (!Number.isFinite(weeks.ifNothingSlips)) {
    return `${name}: not reached by this plan's actions alone, because they do not bring the scores to their thresholds.`;
  }
  const when = (count: number): string =>
    count > years * WEEKS_PER_YEAR ? `in ${rePlan(years)}` : `by ${longDate(addWeeks(asOf, count))}`;
  return (
    `${name}: ${when(weeks.ifNothingSlips)} if nothing slips. As forecast, half of sites with such a plan are there ` +
    `${when(weeks.p50)} and nine in ten ${when(weeks.p90)}.`
  );
}

/** What the reader has to know about the plan as a whole. */
export function planNotes(
  draft: PlanDraft,
  floats: Int32Array,
  plan: Pick<SupportPlan, 'dates' | 'actions'>,
): string[] {
  const { outlook, support, selection, vendorHoursPerWeek, network } = draft;
  const { method } = outlook.compiled.instrument;
  const { siteFactor, factorRange } = method.forecast;
  const integration = integrationDays(outlook);
  const isSmall = outlook.capacity.value < method.capacity.whenUnknown;
  const notes: string[] = [...unknownNote(draft, floats), ...lapseNotes(draft, plan)];
  if (!outlook.capacity.known) notes.push('Team not known: ask. A middle capacity is assumed.');
  if (!integration.known) {
    notes.push(`Integration staff time is not known. Days a week that the plan assumes: ${String(integration.days)}.`);
  }
  if (network.items.length > 0) {
    notes.push(
      'The dates of the forecast are later because steps that each go to plan add up to the first date, while at real ' +
        `sites delays share causes and stretch the whole plan. The forecast multiplies the plan's time by a factor with median ` +
        `${String(siteFactor.median)}, fitted to one national programme; the data cannot tell it from others between ` +
        `${String(factorRange[0])} and ${String(factorRange[1])}.`,
    );
    notes.push(
      `The plan counts on ${String(vendorHoursPerWeek)} hours a week of the vendor's time. ${support.tier} support` +
        (isSmall ? ': a small team gets more hours and a longer plan, never a lower place.' : '.'),
    );
  }
  if (!selection.exact) {
    notes.push(
      `The further actions are a good choice, not proved to be the cheapest: at most ${selection.gapDays.toFixed(1)} days could be saved.`,
    );
  }
  if (!selection.reachesThresholds) {
    notes.push('Even with every action done to its mark, the scores do not reach their thresholds for go-live.');
  }
  notes.push('Efforts, lead times and forecasts are estimates. They say nothing about whether the tool works.');
  return notes;
}

/** Unknown answers are planned at their worst; the reader has to know how much of the plan rests on that. */
function unknownNote({ network }: PlanDraft, floats: Int32Array): string[] {
  const unknown = new Set(network.items.filter(({ type }) => type === 'find-out').map(({ question }) => question.id));
  if (unknown.size === 0) return [];
  const critical = network.items.filter(({ question, type }, i) => {
    return type === 'close-gap' && floats[i] === 0 && unknown.has(question.id);
  });
  const [what, them] = unknown.size === 1 ? ['1 answer is', 'it'] : [`${String(unknown.size)} answers are`, 'them'];
  const path =
    critical.length === 0
      ? ''
      : ` The end of the plan rests on ${listed(critical.map(({ question }) => question.id))}.`;
  return [`${what} not known, and the plan takes ${them} at the worst: finding out may shorten it.${path}`];
}

/**
 * Gates that are open today and close by themselves on the way: before the dates that the plan gives if nothing slips,
 * and before nine in ten of such sites are through with it.
 */
function lapseNotes({ outlook }: PlanDraft, plan: Pick<SupportPlan, 'dates' | 'actions'>): string[] {
  const { judgements, input, compiled } = outlook;
  const furthest = compiled.instrument.method.forecast.rePlanAfterYears * WEEKS_PER_YEAR;
  const planned = addWeeks(input.asOf, weeksIfNothingSlips(plan));
  const stretched = addWeeks(
    input.asOf,
    Math.min(furthest, Math.max(0, ...plan.dates.map(({ weeks }) => weeks.p90 ?? furthest))),
  );
  const lapsing = judgements
    .flatMap((judgement) => {
      const { lapses } = judgement.evidence;
      return judgement.compiled.gate !== null && isSatisfied(judgement) && lapses !== undefined
        ? [{ judgement, lapses }]
        : [];
    })
    .sort((a, b) => a.lapses - b.lapses);
  const surely = lapsing.filter(({ lapses }) => lapses < planned);
  const perhaps = lapsing.filter(({ lapses }) => lapses >= planned && lapses < stretched);
  return [
    ...(surely.length === 0
      ? []
      : [
          `These gates close by themselves before the plan's own dates, even if nothing slips: ${namesOf(surely)}. ` +
            `Start each review in time${dataNote(surely)}.`,
        ]),
    ...(perhaps.length === 0
      ? []
      : [
          `If the plan stretches to its nine-in-ten date, these close by themselves before it as well: ${namesOf(perhaps)}.`,
        ]),
  ];
}

interface Lapsing {
  readonly judgement: Judgement;
  readonly lapses: DayNumber;
}

/** A conditional gate rests on an improvement plan, which is not renewed but finished. */
function namesOf(gates: readonly Lapsing[]): string {
  return listed(
    gates.map(({ judgement, lapses }) => {
      const { id, question } = judgement.compiled;
      const day = longDate(lapses);
      return gateState(judgement) === 'conditional'
        ? `${id} ${question.subject} (finish or extend its improvement plan by ${day})`
        : `${id} ${question.subject} (${day})`;
    }),
  );
}

function dataNote(gates: readonly Lapsing[]): string {
  return gates.some(({ judgement }) => judgement.compiled.gate === 'data')
    ? ': while a data gate is closed, no patient data may leave the trust and silent mode stops'
    : '';
}

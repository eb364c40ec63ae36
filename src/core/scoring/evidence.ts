import type { DeploymentContext, EvidenceItem } from '../contracts/answers.js';
import { addMonths, civilDate, dayNumber, type DayNumber } from '../contracts/calendar.js';
import type { ExpiryRule, Method, Question, ToolkitYear } from '../contracts/instrument.js';

/**
 * What an answer's evidence amounts to on one day.
 * - `none`: nothing that is dated and has come into effect
 * - `in-date`: at least one dated item that has not lapsed
 * - `lapsed`: dated items, all of them lapsed
 * - `other-version`: dated items, but they name another product version than the site's
 */
export type EvidenceStatus = 'none' | 'in-date' | 'lapsed' | 'other-version';

export interface EvidenceState {
  readonly status: EvidenceStatus;
  /** When the longest-lasting item lapses or lapsed; undefined when it never does or there is none */
  readonly lapses: DayNumber | undefined;
  /** 0 to 1, see the confidence parameters of the method */
  readonly strength: number;
}

/** Of several items the one with the highest rank counts. */
const RANKS: Readonly<Record<EvidenceStatus, number>> = { none: 0, 'other-version': 1, lapsed: 2, 'in-date': 3 };
const NOTHING: EvidenceState = { status: 'none', lapses: undefined, strength: 0 };

/** An item is valid from its date (or `effectiveFrom`) and is no longer valid on the day that it lapses. */
export function assessEvidence(
  items: readonly EvidenceItem[],
  question: Question,
  context: DeploymentContext,
  method: Method,
  asOf: DayNumber,
): EvidenceState {
  if (items.length === 0) return NOTHING;
  let status: EvidenceStatus = 'none';
  let latest = -Infinity;
  let strength = 0;
  for (const item of items) {
    const own = itemStatus(item, question, context, asOf);
    strength = Math.max(strength, itemStrength(item, own.status, method, asOf));
    const better = RANKS[own.status] - RANKS[status];
    if (better > 0 || (better === 0 && own.lapses > latest)) {
      status = own.status;
      latest = own.lapses;
    }
  }
  return { status, lapses: Number.isFinite(latest) ? latest : undefined, strength };
}

/** The day on which an item lapses by its question's rule: Infinity when it has none. */
export function ruleLapse(date: DayNumber, rule: ExpiryRule | undefined): DayNumber {
  if (rule === undefined) return Infinity;
  return 'months' in rule ? addMonths(date, rule.months) : toolkitLapse(date, rule.toolkitYear);
}

function itemStatus(
  item: EvidenceItem,
  question: Question,
  context: DeploymentContext,
  asOf: DayNumber,
): { status: EvidenceStatus; lapses: number } {
  const { date } = item;
  if (date === undefined || date > asOf || (item.effectiveFrom ?? date) > asOf) {
    return { status: 'none', lapses: -Infinity };
  }
  if (question.versionBound === true && namesOtherVersion(item, date, context, asOf)) {
    return { status: 'other-version', lapses: -Infinity };
  }
  const lapses = Math.min(
    item.expires ?? Infinity,
    ruleLapse(date, question.expiry),
    reopenedOn(date, question, context, asOf),
  );
  return { status: asOf < lapses ? 'in-date' : 'lapsed', lapses };
}

/** A version that the clinical safety officer has recorded as not material leaves the evidence before it standing. */
function namesOtherVersion(item: EvidenceItem, date: DayNumber, context: DeploymentContext, asOf: DayNumber): boolean {
  const { productVersion } = context;
  if (productVersion === undefined || item.productVersion === undefined || item.productVersion === productVersion) {
    return false;
  }
  return !context.changes.some(
    ({ kind, material, on, productVersion: led }) =>
      kind === 'product-version' && !material && led === productVersion && on >= date && on <= asOf,
  );
}

/** The first recorded change after the item's date that re-opens the question; Infinity when there is none yet. */
function reopenedOn(date: DayNumber, question: Question, context: DeploymentContext, asOf: DayNumber): DayNumber {
  let first = Infinity;
  for (const change of context.changes) {
    const applies = change.material && change.on > date && change.on <= asOf;
    if (applies && question.reopenedBy?.includes(change.kind) === true) first = Math.min(first, change.on);
  }
  return first;
}

function itemStrength(item: EvidenceItem, status: EvidenceStatus, method: Method, asOf: DayNumber): number {
  const { named, inDate, checked } = method.confidence;
  if (status !== 'in-date') return named;
  const bySecondPerson =
    item.checkedBy !== undefined && item.checkedBy !== item.owner && (item.checkedOn ?? asOf) <= asOf;
  if (item.source === 'register' || bySecondPerson) return checked;
  return item.owner === undefined ? named : inDate;
}

/**
 * A publication counts for the deadline that comes next once that year's toolkit has opened, and for the deadline just
 * past before then (a late one). It lapses a year after its own deadline: 2025-26, due 30 June 2026, on 30 June 2027.
 */
function toolkitLapse(date: DayNumber, rule: ToolkitYear): DayNumber {
  const { year } = civilDate(date);
  const [deadline, opens] = [inYear(year, rule.deadline), inYear(year, rule.opens)];
  const deadlineYear = date <= deadline || date < opens ? year : year + 1;
  return inYear(deadlineYear + 1, rule.deadline);
}

function inYear(year: number, monthDay: string): DayNumber {
  return dayNumber(year, Number(monthDay.slice(0, 2)), Number(monthDay.slice(3)));
}

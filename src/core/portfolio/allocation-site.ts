import type { AllocationSite, GainCurve } from '../contracts/allocation.js';
import type { AssessmentInput } from '../contracts/answers.js';
import type { SupportPlan } from '../contracts/plan.js';
import type { CompiledInstrument } from '../instrument/compile.js';
import { capacityOf } from '../scoring/confidence.js';
import { judgeAnswers } from '../scoring/findings.js';
import { noGainOf, probabilityLiveBy, type SiteFactor } from './gain-curve.js';
import { vendorShareOf } from './vendor-actions.js';

/** What is known of one site when hours are shared out. */
export interface AllocationSource {
  readonly id: string;
  readonly compiled: CompiledInstrument;
  readonly input: AssessmentInput;
  readonly curve: GainCurve;
  /** Its plan, for what is the vendor's to move */
  readonly plan: Pick<SupportPlan, 'actions'>;
}

/** What an allocation needs to know of a site beside its curve. */
export type SiteFacts = Pick<AllocationSite, 'id' | 'capacity' | 'capacityKnown' | 'yearlyStudies' | 'vendorShare'>;

/** Weeks from the curve's day to the target date, and the site factor to reach it by. */
export interface AllocationTarget {
  readonly weeks: number;
  readonly factor: SiteFactor;
}

/** A site as hours are shared out to it. @param target null without one */
export function allocationSiteOf(
  { id, compiled, input, curve, plan }: AllocationSource,
  target: AllocationTarget | null,
): AllocationSite {
  const capacity = capacityOf(judgeAnswers(compiled, input), compiled.instrument.method);
  const facts: SiteFacts = {
    id,
    capacity: capacity.value,
    capacityKnown: capacity.known,
    yearlyStudies: yearlyStudiesOf(compiled, input),
    vendorShare: vendorShareOf(plan, compiled),
  };
  return siteWithCurve(facts, curve, target);
}

/** The same from what was worked out before. @param target null without one */
export function siteWithCurve(facts: SiteFacts, curve: GainCurve, target: AllocationTarget | null): AllocationSite {
  return {
    ...facts,
    levels: curve.levels.map((level) => ({
      extraHours: level.extraHours,
      gainWeeks: level.gainWeeks,
      probabilityByTarget: target && probabilityLiveBy(level, curve.notBeforeWeeks, target.weeks, target.factor),
    })),
    noGain: noGainOf(curve),
  };
}

/** A site that has submitted nothing: nobody can tell what hours would bring it, and its team is taken as a middle one. */
export function unknownSite(id: string, { instrument }: Pick<CompiledInstrument, 'instrument'>): AllocationSite {
  return {
    id,
    capacity: instrument.method.capacity.whenUnknown,
    capacityKnown: false,
    yearlyStudies: null,
    levels: [],
    vendorShare: 0,
    noGain: 'nothing-submitted',
  };
}

/** Studies a year as answered; null when not stated, or not asked of this tool. */
export function yearlyStudiesOf({ byId, instrument }: CompiledInstrument, { answers }: AssessmentInput): number | null {
  const { benefitQuestion } = instrument.method.portfolio.allocation;
  const answer = answers.get(benefitQuestion);
  return answer?.type === 'value' && byId.has(benefitQuestion) ? answer.value : null;
}

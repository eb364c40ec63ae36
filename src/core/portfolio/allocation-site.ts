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

/**
 * A site as hours are shared out to it.
 *
 * @param target weeks from the curve's day to the target date and the site factor to reach it by; null without a target
 */
export function allocationSiteOf(
  { id, compiled, input, curve, plan }: AllocationSource,
  target: { readonly weeks: number; readonly factor: SiteFactor } | null,
): AllocationSite {
  const capacity = capacityOf(judgeAnswers(compiled, input), compiled.instrument.method);
  return {
    id,
    capacity: capacity.value,
    capacityKnown: capacity.known,
    yearlyStudies: yearlyStudiesOf(compiled, input),
    levels: curve.levels.map((level) => ({
      extraHours: level.extraHours,
      gainWeeks: level.gainWeeks,
      probabilityByTarget: target && probabilityLiveBy(level, curve.notBeforeWeeks, target.weeks, target.factor),
    })),
    vendorShare: vendorShareOf(plan, compiled),
    noGain: noGainOf(curve),
  };
}

/** A site that has submitted nothing: nobody can tell what hours would bring it, and its team is taken as a middle one. */
export function unknownSite(id: string, { instrument }: CompiledInstrument): AllocationSite {
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

import type { SupportPlan } from '../contracts/plan.js';
import { isoDate } from '../contracts/calendar.js';
import type { GoLiveWeeks, SiteOutlook, StandingOnDay } from '../contracts/portfolio.js';
import { planSupport } from '../planning/plan.js';
import type { Submission } from '../scoring/submission.js';
import { yearlyStudiesOf } from './allocation-site.js';
import { siteBarriersOf } from './barriers.js';
import { closedGates } from './closed-gates.js';
import { gainCurveOf } from './gain-curve.js';
import { queueOf } from './queue.js';

/** What a site's outlook is worked out from. */
export interface OutlookCase {
  /** The latest submitted answers, scored on the day for which everything is worked out */
  readonly standing: Submission;
  /** Every submission of the site about the tool, in the order of their days */
  readonly submissions: readonly Submission[];
  /** Those of them, by position, of which it is told what was known on their day */
  readonly history: readonly number[];
}

/** Everything about one site that a support team's pages show and that takes time: about a quarter of a second. */
export function siteOutlookOf({ standing, submissions, history }: OutlookCase): SiteOutlook {
  const { compiled, input } = standing;
  const plan = planSupport(compiled, input);
  return {
    place: queueOf({ standing, plan, submissions }),
    tier: plan.tier,
    vendorHours: plan.vendorHours,
    goLive: goLiveWeeksOf(plan),
    yearlyStudies: yearlyStudiesOf(compiled, input),
    barriers: siteBarriersOf(plan, compiled),
    curve: gainCurveOf(compiled, input),
    history: history.map((position) => standingOnDay(submissions.slice(0, position + 1))),
  };
}

/** What was known on the day of the last of some submissions, with the forecast that its plan made. */
export function standingOnDay(submissions: readonly Submission[]): StandingOnDay {
  const standing = submissions.at(-1) as Submission;
  const { compiled, input, scorecard } = standing;
  const plan = planSupport(compiled, input);
  return {
    on: isoDate(input.asOf),
    stage: scorecard.stage.number,
    index: scorecard.index.value,
    upper: scorecard.index.upper,
    closedGates: closedGates(scorecard).map(({ id }) => id),
    queue: queueOf({ standing, plan, submissions }).queue,
    goLive: goLiveWeeksOf(plan),
  };
}

/** Weeks to the last stage of a plan; null when none is ahead. */
export function goLiveWeeksOf({ dates }: Pick<SupportPlan, 'dates'>): GoLiveWeeks | null {
  return dates.at(-1)?.weeks ?? null;
}

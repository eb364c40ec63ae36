import { describe, expect, it } from '@jest/globals';
import { isoDate } from '../../../src/core/contracts/calendar.js';
import { planSupport } from '../../../src/core/planning/plan.js';
import { gainCurveOf } from '../../../src/core/portfolio/gain-curve.js';
import { goLiveWeeksOf, siteOutlookOf, standingOnDay } from '../../../src/core/portfolio/site-outlook.js';
import { echoSite, valueAnswer } from '../../support/plans.js';
import { submission } from '../../support/portfolio.js';

const LATER_DAYS = 40;

describe("a site as its vendor's support team looks at it", () => {
  const earlier = echoSite(1, { 'GV-10': valueAnswer(0), 'GV-01': valueAnswer(0), 'RD-03': valueAnswer(900) });
  const later = echoSite(1, { 'GV-10': valueAnswer(0), 'RD-03': valueAnswer(900) });
  const submissions = [
    submission(earlier.compiled, earlier.input),
    submission(later.compiled, { ...later.input, asOf: later.input.asOf + LATER_DAYS }),
  ] as const;
  const today = later.input.asOf + LATER_DAYS + 1;
  const standing = submission(later.compiled, { ...later.input, asOf: today });

  it('should say what the plan, the queue and the gain curve of the day say', () => {
    const outlook = siteOutlookOf({ standing, submissions, history: [] });
    const plan = planSupport(standing.compiled, standing.input);
    expect(outlook).toMatchObject({ tier: plan.tier, vendorHours: plan.vendorHours, yearlyStudies: 900, history: [] });
    expect(outlook.goLive).toEqual(plan.dates.at(-1)?.weeks);
    expect(outlook.curve).toEqual(gainCurveOf(standing.compiled, standing.input));
    expect(outlook.place).toMatchObject({ queue: 'unblock-now', waitedDays: LATER_DAYS + 1 });
    expect(outlook.barriers.map(({ questionId }) => questionId)).toEqual(
      plan.actions.map(({ questionId }) => questionId),
    );
  });

  it('should tell what was known on the days that are asked for, by nothing that came later', () => {
    const { history } = siteOutlookOf({ standing, submissions, history: [0, 1] });
    expect(history).toEqual([standingOnDay([submissions[0]]), standingOnDay(submissions)]);
    expect(history[0]).toMatchObject({ on: isoDate(earlier.input.asOf), closedGates: ['GV-01', 'GV-10'] });
    expect(history[1]).toMatchObject({ closedGates: ['GV-10'], queue: 'unblock-now' });
    expect(history[1]?.goLive).toEqual(goLiveWeeksOf(planSupport(submissions[1].compiled, submissions[1].input)));
  });

  it('should forecast nothing for a site that is live, and count no volume that is not stated', () => {
    const { compiled, input } = echoSite(1, { 'RD-03': undefined });
    const live = submission(compiled, { ...input, context: { ...input.context, goLiveDate: input.asOf - 7 } });
    const outlook = siteOutlookOf({ standing: live, submissions: [live], history: [] });
    expect(outlook).toMatchObject({ goLive: null, yearlyStudies: null, place: { queue: 'self-serve' } });
  });
});

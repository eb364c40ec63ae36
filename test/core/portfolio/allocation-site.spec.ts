import { describe, expect, it } from '@jest/globals';
import { planSupport } from '../../../src/core/planning/plan.js';
import { allocateHours } from '../../../src/core/portfolio/allocate.js';
import { allocationSiteOf, unknownSite, yearlyStudiesOf } from '../../../src/core/portfolio/allocation-site.js';
import { gainCurveOf, probabilityLiveBy } from '../../../src/core/portfolio/gain-curve.js';
import { vendorShareOf } from '../../../src/core/portfolio/vendor-actions.js';
import { compiledFor } from '../../support/catalogue.js';
import { echoSite, valueAnswer } from '../../support/plans.js';
import { method } from './sites.js';

const echo = compiledFor();
const { compiled, input } = echoSite(1 / 3, { 'RD-03': valueAnswer(2500) });
const source = {
  id: 'A',
  compiled,
  input,
  curve: gainCurveOf(compiled, input, { draws: 20 }),
  plan: planSupport(compiled, input, { draws: 1 }),
};

describe('a site as hours are shared out to it', () => {
  it('should have its capacity, studies, levels and the vendor’s share', () => {
    expect(allocationSiteOf(source, null)).toEqual({
      id: 'A',
      capacity: source.plan.capacity,
      capacityKnown: true,
      yearlyStudies: 2500,
      levels: source.curve.levels.map(({ extraHours, gainWeeks }) => ({
        extraHours,
        gainWeeks,
        probabilityByTarget: null,
      })),
      vendorShare: vendorShareOf(source.plan, compiled),
      noGain: null,
    });
  });

  it('should have the probability of being live by the target at each level', () => {
    const factor = { median: 1.2, logSd: 0.3 };
    const { levels } = allocationSiteOf(source, { weeks: 80, factor });
    expect(levels.map(({ probabilityByTarget }) => probabilityByTarget)).toEqual(
      source.curve.levels.map((level) => probabilityLiveBy(level, 0, 80, factor)),
    );
  });

  it('should be a middle team of whose gain nobody can tell when nothing is submitted', () => {
    const unknown = unknownSite('B', echo);
    expect(unknown).toMatchObject({ capacity: 0.5, capacityKnown: false, yearlyStudies: null });
    const { sites } = allocateHours([unknown, allocationSiteOf(source, null)], method, { weeklyHours: 9 });
    expect(sites.map(({ id, extraHours, because }) => [id, extraHours > 0, because])).toEqual([
      ['A', true, expect.any(String)],
      ['B', false, 'nothing-submitted'],
    ]);
  });
});

describe('yearly studies', () => {
  it('should be those answered, where the tool asks for them', () => {
    expect(yearlyStudiesOf(compiled, input)).toBe(2500);
    expect(yearlyStudiesOf(compiled, echoSite(undefined).input)).toBeNull();
    const unknown = echoSite(undefined, { 'RD-03': { type: 'not-known', evidence: [] } });
    expect(yearlyStudiesOf(compiled, unknown.input)).toBeNull();
    const byId = new Map([...compiled.byId].filter(([id]) => id !== 'RD-03'));
    expect(yearlyStudiesOf({ ...compiled, byId }, input)).toBeNull();
  });
});

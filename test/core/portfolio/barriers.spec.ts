import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { SiteBarrier } from '../../../src/core/contracts/portfolio.js';
import { barriersAcross, siteBarriersOf, type SiteWithBarriers } from '../../../src/core/portfolio/barriers.js';
import { compiledFor } from '../../support/catalogue.js';
import { anySite, echoSite, planRuns, valueAnswer } from '../../support/plans.js';
import { quickPlan } from '../../support/portfolio.js';

const { instrument } = compiledFor();
const NOT_KNOWN = { type: 'not-known', evidence: [] } as const;

function waiting(questionId: string, weeks: number, change: Partial<SiteBarrier> = {}): SiteBarrier {
  return { questionId, weeks, criticalWeeks: weeks, vendor: false, ...change };
}

const anyBarrier = fc.record({
  questionId: fc.constantFrom('IT-04', 'IT-05', 'GV-01', 'GV-10', 'TR-05', 'VS-02'),
  weeks: fc.integer({ min: 1, max: 30 }),
  isCritical: fc.boolean(),
  vendor: fc.boolean(),
});

/** Any sites with what each waits on, a question at most once */
const anySites: fc.Arbitrary<SiteWithBarriers[]> = fc
  .array(fc.uniqueArray(anyBarrier, { selector: ({ questionId }) => questionId }), { maxLength: 12 })
  .map((all) =>
    all.map((own, i) => ({
      id: `site-${String(i)}`,
      barriers: own.map(({ isCritical, ...rest }) => ({ ...rest, criticalWeeks: isCritical ? rest.weeks : 0 })),
    })),
  );

describe('what one site waits on', () => {
  it('should be one barrier with the weeks of both when a gap has to be found out first', () => {
    const site = echoSite(1, { 'IT-06': NOT_KNOWN });
    const plan = quickPlan(site);
    const weeks = plan.actions.map(({ leadWeeks }) => leadWeeks);
    expect(plan.actions.map(({ id }) => id)).toEqual(['IT-06:find-out', 'IT-06']);
    expect(siteBarriersOf(plan, site.compiled)).toEqual([
      {
        questionId: 'IT-06',
        weeks: (weeks[0] as number) + (weeks[1] as number),
        criticalWeeks: (weeks[0] as number) + (weeks[1] as number),
        vendor: true,
      },
    ]);
  });

  it('should count critical weeks only where a slip moves the end', () => {
    const site = echoSite(1, { 'GV-01': valueAnswer(0), 'TR-01': valueAnswer(0) });
    const barriers = new Map(siteBarriersOf(quickPlan(site), site.compiled).map((own) => [own.questionId, own]));
    expect(barriers.get('GV-01')?.criticalWeeks).toBe(barriers.get('GV-01')?.weeks);
    expect(barriers.get('TR-01')).toMatchObject({ criticalWeeks: 0 });
    expect(barriers.get('TR-01')?.weeks).toBeGreaterThan(0);
  });

  it.each([
    ['the vendor has to do it', valueAnswer(0), true],
    ['only the evidence has to be found', valueAnswer(3, []), false],
  ])('should say whose turn it is when %s', (_, answer, vendor) => {
    const site = echoSite(1, { 'GV-10': answer });
    expect(siteBarriersOf(quickPlan(site), site.compiled)).toMatchObject([{ questionId: 'GV-10', vendor }]);
  });

  it('should hold every planned week once, on any site', () => {
    fc.assert(
      fc.property(anySite(), (site) => {
        const plan = quickPlan(site);
        const barriers = siteBarriersOf(plan, site.compiled);
        const total = (weeks: readonly number[]): number => weeks.reduce((sum, own) => sum + own, 0);
        expect(new Set(barriers.map(({ questionId }) => questionId)).size).toBe(barriers.length);
        expect(total(barriers.map(({ weeks }) => weeks))).toBe(total(plan.actions.map(({ leadWeeks }) => leadWeeks)));
        expect(total(barriers.map(({ criticalWeeks }) => criticalWeeks))).toBe(
          total(plan.actions.filter(({ critical }) => critical).map(({ leadWeeks }) => leadWeeks)),
        );
      }),
      planRuns(40),
    );
  });
});

describe('what many sites wait on', () => {
  const two = [
    { id: 'b', barriers: [waiting('IT-04', 10), waiting('GV-10', 3, { vendor: true, criticalWeeks: 0 })] },
    { id: 'a', barriers: [waiting('IT-04', 8, { criticalWeeks: 0 }), waiting('IT-05', 4)] },
    { id: 'c', barriers: [] },
  ];

  it('should say how many sites of how many, and what one fix removes', () => {
    const { of, questions } = barriersAcross(two, instrument);
    expect(of).toBe(3);
    expect(questions.map(({ id }) => id)).toEqual(['IT-04', 'IT-05', 'GV-10']);
    expect(questions[0]).toMatchObject({
      domain: 'IT',
      gate: null,
      sites: 2,
      of: 3,
      siteIds: ['a', 'b'],
      weeks: 18,
      criticalWeeks: 10,
      criticalSites: 1,
      owner: 'trust',
      vendorSites: 0,
      action: 'Raise the node and forwarding rule as a change with the PACS supplier',
    });
    expect(questions[0]?.sentence).toBe(
      `2 of 3 sites wait on IT-04 ${String(questions[0]?.subject)}: raise the node and forwarding rule as a change with the ` +
        'PACS supplier, for all of them at once, to remove 10 critical weeks.',
    );
  });

  it('should say of a barrier off every critical path that no go-live comes forward', () => {
    const security = barriersAcross(two, instrument).questions.find(({ id }) => id === 'GV-10');
    expect(security).toMatchObject({ gate: 'data', owner: 'vendor', vendorSites: 1, criticalSites: 0 });
    expect(security?.sentence).toBe(
      `1 of 3 sites waits on GV-10 ${String(security?.subject)}: obtain the vendor's current security evidence; it is on no ` +
        'critical path, so no go-live comes forward.',
    );
  });

  it('should count a site once in a theme, however many of its questions wait', () => {
    const many = barriersAcross(
      [
        { id: 'a', barriers: [waiting('IT-04', 8), waiting('IT-05', 4), waiting('IT-07', 2, { vendor: true })] },
        { id: 'b', barriers: [waiting('IT-05', 5)] },
      ],
      instrument,
    );
    const theme = many.themes.find(({ id }) => id === 'B2');
    expect(theme).toMatchObject({ sites: 2, of: 2, siteIds: ['a', 'b'], criticalSites: 2 });
    expect(theme?.questions).toEqual(many.questions.filter(({ themes }) => themes.includes('B2')).map(({ id }) => id));
    expect(theme?.weeks).toBe(
      many.questions.filter(({ themes }) => themes.includes('B2')).reduce((sum, { weeks }) => sum + weeks, 0),
    );
  });

  it.each([
    [
      [waiting('IT-04', 1)],
      'B2',
      /^1 of 1 site waits on "Systems do not talk to each other" \(B2\): 1 critical week, all for IT-04 .*; all of it is the trusts' to move\.$/,
    ],
    [
      [waiting('VS-05', 2, { criticalWeeks: 0, vendor: true })],
      'A3',
      /^1 of 1 site waits on .*: 2 weeks of work, none of it on a critical path; all of it is yours to move\.$/,
    ],
    [
      [waiting('IT-04', 2), waiting('IT-07', 5, { vendor: true })],
      'B2',
      /: 7 critical weeks, above all for IT-07 .*; some of it is yours to move, the rest the trusts'\.$/,
    ],
  ])('should say what a theme comes to: %#', (barriers, id, sentence) => {
    const theme = barriersAcross([{ id: 'a', barriers }], instrument).themes.find((own) => own.id === id);
    expect(theme?.sentence).toMatch(sentence);
  });

  it('should take the same id twice for one site, and its work on one question for one barrier', () => {
    const halves = [
      { id: 'a', barriers: [waiting('IT-04', 1)] },
      { id: 'a', barriers: [waiting('IT-04', 8, { vendor: true })] },
    ];
    const { of, questions } = barriersAcross(halves, instrument);
    expect(of).toBe(1);
    expect(questions).toMatchObject([{ sites: 1, weeks: 9, criticalWeeks: 9, vendorSites: 1, owner: 'vendor' }]);
  });

  it('should be nothing where nobody waits', () => {
    expect(barriersAcross([], instrument)).toEqual({ of: 0, questions: [], themes: [] });
    expect(barriersAcross([{ id: 'a', barriers: [] }], instrument)).toEqual({ of: 1, questions: [], themes: [] });
  });

  it('should refuse a question that it has no words for', () => {
    const site = { id: 'a', barriers: [waiting('XX-01', 1)] };
    expect(() => barriersAcross([site], instrument)).toThrow(new RangeError('No question and action named XX-01'));
    const noActions = { ...instrument, actions: [] };
    expect(() => barriersAcross(two, noActions)).toThrow(RangeError);
  });

  it('should add up, stay within the sites and the weeks, and be in order, whatever the order of the sites', () => {
    fc.assert(
      fc.property(anySites, (sites) => {
        const result = barriersAcross(sites, instrument);
        expect(barriersAcross([...sites].reverse(), instrument)).toEqual(result);
        const all = sites.flatMap(({ barriers }) => barriers);
        const total = (values: readonly number[]): number => values.reduce((sum, own) => sum + own, 0);
        expect(total(result.questions.map(({ sites: count }) => count))).toBe(all.length);
        expect(total(result.questions.map(({ weeks }) => weeks))).toBe(total(all.map(({ weeks }) => weeks)));
        for (const own of [...result.questions, ...result.themes]) {
          expect(own.siteIds).toHaveLength(own.sites);
          expect(own.sites).toBeLessThanOrEqual(sites.length);
          expect(own.criticalSites).toBeLessThanOrEqual(own.sites);
          expect(own.vendorSites).toBeLessThanOrEqual(own.sites);
          expect(own.criticalWeeks).toBeLessThanOrEqual(own.weeks);
          expect(own.owner === 'trust').toBe(own.vendorSites === 0);
        }
        for (const list of [result.questions, result.themes]) {
          list.slice(1).forEach((own, i) => {
            const before = list[i] as typeof own;
            const [a, b] = [before, own].map(({ criticalWeeks, sites: count }) => criticalWeeks * 1000 + count);
            expect((a as number) > (b as number) || (a === b && before.id < own.id)).toBe(true);
          });
        }
      }),
      planRuns(200),
    );
  });
});

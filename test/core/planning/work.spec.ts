import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Answer, DeploymentContext } from '../../../src/core/contracts/answers.js';
import { buildNetwork, integrationDays } from '../../../src/core/planning/network.js';
import { supportNeed } from '../../../src/core/planning/support.js';
import { outlookOf, remainingDays, workOn, type Outlook, type WorkItem } from '../../../src/core/planning/work.js';
import type { Judgement } from '../../../src/core/scoring/judgement.js';
import { compiledFor } from '../../support/catalogue.js';
import { answerWorth, AS_OF, echoSite, IN_DATE, planRuns, siteWith, valueAnswer } from '../../support/plans.js';

const echo = compiledFor();
const NOT_KNOWN: Answer = { type: 'not-known', evidence: [] };

/** A site with all the capacity there is, no queue and as many studies as it likes, so that leads stand bare. */
const FREE = {
  'TM-01': valueAnswer(3),
  'TM-02': valueAnswer(3),
  'TM-08': valueAnswer(5),
  'TM-06': valueAnswer(0),
  'RD-03': valueAnswer(100_000),
};
/** The same without any capacity. */
const TIGHT = { ...FREE, 'TM-01': valueAnswer(0.5), 'TM-02': valueAnswer(0), 'TM-08': valueAnswer(1) };

function outlook(changes: Record<string, Answer | undefined>, context: Partial<DeploymentContext> = {}): Outlook {
  const { compiled, input } = echoSite(1, changes, context);
  return outlookOf(compiled, input);
}

function itemsOn(id: string, of: Outlook): WorkItem[] {
  return workOn(of, of.judgements.find((judgement) => judgement.compiled.id === id) as Judgement);
}

function workFor(
  id: string,
  answer: Answer,
  changes: Record<string, Answer | undefined> = FREE,
  context: Partial<DeploymentContext> = {},
): WorkItem {
  return itemsOn(id, outlook({ ...changes, [id]: answer }, context)).at(-1) as WorkItem;
}

describe('the lead that is left', () => {
  it.each([
    [0, 10],
    [1, 10 * (1 - 0.6 * 0.2)],
    [2, 10 * (1 - 0.6 * 0.5)],
  ])('should shrink by 0.6 of the value: GV-01 at level %p', (level, weeks) => {
    expect(workFor('GV-01', valueAnswer(level, [])).leadWeeks).toBeCloseTo(weeks, 9);
  });

  it('should shrink the slow value likewise', () => {
    expect(workFor('GV-01', valueAnswer(2, [])).slowWeeks).toBeCloseTo(30 * 0.7, 9);
    expect(workFor('GV-03', valueAnswer(0)).slowWeeks).toBeUndefined();
  });

  it('should never be under a week', () => {
    const lapsed = [{ title: 'Old', date: AS_OF - 800, source: 'self' as const }];
    expect(workFor('GV-10', valueAnswer(3, lapsed)).leadWeeks).toBeGreaterThanOrEqual(1);
    expect(workFor('TR-05', valueAnswer(1)).leadWeeks).toBe(1);
  });

  it('should be stretched by up to 0.6 where the trust owns it and its team has no capacity', () => {
    expect(workFor('GV-01', valueAnswer(0), TIGHT).leadWeeks).toBeCloseTo(16, 9);
    expect(workFor('TR-05', valueAnswer(1), TIGHT).leadWeeks).toBeCloseTo(1.6, 9);
    const half = { ...FREE, 'TM-01': NOT_KNOWN, 'TM-02': NOT_KNOWN, 'TM-08': NOT_KNOWN };
    expect(workFor('GV-01', valueAnswer(0), half).leadWeeks).toBeCloseTo(13, 9);
  });

  it('should not be stretched where the vendor owns it', () => {
    expect(workFor('VS-02', valueAnswer(0), TIGHT).leadWeeks).toBe(2);
  });

  it('should have the queue of GV-01 and GV-04 added, a measured wait that is not stretched', () => {
    const queued = { ...TIGHT, 'TM-06': valueAnswer(9) };
    expect(workFor('GV-01', valueAnswer(0), queued).leadWeeks).toBeCloseTo(16 + 9, 9);
    expect(workFor('GV-04', valueAnswer(0), queued).leadWeeks).toBeCloseTo(8 * 1.6 + 9, 9);
    expect(workFor('GV-03', valueAnswer(0), queued).leadWeeks).toBeCloseTo(2 * 1.6, 9);
  });

  it('should take the worst scored queue, marked an estimate, where it is not known', () => {
    const item = workFor('GV-01', valueAnswer(0), { ...FREE, 'TM-06': NOT_KNOWN });
    expect(item.leadWeeks).toBeCloseTo(10 + 12, 9);
    expect(item.estimates).toEqual(['queue (TM-06) not known: 12 weeks assumed']);
    expect(workFor('GV-01', valueAnswer(0)).estimates).toEqual([]);
  });

  it('should have no queue where the tool has no such question', () => {
    const withoutQueue = {
      ...echo,
      questions: echo.questions.filter(({ id }) => id !== 'TM-06'),
      byId: new Map([...echo.byId].filter(([id]) => id !== 'TM-06')),
    };
    const input = siteWith(withoutQueue, 1, { ...FREE, 'GV-01': valueAnswer(0) });
    expect(itemsOn('GV-01', outlookOf(withoutQueue, input)).at(-1)?.leadWeeks).toBeCloseTo(10, 9);
  });
});

describe('the time for local studies', () => {
  it('should be that of 50 studies at the yearly volume where this is longer than the lead', () => {
    const item = workFor('CO-05', valueAnswer(0), { ...FREE, 'RD-03': valueAnswer(130) });
    expect(item.leadWeeks).toBeCloseTo((50 / 130) * 52, 9);
    expect(workFor('CO-05', valueAnswer(1), { ...FREE, 'RD-03': valueAnswer(130) }).leadWeeks).toBeCloseTo(20 * 0.8, 9);
    expect(workFor('CO-05', valueAnswer(0)).leadWeeks).toBe(6);
  });

  it('should be four years at most', () => {
    expect(workFor('CO-05', valueAnswer(0), { ...FREE, 'RD-03': valueAnswer(2) }).leadWeeks).toBe(208);
  });

  it.each([
    ['not known', NOT_KNOWN],
    ['not answered', undefined],
    ['none', valueAnswer(0)],
    ['a promise to state it, worth the pass mark', valueAnswer(2 / 3)],
  ])('should not be counted, and that be said, where the volume is %s', (_, answer) => {
    const item = workFor('CO-05', valueAnswer(0), { ...FREE, 'RD-03': answer });
    expect(item.leadWeeks).toBe(6);
    expect(item.estimates).toEqual(['yearly volume (RD-03) not stated: the time for 50 studies is not counted']);
  });
});

describe('the shared clinical safety officer', () => {
  const queued = { ...FREE, 'TM-06': valueAnswer(9), 'TM-05': valueAnswer(0) };

  it('should be used only where the site says that it can, and skips the queue', () => {
    const own = workFor('GV-04', valueAnswer(0), queued);
    const shared = workFor('GV-04', valueAnswer(0), queued, { alternatives: ['gv-04-network-safety-officer'] });
    expect(own.alternative).toBeUndefined();
    expect(own.owners.map(({ role }) => role)).toEqual(['clinical-safety-officer', 'clinical-lead']);
    expect(shared.alternative?.id).toBe('gv-04-network-safety-officer');
    expect(shared.owners).toEqual([{ role: 'clinical-safety-officer', days: 6 }]);
    const capacity = outlook(queued).capacity.value;
    expect(own.leadWeeks - shared.leadWeeks).toBeCloseTo(9, 9);
    expect(shared.leadWeeks).toBeCloseTo(8 * (1 + 0.6 * (1 - capacity)), 9);
  });

  it('should change no other action', () => {
    const item = workFor('GV-01', valueAnswer(0), queued, { alternatives: ['gv-04-network-safety-officer'] });
    expect(item.alternative).toBeUndefined();
    expect(item.leadWeeks).toBeCloseTo(10 + 9, 9);
  });
});

describe('the effort that is left', () => {
  it('should be the rest of the whole, half a day at least, and never more than the whole', () => {
    expect(remainingDays(4, 0.25, 0.5)).toBe(3);
    expect(remainingDays(4, 1, 0.5)).toBe(0.5);
    expect(remainingDays(0.25, 1, 0.5)).toBe(0.25);
    expect(remainingDays(0, 0, 0.5)).toBe(0);
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 50, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (days, v) => {
          const left = remainingDays(days, v, 0.5);
          expect(left).toBeGreaterThanOrEqual(Math.min(days, 0.5));
          expect(left).toBeLessThanOrEqual(days);
        },
      ),
      planRuns(200),
    );
  });

  it('should be split over the owners as the whole is', () => {
    const item = workFor('GV-04', valueAnswer(2, []));
    expect(item.trustDays).toBeCloseTo(3.5, 9);
    expect(item.owners.map(({ days }) => days)).toEqual([3, 0.5]);
  });

  it.each([
    ['TR-01', { reporters: 20 }, 5, 'number of reporters not known: 6 assumed', 1.5],
    ['TR-02', { physiologists: 8 }, 2, 'number of physiologists not known: 10 assumed', 2.5],
    ['TR-07', { projectStaff: 20 }, 2, 'number of project staff not known: 12 assumed', 1.2],
  ] as const)('should grow with the people of %s', (id, context, days, estimate, assumed) => {
    const known = workFor(id, valueAnswer(0), FREE, context);
    expect(known.trustDays).toBeCloseTo(days, 9);
    expect(known.estimates).toEqual([]);
    const unknown = workFor(id, valueAnswer(0));
    expect(unknown.trustDays).toBeCloseTo(assumed, 9);
    expect(unknown.estimates).toEqual([estimate]);
  });

  it('should be nothing where there is nobody to train', () => {
    const item = workFor('TR-02', valueAnswer(0), FREE, { physiologists: 0 });
    expect(item.trustDays).toBe(0);
    expect(item.owners.every(({ days }) => days === 0)).toBe(true);
  });
});

describe('the kind of work', () => {
  const lapsed = [{ title: 'Old', date: AS_OF - 800, source: 'self' as const }];

  it('should be to find out first where it is not known, then the whole gap', () => {
    const items = itemsOn('IT-06', outlook({ 'IT-06': NOT_KNOWN }));
    expect(items.map(({ id, type }) => [id, type])).toEqual([
      ['IT-06:find-out', 'find-out'],
      ['IT-06', 'close-gap'],
    ]);
    expect(items[0]).toMatchObject({ trustDays: 0.5, leadWeeks: 1, vendorDays: 0, estimates: [] });
    expect(items[1]?.value).toBe(0);
  });

  it('should be to ask somebody of the trust', () => {
    const of = outlook(Object.fromEntries(echo.questions.map(({ id }) => [id, undefined])));
    for (const judgement of of.judgements.filter(({ compiled }) => !compiled.ruledOut)) {
      const [find] = workOn(of, judgement) as [WorkItem];
      expect(echo.roles.get(find.owners[0]?.role as string)?.side).toBe('trust');
    }
  });

  it('should be only to find the evidence where a gate is claimed', () => {
    const items = itemsOn('GV-01', outlook({ 'GV-01': valueAnswer(3, []) }));
    expect(items.map(({ id, type }) => [id, type])).toEqual([['GV-01:find-evidence', 'find-evidence']]);
    expect(items[0]).toMatchObject({ trustDays: 0.5, leadWeeks: 1, vendorDays: 0, slowWeeks: undefined });
  });

  it('should be to renew what has lapsed, at the value that it has', () => {
    const items = itemsOn('GV-01', outlook({ ...FREE, 'GV-01': valueAnswer(3, lapsed) }));
    expect(items.map(({ id, type }) => [id, type])).toEqual([['GV-01', 'renew']]);
    expect(items[0]?.leadWeeks).toBeCloseTo(4, 9);
    expect(items[0]?.trustDays).toBe(0.5);
  });
});

describe('support', () => {
  const { method } = echo.instrument;
  const bare = (vendorDays: number): WorkItem => ({ ...workFor('TR-05', valueAnswer(0)), vendorDays });
  const earlyLife = workFor('VS-03', valueAnswer(0));

  it.each([
    [14.9, 'Self-serve', 3],
    [15, 'Guided', 5],
    [39.9, 'Guided', 5],
    [40, 'Hands-on', 7],
    [79.9, 'Hands-on', 7],
    [80, 'Intensive', 10],
  ])('should be of the tier that %p hours without early life give: %s, with %p days more', (hours, tier, days) => {
    const need = supportNeed([bare(hours / 7.5), earlyLife], 1, method);
    expect(need.tier).toBe(tier);
    expect(need.vendorDays[1]).toBe(days);
    expect(need.hours).toBeCloseTo(hours + days * 7.5, 9);
  });

  it('should give half as much again to a site with no capacity, and count it for the tier', () => {
    const need = supportNeed([bare(2), earlyLife], 0, method);
    expect(need.tier).toBe('Guided');
    expect(need.hours).toBeCloseTo((2 + 5) * 7.5 * 1.5, 9);
  });

  it('should not give early-life support for finding out', () => {
    const [find] = itemsOn('VS-03', outlook({ 'VS-03': NOT_KNOWN })) as [WorkItem];
    expect(supportNeed([find], 1, method).hours).toBe(0);
    expect(supportNeed([], 0.3, method)).toEqual({ hours: 0, tier: 'Self-serve', vendorDays: [] });
  });

  it('should give what is left of early-life support', () => {
    const partly = workFor('VS-03', answerWorth(echo, 'VS-03', 1 / 3));
    expect(supportNeed([partly], 1, method).vendorDays[0]).toBeCloseTo(2, 9);
  });
});

describe('the network of work', () => {
  it('should take integration days from TM-01, with a floor, and a default where it is not known', () => {
    expect(integrationDays(outlook({ 'TM-01': valueAnswer(2) }))).toEqual({ days: 2, known: true });
    expect(integrationDays(outlook({ 'TM-01': valueAnswer(0) }))).toEqual({ days: 0.25, known: true });
    expect(integrationDays(outlook({ 'TM-01': NOT_KNOWN }))).toEqual({ days: 0.5, known: false });
    expect(integrationDays(outlook({ 'TM-01': undefined }))).toEqual({ days: 0.5, known: false });
  });

  it('should last as long as the first-named role needs, and as the vendor hours need', () => {
    const of = outlook({ ...FREE, 'VS-02': valueAnswer(0), 'GV-04': valueAnswer(0), 'IT-06': valueAnswer(0) });
    const items = ['VS-02', 'GV-04'].flatMap((id) => itemsOn(id, of));
    const network = buildNetwork(of, items, [1, 0], 0.5);
    // One vendor day at half an hour a week, against a lead of two weeks; six days at one a week, against eight weeks
    expect(network.typicalWeeks).toEqual([15, 8]);
    expect(network.slowest).toEqual([2.5, 2.5]);
    const heavy = items.map((item) => ({ ...item, owners: item.owners.map(({ role }) => ({ role, days: 12 })) }));
    expect(buildNetwork(of, heavy, [0, 0], 8).typicalWeeks[1]).toBe(12);
  });

  it('should let vendor hours stand in for integration staff, two for one', () => {
    const of = outlook({ ...FREE, 'TM-01': valueAnswer(1) });
    const network = buildNetwork(of, itemsOn('VS-02', outlook({ 'VS-02': valueAnswer(0) })), [3], 15);
    expect(network.capacities.slice(0, 2)).toEqual([2, 1 + 1]);
    expect(network.uses).toEqual([
      [
        { resource: 0, days: 3 },
        { resource: 1, days: 1.5 },
      ],
    ]);
  });

  it('should use the given slow value as the maximum where it is longer than the typical length', () => {
    const of = outlook({ ...FREE, 'GV-01': valueAnswer(0) });
    const items = itemsOn('GV-01', of);
    expect(buildNetwork(of, items, [0], 8).slowest).toEqual([3]);
    expect(buildNetwork(of, items, [100], 8).slowest).toEqual([2.5]);
  });

  it('should not make finding out or finding evidence wait', () => {
    const of = outlook({ 'GV-05': valueAnswer(0), 'GV-01': valueAnswer(3, []), 'GV-02': NOT_KNOWN });
    const items = ['GV-05', 'GV-01', 'GV-02'].flatMap((id) => itemsOn(id, of));
    const network = buildNetwork(of, items, [0, 0, 0, 0], 8);
    expect(items.map(({ id }) => id)).toEqual(['GV-05', 'GV-01:find-evidence', 'GV-02:find-out', 'GV-02']);
    expect(network.predecessors).toEqual([[], [], [], [2, 0]]);
  });
});

describe('what is satisfied', () => {
  it('should be an open gate, an ordinary question at its mark and what does not apply, and nothing unknown', () => {
    const of = outlook({
      'GV-09': valueAnswer(1),
      'GV-01': valueAnswer(3, []),
      'IT-04': valueAnswer(2, []),
      'IT-08': valueAnswer(1),
      'VS-01': NOT_KNOWN,
      'GV-06': { type: 'not-applicable', reason: 'Not a medical device', evidence: IN_DATE },
    });
    const satisfied = (id: string): boolean => of.satisfied.has(id);
    expect(['GV-09', 'GV-01', 'IT-04', 'IT-08', 'VS-01', 'GV-06'].map(satisfied)).toEqual([
      true,
      false,
      true,
      false,
      false,
      true,
    ]);
  });
});

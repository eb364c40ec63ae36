import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Answer } from '../../../src/core/contracts/answers.js';
import type { Action } from '../../../src/core/contracts/instrument.js';
import type { CompiledInstrument } from '../../../src/core/instrument/compile.js';
import { outlookOf } from '../../../src/core/planning/work.js';
import { closedGates } from '../../../src/core/portfolio/closed-gates.js';
import { counted, lowered } from '../../../src/core/portfolio/phrases.js';
import {
  isVendorAction,
  isVendorWork,
  startableByVendor,
  vendorShareOf,
} from '../../../src/core/portfolio/vendor-actions.js';
import { compiledFor, scored } from '../../support/catalogue.js';
import { anySite, echoSite, planRuns, valueAnswer } from '../../support/plans.js';
import { quickPlan } from '../../support/portfolio.js';

const echo = compiledFor();
const NOT_KNOWN: Answer = { type: 'not-known', evidence: [] };

/** EchoGo Pro with another action for TR-05 */
function withAction(change: Partial<Action>): CompiledInstrument {
  const action = { ...(echo.actions.get('TR-05') as Action), ...change };
  return { ...echo, actions: new Map([...echo.actions, ['TR-05', action]]) };
}

describe("the work that is the vendor's to move", () => {
  const byTrust = (days: number): Action['owners'] => [{ role: 'it-lead', days }];

  it.each<[string, Partial<Action>, boolean]>([
    ['a role of the vendor owns it', { owners: [{ role: 'vendor-integration', days: 1 }], vendorDays: 0 }, true],
    ['the vendor does a third of it', { owners: byTrust(2), vendorDays: 1 }, true],
    ['the vendor does less than a third of it', { owners: byTrust(2.1), vendorDays: 1 }, false],
    ['the vendor does nothing', { owners: byTrust(2), vendorDays: 0 }, false],
    ['the vendor does nothing of nothing', { owners: byTrust(0), vendorDays: 0 }, false],
    ['nobody says that the vendor does', { owners: byTrust(2), vendorDays: undefined }, false],
    [
      'helpers of the trust do most of it',
      { owners: [...byTrust(1), { role: 'pacs-manager', days: 2 }], vendorDays: 1 },
      false,
    ],
    [
      'the days are for each of six reporters',
      { owners: [{ role: 'it-lead', days: 1, per: 'reporters' }], vendorDays: 1 },
      false,
    ],
    ['nobody is named', { owners: [], vendorDays: 1 }, true],
  ])('should be told by who owns it and who does it when %s', (_, change, isVendors) => {
    const compiled = withAction(change);
    expect(isVendorWork(compiled, 'TR-05')).toBe(isVendors);
    expect(isVendorAction(compiled, { type: 'close-gap', questionId: 'TR-05' })).toBe(isVendors);
    expect(isVendorAction(compiled, { type: 'renew', questionId: 'TR-05' })).toBe(isVendors);
  });

  it('should not be work on a question that the tool does not ask', () => {
    expect(isVendorWork(echo, 'XX-01')).toBe(false);
  });

  it.each(['find-out', 'find-evidence'] as const)("should not be to %s, which is the trust's", (type) => {
    expect(isVendorAction(echo, { type, questionId: 'GV-10' })).toBe(false);
  });
});

describe("the share of the critical path that is the vendor's to move", () => {
  it.each([
    [{}, 0],
    [{ 'GV-10': valueAnswer(0) }, 1],
    [{ 'GV-01': valueAnswer(0) }, 0],
  ])('should be by weeks: %p', (changes, share) => {
    const site = echoSite(1, changes);
    expect(vendorShareOf(quickPlan(site), site.compiled)).toBe(share);
  });

  it('should leave out what is not critical', () => {
    const site = echoSite(1, { 'GV-01': valueAnswer(0), 'GV-10': valueAnswer(0) });
    const plan = quickPlan(site);
    const critical = new Map(plan.actions.map((action) => [action.id, action.critical]));
    expect([critical.get('GV-01'), critical.get('GV-10')]).toEqual([true, false]);
    expect(vendorShareOf(plan, site.compiled)).toBe(0);
    const all = { actions: plan.actions.map((action) => ({ ...action, critical: true })) };
    const weeks = plan.actions.map(({ leadWeeks }) => leadWeeks);
    const own = plan.actions.find(({ id }) => id === 'GV-10')?.leadWeeks as number;
    expect(vendorShareOf(all, site.compiled)).toBeCloseTo(own / weeks.reduce((sum, own_) => sum + own_, 0), 9);
  });
});

describe('what nothing but the vendor holds up', () => {
  const startable = (changes: Record<string, Answer | undefined>): string[] => {
    const { compiled, input } = echoSite(1, changes);
    return [...startableByVendor(outlookOf(compiled, input))];
  };

  it.each<[string, Record<string, Answer | undefined>, string[]]>([
    ['is short of its mark', { 'GV-10': valueAnswer(0) }, ['GV-10']],
    ['is not known', { 'GV-10': NOT_KNOWN }, []],
    ['is not answered', { 'GV-10': undefined }, []],
    ['is only claimed', { 'GV-10': valueAnswer(3, []) }, []],
    ["is the trust's", { 'GV-01': valueAnswer(0) }, []],
    ["waits for something of the trust's", { 'IT-07': valueAnswer(0), 'IT-05': valueAnswer(0) }, []],
    ['waits for nothing any more', { 'IT-07': valueAnswer(0) }, ['IT-07']],
  ])('should be told by what is known: what %s', (_, changes, ids) => {
    expect(startable(changes)).toEqual(ids);
  });

  it("should be unsatisfied work of the vendor's whose needs are satisfied, on any site", () => {
    fc.assert(
      fc.property(anySite(), ({ compiled, input }) => {
        const outlook = outlookOf(compiled, input);
        for (const id of startableByVendor(outlook)) {
          expect(outlook.satisfied.has(id)).toBe(false);
          expect(isVendorWork(compiled, id)).toBe(true);
          expect(outlook.needs.get(id)?.filter((need) => !outlook.satisfied.has(need))).toEqual([]);
        }
      }),
      planRuns(100),
    );
  });
});

describe('closed gates', () => {
  it("should be those that are failed or not known, in the instrument's order", () => {
    const card = scored({ answers: { 'GV-01': { value: 0 }, 'GV-02': { notKnown: true } } });
    const closed = closedGates(card).map(({ id }) => id);
    expect(closed).toEqual(card.gates.filter(({ state }) => state !== 'not-applicable').map(({ id }) => id));
    expect(closed).toEqual(expect.arrayContaining(['GV-01', 'GV-02']));
  });
});

describe('phrases', () => {
  it('should count with a plural from two, and for none', () => {
    expect([0, 1, 2].map((count) => counted(count, 'hour'))).toEqual(['0 hours', '1 hour', '2 hours']);
  });

  it('should lower the first letter of a word but not of an abbreviation', () => {
    expect(lowered('Complete the DPIA')).toBe('complete the DPIA');
    expect(lowered('DPIA to be completed')).toBe('DPIA to be completed');
  });
});

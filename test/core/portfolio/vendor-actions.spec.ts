import { describe, expect, it } from '@jest/globals';
import type { Action } from '../../../src/core/contracts/instrument.js';
import type { PlannedAction } from '../../../src/core/contracts/plan.js';
import type { CompiledInstrument } from '../../../src/core/instrument/compile.js';
import { planSupport } from '../../../src/core/planning/plan.js';
import { isVendorAction, vendorShareOf } from '../../../src/core/portfolio/vendor-actions.js';
import { compiledFor } from '../../support/catalogue.js';
import { echoSite } from '../../support/plans.js';

const echo = compiledFor();
const trustRole = 'pacs-manager';
const vendorRole = 'vendor-integration';

/** The instrument with another action on IT-05. */
function withAction(changes: Partial<Action>): CompiledInstrument {
  const action = { ...(echo.actions.get('IT-05') as Action), ...changes };
  return { ...echo, actions: new Map([...echo.actions, ['IT-05', action]]) };
}

type Judged = Pick<PlannedAction, 'type' | 'questionId' | 'owner' | 'alternative'>;
const planned: Judged = { type: 'close-gap', questionId: 'IT-05', owner: trustRole };

describe('a vendor action', () => {
  it('should be one that a role of the vendor’s owns', () => {
    const compiled = withAction({ vendorDays: 0, owners: [{ role: vendorRole, days: 5 }] });
    expect(isVendorAction(compiled, { ...planned, owner: vendorRole })).toBe(true);
    expect(isVendorAction(compiled, { ...planned, type: 'renew', owner: vendorRole })).toBe(true);
  });

  it('should be one of which the vendor does a third of the whole effort', () => {
    const owners = [{ role: trustRole, days: 4 }];
    expect(isVendorAction(withAction({ owners, vendorDays: 2 }), planned)).toBe(true);
    expect(isVendorAction(withAction({ owners, vendorDays: 1.9 }), planned)).toBe(false);
  });

  it('should not be one that the vendor has no part in', () => {
    const { vendorDays: _, ...without } = withAction({ owners: [{ role: trustRole, days: 0 }] }).actions.get(
      'IT-05',
    ) as Action;
    expect(isVendorAction({ ...echo, actions: new Map([['IT-05', without]]) }, planned)).toBe(false);
  });

  it('should count the heads that the method assumes', () => {
    // Six reporters for half a day each are three days.
    const owners = [{ role: trustRole, days: 0.5, per: 'reporters' as const }];
    expect(isVendorAction(withAction({ owners, vendorDays: 1.5 }), planned)).toBe(true);
    expect(isVendorAction(withAction({ owners, vendorDays: 1.4 }), planned)).toBe(false);
  });

  it('should be judged by the other way to do it, where the plan takes one', () => {
    const alternative = {
      id: 'other-way',
      title: '',
      steps: '',
      leadWeeks: 1,
      owners: [{ role: trustRole, days: 20 }],
    };
    const compiled = withAction({ owners: [{ role: trustRole, days: 2 }], vendorDays: 1, alternatives: [alternative] });
    expect(isVendorAction(compiled, planned)).toBe(true);
    expect(isVendorAction(compiled, { ...planned, alternative: 'other-way' })).toBe(false);
  });

  it('should never be finding something out', () => {
    const compiled = withAction({ vendorDays: 50 });
    expect(isVendorAction(compiled, { ...planned, type: 'find-out' })).toBe(false);
    expect(isVendorAction(compiled, { ...planned, type: 'find-evidence', owner: vendorRole })).toBe(false);
  });
});

describe('the vendor’s share of the critical path', () => {
  const action = (owner: string, leadWeeks: number, critical = true): PlannedAction =>
    ({ ...planned, owner, leadWeeks, critical }) as PlannedAction;
  const compiled = withAction({ vendorDays: 0, owners: [{ role: trustRole, days: 3 }] });

  it('should be counted in weeks of the critical actions', () => {
    const actions = [action(vendorRole, 3), action(trustRole, 9), action(vendorRole, 40, false)];
    expect(vendorShareOf({ actions }, compiled)).toBe(0.25);
  });

  it('should be nothing when nothing is left', () => {
    expect(vendorShareOf({ actions: [] }, compiled)).toBe(0);
    expect(vendorShareOf({ actions: [action(vendorRole, 3, false)] }, compiled)).toBe(0);
  });

  it('should lie between 0 and 1 on real plans', () => {
    const shares = [undefined, 0, 1 / 3, 2 / 3].map((value) => {
      const { compiled: own, input } = echoSite(value);
      return vendorShareOf(planSupport(own, input, { draws: 1 }), own);
    });
    for (const share of shares) {
      expect(share).toBeGreaterThanOrEqual(0);
      expect(share).toBeLessThan(1);
    }
    expect(Math.max(...shares)).toBeGreaterThan(0);
  });
});

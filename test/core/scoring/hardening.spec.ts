import { describe, expect, it } from '@jest/globals';
import { checkAssessment } from '../../../src/core/scoring/check-assessment.js';
import { bestBut, gateOf, realCatalogue } from '../../support/catalogue.js';

const oldVersion = [{ title: 'Pack', date: '2026-05-01', owner: 'Owner', productVersion: '1.0' }];
const pack = { value: 3, evidence: oldVersion };

function gateWith(on: string): string {
  const change = { kind: 'product-version', on, material: false, productVersion: '3.0' };
  return gateOf(bestBut({ 'GV-05': pack }, { productVersion: '3.0', changes: [change] }), 'GV-05').state;
}

describe('evidence of another version', () => {
  it.each([
    ['2026-06-01', 'passed'],
    ['2026-05-01', 'passed'],
    ['2027-06-01', 'failed'],
    ['2020-01-01', 'failed'],
  ])('with a change that is not material on %s, the gate is %s', (on, state) => {
    expect(gateWith(on)).toBe(state);
  });

  it("should ask for the site's version when evidence names one and the site does not", () => {
    const { checks } = bestBut({ 'GV-05': pack });
    expect(checks.find(({ id }) => id === 'G06')?.questions).toEqual(['GV-05']);
    expect(bestBut({ 'GV-05': pack }, { productVersion: '1.0' }).checks.some(({ id }) => id === 'G06')).toBe(false);
    expect(bestBut({}).checks.some(({ id }) => id === 'G06')).toBe(false);
  });
});

describe('checking a document', () => {
  it.each([
    ['answers', new Map([['IT-01', { value: 3 }]])],
    ['answers', new Set(['IT-01'])],
    ['context', new Map([['goLiveDate', '2026-01-01']])],
  ])('should not take a collection for an object without fields: %s', (field, value) => {
    const raw = { tool: 'echogo-pro', asOf: '2026-11-23', [field]: value };
    const result = checkAssessment(raw, realCatalogue());
    expect(result.ok ? [] : result.defects.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual([
      `/${field} wrong-type`,
    ]);
  });
});

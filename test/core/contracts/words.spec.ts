import { pointerSegment } from '../../../src/core/contracts/defect.js';
import { listed, rePlan, STAGE_NAMES, unitOf } from '../../../src/core/contracts/words.js';

describe('words', () => {
  it.each([
    [[], ''],
    [['a'], 'a'],
    [['a', 'b'], 'a and b'],
    [['a', 'b', 'c'], 'a, b and c'],
  ])('should list %j', (items, text) => {
    expect(listed(items)).toBe(text);
  });

  it('should name five stages', () => {
    expect(STAGE_NAMES).toEqual(['Not started', 'Preparing', 'Cleared for data', 'Cleared for go-live', 'Live']);
  });

  it.each([
    [1, 'more than one year: re-plan'],
    [4, 'more than four years: re-plan'],
    [9, 'more than nine years: re-plan'],
    [10, 'more than 10 years: re-plan'],
    [1.5, 'more than 1.5 years: re-plan'],
  ])('should say that a date lies further ahead than %p years', (years, text) => {
    expect(rePlan(years)).toBe(text);
  });

  it.each([
    [2, 'days a week', ' days a week'],
    [1, 'days a week', ' day a week'],
    [1, 'person-days a week', ' person-day a week'],
    [1, 'whole-time equivalents', ' whole-time equivalent'],
    [1, 'studies a year', ' study a year'],
    [1, 'times what is needed', ' times what is needed'],
    [1, '% of reporters', '% of reporters'],
  ])('should put a unit after %p: %s', (value, unit, text) => {
    expect(unitOf(value, unit)).toBe(text);
  });

  it('should escape what a JSON pointer gives a meaning', () => {
    expect(pointerSegment('a/b~c')).toBe('a~1b~0c');
    expect(pointerSegment(3)).toBe('3');
  });
});

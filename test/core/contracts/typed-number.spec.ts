import { readTypedNumber } from '../../../src/core/contracts/typed-number.js';

const PERCENT = '% of a 20-study sample';

describe('a number as it is typed', () => {
  it.each([
    ['80', PERCENT, 80],
    ['  80 ', PERCENT, 80],
    ['80%', PERCENT, 80],
    ['80 %', PERCENT, 80],
    ['80% of a 20-study sample', PERCENT, 80],
    ['72.5 % of', PERCENT, 72.5],
    ['90% of the project’s staff', "% of the project's staff", 90],
    ['6 weeks', 'weeks', 6],
    ['1 week', 'weeks', 1],
    ['6 Weeks', 'weeks', 6],
    ['1 person-day a week', 'person-days a week', 1],
    ['2 person-days', 'person-days a week', 2],
    ['2 person days a  week', 'person-days a week', 2],
    ['1 study', 'studies a year', 1],
    ['1,200 studies a year', 'studies a year', 1200],
    ['4 mean score', 'mean score, 1 to 5', 4],
    ['1,200', 'studies a year', 1200],
    ['12,345.5', 'studies a year', 12_345.5],
    ['1 200', 'studies a year', 1200],
    ['1\u00a0200', 'studies a year', 1200],
    ['1\u202f234\u202f567', '', 1_234_567],
    ['12\u2009345.5', '', 12_345.5],
    ['-1,200', '', -1200],
    ['0.5', '', 0.5],
    ['007', '', 7],
  ])('should be read from “%s” (%s)', (typed, unit, value) => {
    expect(readTypedNumber(typed, unit)).toEqual({ value });
  });

  it.each([
    ['1,5', '1.5'],
    ['0,500', '0.500'],
    ['1,2345', '1.2345'],
    ['12,34 weeks', '12.34'],
  ])('should not be read from “%s”, whose comma can stand for a decimal point', (typed, instead) => {
    expect(readTypedNumber(typed, 'weeks')).toEqual({ wrong: 'comma', instead });
  });

  it.each([
    ['80%', 'weeks'],
    ['6 months', 'weeks'],
    ['6 w', 'weeks'],
    ['6 weekly', 'weeks'],
    ['5 days a month', 'days a week'],
    ['6 weeks or so', 'weeks'],
    ['80 percent', PERCENT],
    ['6 weeks', ''],
    ['1e3', 'weeks'],
    ['1-2', 'weeks'],
    ['6 (about)', 'weeks'],
  ])('should not be read from “%s”, of which more than the unit (%s) follows the number', (typed, unit) => {
    expect(readTypedNumber(typed, unit)).toEqual({ wrong: 'unit' });
  });

  it.each(['', 'many', 'about 6', '.5', '5.', '6,', '1.200,5', '1,200,5', '12,34,567', '1,200 000', '1 20', '1,,200'])(
    'should not be read from “%s”',
    (typed) => {
      expect(readTypedNumber(typed, 'weeks')).toEqual({ wrong: 'form' });
    },
  );

  it.each(['1234567890123456', '1,234,567,890,123,456', '<5', '≥ 6', '--6'])(
    'should not be read from “%s”',
    (typed) => {
      expect(readTypedNumber(typed, 'weeks')).toEqual({ wrong: 'form' });
    },
  );
});

import {
  addMonths,
  addWeeks,
  civilDate,
  dayNumber,
  isoDate,
  longDate,
  parseDay,
} from '../../../src/core/contracts/calendar.js';

const DAY = 86_400_000;

describe('the calendar', () => {
  it('should agree with the built-in dates on every day from 1900 to 2199', () => {
    const wrong: string[] = [];
    const last = Date.UTC(2199, 11, 31) / DAY;
    for (let day = Date.UTC(1900, 0, 1) / DAY; day <= last; day += 1) {
      const date = new Date(day * DAY);
      const [year, month, dayOfMonth] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
      const iso = date.toISOString().slice(0, 10);
      const civil = civilDate(day);
      const right =
        dayNumber(year, month, dayOfMonth) === day &&
        civil.year === year &&
        civil.month === month &&
        civil.day === dayOfMonth &&
        isoDate(day) === iso &&
        parseDay(iso) === day;
      if (!right) wrong.push(iso);
    }
    expect(wrong).toEqual([]);
  });

  it.each([
    ['2024-02-29', true],
    ['2026-02-29', false],
    ['2100-02-29', false],
    ['2000-02-29', true],
    ['2026-02-30', false],
    ['2026-04-31', false],
    ['2026-12-31', true],
    ['2026-00-10', false],
    ['2026-13-01', false],
    ['2026-01-00', false],
    ['2026-01-32', false],
    ['1899-12-31', false],
    ['2200-01-01', false],
    ['0026-01-01', false],
    ['2026-1-1', false],
    ['01/10/2026', false],
    ['2026-10-01T00:00:00Z', false],
    [' 2026-10-01', false],
    ['2026-10-01\n', false],
    ['', false],
  ])('should read %j: %s', (text, exists) => {
    expect(parseDay(text) !== undefined).toBe(exists);
  });

  it.each([
    ['2026-01-31', 1, '2026-02-28'],
    ['2024-01-31', 1, '2024-02-29'],
    ['2024-02-29', 12, '2025-02-28'],
    ['2025-10-01', 12, '2026-10-01'],
    ['2026-08-31', 18, '2028-02-29'],
    ['2026-12-15', 1, '2027-01-15'],
    ['2026-11-30', 13, '2027-12-30'],
  ])('should add to %s %i months and land on %s', (from, months, to) => {
    expect(isoDate(addMonths(parseDay(from) as number, months))).toBe(to);
  });

  it('should add whole weeks and write long dates', () => {
    expect(isoDate(addWeeks(parseDay('2026-11-23') as number, 6))).toBe('2027-01-04');
    expect(longDate(parseDay('2026-11-03') as number)).toBe('3 November 2026');
  });
});

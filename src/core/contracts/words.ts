/** Names of the stages of a site, by number. */
export const STAGE_NAMES = ['Not started', 'Preparing', 'Cleared for data', 'Cleared for go-live', 'Live'] as const;

/** "a", "a and b", "a, b and c" */
export function listed(items: readonly string[]): string {
  if (items.length <= 1) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1) as string}`;
}

/** With a capital at its beginning, as a sentence or an entry of a table has. */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const MANY = /^((?:person-|whole-time )?(?:day|week|equivalent|consultation))s\b/;

/** A unit as it follows its number: after a space unless it is a percentage, and "day a week" after one. */
export function unitOf(value: number, unit: string): string {
  if (unit.startsWith('%')) return unit;
  return ` ${value === 1 ? unit.replace(MANY, '$1').replace(/^studies\b/, 'study') : unit}`;
}

const SMALL_NUMBERS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

/** A whole number from 0 as text has it: in words under ten ("no", "two"), in figures from there. */
export function numberWord(count: number): string {
  return SMALL_NUMBERS[count] ?? String(count);
}

/** What stands in place of a date that lies further ahead than a plan can say. */
export function rePlan(years: number): string {
  return `more than ${numberWord(years)} ${years === 1 ? 'year' : 'years'}: re-plan`;
}

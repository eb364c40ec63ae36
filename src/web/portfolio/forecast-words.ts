import { longDate, parseDay, type DayNumber } from '../../core/contracts/calendar.js';
import type { ToolFactor } from '../../portfolio/cohort.dto.js';

/** Tools whose factor a sentence names; the page on forecasts has all of them. */
const NAMED = 3;

/** Of which days forecasts are, in a sentence; null where there are none. @param days ISO, in any order */
export function ageText(days: readonly string[]): string | null {
  const sorted = [...days].sort();
  const [oldest, newest] = [sorted[0], sorted.at(-1)];
  if (oldest === undefined || newest === undefined) return null;
  const text = (day: string): string => longDate(parseDay(day) as DayNumber);
  const made = oldest === newest ? `on ${text(oldest)}` : `between ${text(oldest)} and ${text(newest)}`;
  return `The forecasts were made ${made}, each when something had last changed at its site.`;
}

/** The site factor that sites live by month rest on, in a sentence. */
export function factorText(factors: readonly ToolFactor[], toolName: (id: string) => string): string {
  const meaning = 'the site factor, which says how much longer real sites take';
  const moved = factors.filter(({ median, published }) => median !== published);
  if (moved.length === 0) {
    return `Each plan’s time is multiplied by ${meaning}, as it is published: no outcome of yours has moved it yet.`;
  }
  const tools = moved
    .slice(0, NAMED)
    .map(
      ({ toolId, median, published }) => `${toolName(toolId)} ${median.toFixed(2)} (published ${published.toFixed(2)})`,
    );
  const more = moved.length > NAMED ? [`and ${String(moved.length - NAMED)} more`] : [];
  return `Each plan’s time is multiplied by ${meaning}, as your outcomes so far make it: ${[...tools, ...more].join(', ')}. The capacity planner uses the published one.`;
}

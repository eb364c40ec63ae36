import { dayNumber, type DayNumber } from '../../core/contracts/calendar.js';

/** Level of GV-09, the question about the trust's published status. */
export type StatusLevel = 0 | 1 | 2 | 3;

/** The toolkit year that a publication is for. */
export interface RegisterYear {
  /** As the register writes it, `22/23` */
  readonly label: string;
  /** The last day on which it was due: 30 June of its second year */
  readonly due: DayNumber;
}

export interface RegisterStatus {
  readonly level: StatusLevel;
  /** Undefined for "Not Published", which names no year */
  readonly year: RegisterYear | undefined;
}

const LEVELS: ReadonlyMap<string, StatusLevel> = new Map([
  ['Standards Not Met', 0],
  ['Approaching Standards', 1],
  ['Standards Met', 2],
  ['Standards Exceeded', 3],
]);

export const NOT_PUBLISHED = 'Not Published';

/**
 * What a status of the public register says, by the register's own words: `22/23 Standards Met`, `Not Published`.
 * Undefined for any other text, the statuses of the toolkit's first years among them ("Not Fully Met (Plan Agreed)"):
 * they are reported to a person, never guessed.
 */
export function registerStatus(text: string): RegisterStatus | undefined {
  if (text === NOT_PUBLISHED) return { level: 0, year: undefined };
  const match = /^(\d\d)\/(\d\d) (.+)$/.exec(text);
  const level = match === null ? undefined : LEVELS.get(match[3] as string);
  if (match === null || level === undefined) return undefined;
  const [first, second] = [Number(match[1]), Number(match[2])];
  if (second !== first + 1) return undefined;
  return { level, year: { label: `${String(match[1])}/${String(match[2])}`, due: dueIn(2000 + second) } };
}

/** A year's publication counts until the next year's is due. */
export function lapseOf(year: RegisterYear): DayNumber {
  return dueIn(2000 + Number(year.label.slice(3)) + 1);
}

/** The toolkit's deadline in a calendar year. */
export function dueIn(year: number): DayNumber {
  return dayNumber(year, 6, 30);
}

/** A toolkit year cannot be published before the day after the deadline of the one before. */
export function isTooEarly(publishedOn: DayNumber, year: RegisterYear): boolean {
  return publishedOn <= dueIn(2000 + Number(year.label.slice(0, 2)));
}

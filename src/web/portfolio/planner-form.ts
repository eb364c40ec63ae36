import { EQUITY_RANGE, MOST_WEEKLY_HOURS, type HoursPlan } from '../../portfolio/planner.dto.js';
import { readDay } from '../day-fields.js';
import { FormChoice, FormText } from '../concerns/concern-forms.js';
import type { FormError } from '../forms.js';
import { PlainText } from '../../platform/http/fields.js';
import { entriesOf, PortfolioChoice } from './portfolio-address.js';

/** The choice of sites with two settings to plan by, as it stands in the planner's address. */
export class PlannerChoice extends PortfolioChoice {
  @FormText(20)
  hours?: string;

  @FormText(20)
  equity?: string;

  @FormText(20)
  targetDay?: string;

  @FormText(20)
  targetMonth?: string;

  @FormText(20)
  targetYear?: string;

  /** Of the second setting; without hours there is none */
  @FormText(20)
  hours2?: string;

  @FormText(20)
  equity2?: string;

  @FormChoice(['kept'])
  done?: 'kept';
}

/** What is sent to keep one of the settings. */
export class KeepForm extends PlannerChoice {
  @FormChoice(['first', 'second'])
  keep?: 'first' | 'second';

  /** Of the team's setting that was on the page */
  @PlainText({ max: 10, optional: true })
  version?: string;
}

type SettingField = 'hours' | 'equity' | 'targetDay' | 'targetMonth' | 'targetYear' | 'hours2' | 'equity2';
type SettingFields = Readonly<Partial<Record<SettingField, string>>>;

/** Both parts of an address: what narrows the sites, and what is planned by. */
export function partsOf({
  hours,
  equity,
  targetDay,
  targetMonth,
  targetYear,
  hours2,
  equity2,
  ...rest
}: PlannerChoice): {
  readonly sites: PortfolioChoice;
  readonly fields: SettingFields;
} {
  const { done: _done, keep: _keep, version: _version, ...sites } = rest as KeepForm;
  const fields = Object.fromEntries(
    entriesOf({ hours, equity, targetDay, targetMonth, targetYear, hours2, equity2 }),
  ) as SettingFields;
  return { sites, fields };
}

/** Hours a week by which the second setting starts ahead of the first: a day more. */
const A_DAY_MORE = 8;

/** The fields as they stand when nobody has filled them in: the team's setting, and a day a week more beside it. */
export function fieldsOf({ weeklyHours, equity, targetDate }: HoursPlan): SettingFields {
  const [year = '', month = '', day = ''] = (targetDate ?? '').split('-');
  const plain = (number: string): string => number.replace(/^0/, '');
  return {
    hours: String(weeklyHours),
    equity: String(equity),
    ...(targetDate !== null && { targetDay: plain(day), targetMonth: plain(month), targetYear: year }),
    hours2: String(Math.min(MOST_WEEKLY_HOURS, weeklyHours + A_DAY_MORE)),
    equity2: String(equity),
  };
}

/** What was read: one setting or two, the first one first; or what is wrong. */
export type ReadSettings = { readonly plans: readonly HoursPlan[] } | { readonly errors: readonly FormError[] };

export function readSettings(fields: SettingFields): ReadSettings {
  const errors: FormError[] = [];
  const numberOf = (field: 'hours' | 'hours2' | 'equity' | 'equity2', what: string, range: Range): number => {
    const value = readNumber(fields[field], range);
    if (value === undefined) errors.push({ field, text: ruleOf(fields[field], what, range) });
    return value ?? 0;
  };
  const first = {
    weeklyHours: numberOf('hours', 'Hours a week of the first setting', HOURS),
    equity: numberOf('equity', 'Equity of the first setting', EQUITY_RANGE),
  };
  const targetDate = readTarget(fields, errors);
  const second =
    fields.hours2 === undefined
      ? []
      : [
          {
            weeklyHours: numberOf('hours2', 'Hours a week of the second setting', HOURS),
            equity: numberOf('equity2', 'Equity of the second setting', EQUITY_RANGE),
            targetDate,
          },
        ];
  return errors.length > 0 ? { errors } : { plans: [{ ...first, targetDate }, ...second] };
}

type Range = Readonly<Record<'min' | 'max', number>>;
const HOURS: Range = { min: 0, max: MOST_WEEKLY_HOURS };
const LAST_YEAR = '2149';

function readNumber(typed: string | undefined, { min, max }: Range): number | undefined {
  if (typed === undefined || !/^\d{1,6}(?:\.\d{1,6})?$/.test(typed)) return undefined;
  const value = Number(typed);
  return value >= min && value <= max ? value : undefined;
}

function ruleOf(typed: string | undefined, what: string, { min, max }: Range): string {
  if (typed === undefined) return `Enter ${what.charAt(0).toLowerCase()}${what.slice(1)}`;
  return `${what} must be a number from ${String(min)} to ${max.toLocaleString('en-GB')}, such as ${max > 2 ? '37.5' : '0.5'}`;
}

function readTarget({ targetDay, targetMonth, targetYear }: SettingFields, errors: FormError[]): string | null {
  const read = readDay('target', 'The target date', { day: targetDay, month: targetMonth, year: targetYear });
  if ('error' in read) {
    errors.push(read.error);
    return null;
  }
  if (read.day !== undefined && read.day.slice(0, 4) > LAST_YEAR) {
    errors.push({ field: 'targetYear', text: `The target date must be no later than ${LAST_YEAR}` });
  }
  return read.day ?? null;
}

export const PAST_TARGET: FormError = { field: 'targetDay', text: 'The target date must be today or in the future' };

const EQUITIES: readonly (readonly [value: number, text: string])[] = [
  [0, 'None (0)'],
  [0.5, 'The method’s (0.5)'],
  [1, 'Strong (1)'],
  [2, 'Strongest (2)'],
];

/** What can be chosen of equity; a number that has no words stands for itself. */
export function equityItems(given: string | undefined): readonly object[] {
  const chosen = given === undefined ? undefined : readNumber(given, EQUITY_RANGE);
  const other = chosen === undefined || EQUITIES.some(([value]) => value === chosen) ? [] : [chosen];
  return [...EQUITIES, ...other.map((value) => [value, `As it was given (${String(value)})`] as const)].map(
    ([value, text]) => ({ value: String(value), text, selected: value === chosen }),
  );
}

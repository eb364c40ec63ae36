import { longDate, parseDay } from '../../core/contracts/calendar.js';
import type { DeploymentStatus, DeploymentView } from '../../deployments/deployments.dto.js';
import type { FormFields } from '../../platform/http/takes-form.js';
import { USE_TEXTS } from '../use-texts.js';
import { changeText } from './details-changes.js';

export const DAYS = ['targetDate', 'goLiveDate'] as const;
export const HEADS = ['reporters', 'physiologists', 'projectStaff'] as const;
/** What is known about a deployment, in the order of the page. */
export const DETAILS = [
  ...(['use', 'productVersion', 'status'] as const),
  ...DAYS,
  ...HEADS,
  ...(['vendorOwner', 'alternatives', 'changes'] as const),
] as const;
export type Detail = (typeof DETAILS)[number];

export const LABELS: Readonly<Record<Detail, string>> = {
  use: 'What it is used for here',
  productVersion: 'The version of the product',
  status: 'Where the work stands',
  targetDate: 'The day on which you want to go live',
  goLiveDate: 'The day on which the tool went into use',
  reporters: 'The number of people who report with the tool',
  physiologists: 'The number of physiologists who scan for it',
  projectStaff: 'The number of people in the project',
  vendorOwner: 'Who looks after the site at the vendor',
  alternatives: 'Other ways that are open to this site',
  changes: 'Changes of systems or of the product',
};

/** What each is for: which questions, dates or numbers it changes. */
export const MEANINGS: Readonly<Record<Detail, string>> = {
  use: 'It decides which questions are asked, and which of them hold the tool back.',
  productVersion: 'Evidence that was made for another version does not count. Leave it empty while it is not known.',
  status: 'Lists show it beside the assessment, and no result once it has ended. It changes no question and no date.',
  targetDate: 'The support plan says whether its dates reach this day.',
  goLiveDate:
    'From this day on the tool counts as in use, and the result warns first of all of a gate that is not passed.',
  reporters: 'The plan counts the training for them. While it is empty, the plan uses an estimate and says so.',
  physiologists: 'The plan counts the training for them. While it is empty, the plan uses an estimate and says so.',
  projectStaff: 'The plan counts the training for them. While it is empty, the plan uses an estimate and says so.',
  vendorOwner: 'A role or a team, so that you know whom to ask. It changes no question and no date.',
  alternatives: 'The plan uses what is ticked in place of the usual action, with its own work and weeks.',
  changes: 'Evidence from before the day of a change is out of date for the questions that depend on it.',
};

export const STATUS_TEXTS: Readonly<Record<DeploymentStatus, string>> = {
  active: 'Active',
  paused: 'Paused',
  ended: 'Ended',
};

/** Names of the fields of a detail: three for a day. */
export function inputsOf(name: Detail): readonly string[] {
  if (!(DAYS as readonly string[]).includes(name)) return [name];
  return ['Day', 'Month', 'Year'].map((part) => `${name}${part}`);
}

/** What is stored of a detail, in words. @param titles of the alternatives by id */
export function wordsOf(deployment: DeploymentView, name: Detail, titles: ReadonlyMap<string, string>): string {
  switch (name) {
    case 'use':
      return USE_TEXTS[deployment.use][0];
    case 'status':
      return STATUS_TEXTS[deployment.status];
    case 'targetDate':
    case 'goLiveDate':
      return dayWords(deployment[name]);
    case 'alternatives':
      return deployment.alternatives.map((id) => titles.get(id) ?? id).join('; ') || 'None';
    case 'changes':
      return deployment.changes.map(changeText).join('; ') || 'None';
    default:
      return deployment[name] === null ? 'Not said yet' : String(deployment[name]);
  }
}

function dayWords(day: string | null): string {
  const number = day === null ? undefined : parseDay(day);
  return number === undefined ? 'Not said yet' : longDate(number);
}

/** The text of a field, without the blanks around it. */
export function textIn(fields: FormFields, name: string): string {
  const value = fields[name] ?? '';
  return (typeof value === 'string' ? value : value.join('\n')).trim();
}

/** What stands in the fields of a detail, for whether two forms have the same. */
function contentOf(fields: FormFields, name: Detail): string {
  if (name === 'alternatives') return JSON.stringify([fields.alternatives ?? []].flat().toSorted());
  return JSON.stringify(inputsOf(name).map((input) => textIn(fields, input)));
}

/**
 * A form that was sent after somebody else changed the details: what its sender did not touch is shown as it is now,
 * what was entered stays.
 *
 * @param was the form as the page had it
 * @returns the fields, and the details in which what was entered differs from what somebody else saved
 */
export function mergedForm(
  sent: FormFields,
  was: FormFields,
  now: FormFields,
): { readonly fields: FormFields; readonly overtaken: readonly Detail[] } {
  const names = DETAILS.filter((name) => name !== 'changes');
  const untouched = names.filter((name) => contentOf(sent, name) === contentOf(was, name));
  const taken = Object.fromEntries(untouched.flatMap(inputsOf).map((input) => [input, now[input]]));
  const overtaken = names.filter(
    (name) =>
      !untouched.includes(name) &&
      contentOf(now, name) !== contentOf(was, name) &&
      contentOf(now, name) !== contentOf(sent, name),
  );
  return { fields: { ...sent, ...taken }, overtaken };
}

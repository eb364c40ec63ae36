import { IsString } from 'class-validator';
import { USES, type Use } from '../../core/contracts/instrument.js';
import { readTypedNumber } from '../../core/contracts/typed-number.js';
import {
  DEPLOYMENT_STATUSES,
  type DeploymentStatus,
  type DeploymentView,
  type UpdateDeployment,
} from '../../deployments/deployments.dto.js';
import { OneOf, PlainText } from '../../platform/http/fields.js';
import type { FormFields } from '../../platform/http/takes-form.js';
import { readDay } from '../day-fields.js';
import { readForm, type FormError } from '../forms.js';
import { readChanges } from './details-changes.js';
import { DAYS, HEADS, inputsOf, LABELS, textIn, type Detail } from './details-words.js';

const MOST_PEOPLE = 10_000;

class DetailsForm {
  @OneOf(USES)
  @IsString({ message: 'Choose what the tool is used for here' })
  use: Use;

  @OneOf(DEPLOYMENT_STATUSES)
  @IsString({ message: 'Choose where the work stands' })
  status: DeploymentStatus;

  @PlainText({ max: 200, optional: true })
  productVersion?: string;

  @PlainText({ max: 200, optional: true })
  vendorOwner?: string;
}

class VendorForm {
  @PlainText({ max: 200, optional: true })
  vendorOwner?: string;
}

/** The form of a deployment as it is stored. */
export function formOf(deployment: DeploymentView): FormFields {
  const { use, status, productVersion, vendorOwner, alternatives } = deployment;
  const heads = HEADS.map((name) => [name, deployment[name] === null ? '' : String(deployment[name])]);
  const days = DAYS.flatMap((name) => {
    const [year = '', month = '', day = ''] = (deployment[name] ?? '').split('-');
    const typed = [day.replace(/^0/, ''), month.replace(/^0/, ''), year];
    return inputsOf(name).map((input, index) => [input, typed[index]]);
  });
  return {
    ...{ use, status, productVersion: productVersion ?? '', vendorOwner: vendorOwner ?? '', alternatives },
    ...(Object.fromEntries([...heads, ...days]) as FormFields),
  };
}

/**
 * Reads the form.
 *
 * @param editable what its sender may change
 * @returns what differs from what is stored, and what is wrong with it
 */
export async function readDetails(
  fields: FormFields,
  deployment: DeploymentView,
  editable: readonly Detail[],
): Promise<{ readonly command: UpdateDeployment; readonly errors: readonly FormError[] }> {
  const form = editable.includes('use') ? await readForm(DetailsForm, fields) : await readForm(VendorForm, fields);
  const errors: FormError[] = form.ok ? [] : form.errors.map(inWords);
  const said: Record<string, unknown> = { productVersion: null, vendorOwner: null, ...(form.ok && filled(form.value)) };
  for (const name of DAYS) {
    const [day, month, year] = inputsOf(name).map((input) => textIn(fields, input) || undefined);
    const read = readDay(name, LABELS[name], { day, month, year });
    if ('error' in read) errors.push(read.error);
    else said[name] = read.day ?? null;
  }
  for (const name of HEADS) {
    const read = readHeads(name, textIn(fields, name));
    if (typeof read === 'object' && read !== null) errors.push(read);
    else said[name] = read;
  }
  said.alternatives = [fields.alternatives ?? []].flat();
  const { changes, errors: wrong } = readChanges(fields, deployment.changes);
  said.changes = changes;
  const known = [...errors, ...wrong].filter(({ field }) => editable.some((name) => belongsTo(field, name)));
  const differs = (name: Detail): boolean => name in said && !isSame(said[name], deployment[name]);
  return { command: Object.fromEntries(editable.filter(differs).map((name) => [name, said[name]])), errors: known };
}

/** Whether a field of the form is one of a detail's, such as `targetDateDay` of the target date. */
function belongsTo(field: string, name: Detail): boolean {
  return name === 'changes' ? field.startsWith('change') : field.startsWith(name);
}

/** The number of people; null where nothing was typed. */
function readHeads(name: (typeof HEADS)[number], typed: string): number | null | FormError {
  if (typed === '') return null;
  const read = readTypedNumber(typed, name === 'projectStaff' ? 'people' : name);
  const value = 'value' in read ? read.value : -1;
  if (Number.isInteger(value) && value >= 0 && value <= MOST_PEOPLE) return value;
  const limits = `a whole number from 0 to ${MOST_PEOPLE.toLocaleString('en-GB')}`;
  return { field: name, text: `${LABELS[name]} must be ${limits}, or empty where it is not known` };
}

function filled(value: object): object {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined));
}

function isSame(one: unknown, other: unknown): boolean {
  if (Array.isArray(one) && Array.isArray(other)) {
    const texts = (list: readonly unknown[]): string => JSON.stringify(list.map((item) => JSON.stringify(item)).sort());
    return texts(one) === texts(other);
  }
  return one === other;
}

/** The rules of a field speak of it by its name in the API. */
function inWords({ field, text }: FormError): FormError {
  return { field, text: text.replace(new RegExp(`^${field}\\b`), LABELS[field as Detail]) };
}

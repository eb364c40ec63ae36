import { longDate, parseDay } from '../../core/contracts/calendar.js';
import type { ChangeKind } from '../../core/contracts/instrument.js';
import type { ChangeRecord } from '../../deployments/deployments.dto.js';
import type { FormFields } from '../../platform/http/takes-form.js';
import { readDay } from '../day-fields.js';
import type { FormError } from '../forms.js';

export const CHANGE_TEXTS: Readonly<Record<ChangeKind, string>> = {
  'product-version': 'A new version of the product',
  pacs: 'The PACS (the system that stores the images)',
  scanner: 'A scanner',
  gateway: 'The gateway that sends the images',
};

/** A change in words, such as "A scanner, 1 September 2026". */
export function changeText({ kind, on, material, productVersion }: ChangeRecord): string {
  const day = parseDay(on);
  const judged = material === true ? ', judged material' : ', judged not material';
  const version = productVersion === undefined ? '' : ` (${productVersion})`;
  const about = kind === 'product-version' ? `${version}${material === undefined ? '' : judged}` : '';
  return `${CHANGE_TEXTS[kind]}${about}, ${day === undefined ? on : longDate(day)}`;
}

/** The same for the same change: what its box on the page stands for. */
export function keyOfChange({ kind, on, material, productVersion }: ChangeRecord): string {
  return [kind, on, String(material ?? ''), productVersion ?? ''].join('|');
}

/** The list as it is to be: without those that are ticked to be taken away, and with the one that was entered. */
export function readChanges(
  fields: FormFields,
  stored: readonly ChangeRecord[],
): { readonly changes: readonly ChangeRecord[]; readonly errors: readonly FormError[] } {
  const away = new Set([fields.changesAway ?? []].flat());
  const kept = stored.filter((change) => !away.has(keyOfChange(change)));
  const read = readNew(fields);
  if (read === undefined) return { changes: kept, errors: [] };
  return 'field' in read ? { changes: kept, errors: [read] } : { changes: [...kept, read], errors: [] };
}

function readNew(fields: FormFields): ChangeRecord | FormError | undefined {
  const text = (name: string): string => {
    const value = fields[name];
    return typeof value === 'string' ? value.trim() : '';
  };
  const [day, month, year] = ['changeOnDay', 'changeOnMonth', 'changeOnYear'].map((name) => text(name) || undefined);
  const [material, version] = [text('changeMaterial'), text('changeVersion')];
  const kind = text('changeKind');
  if (kind === '') {
    const typed = [day, month, year, material || undefined, version || undefined].some((part) => part !== undefined);
    return typed ? { field: 'changeKind', text: 'Choose what changed' } : undefined;
  }
  if (!Object.hasOwn(CHANGE_TEXTS, kind)) return { field: 'changeKind', text: 'Choose what changed' };
  const read = readDay('changeOn', 'The day of the change', { day, month, year });
  if ('error' in read) return read.error;
  if (read.day === undefined) return { field: 'changeOnDay', text: 'Enter the day of the change' };
  return withJudgement(kind as ChangeKind, read.day, material, version);
}

function withJudgement(kind: ChangeKind, on: string, material: string, version: string): ChangeRecord | FormError {
  if (kind !== 'product-version') {
    if (version === '' && material === '') return { kind, on };
    const text = 'Leave the new version and its judgement empty: they belong to a new version of the product only';
    return { field: version === '' ? 'changeMaterial' : 'changeVersion', text };
  }
  if (material !== 'yes' && material !== 'no') {
    return { field: 'changeMaterial', text: 'Say whether the clinical safety officer judges the new version material' };
  }
  return { kind, on, material: material === 'yes', ...(version !== '' && { productVersion: version }) };
}

import type { FormFields } from '../../platform/http/takes-form.js';
import type { SheetAnswer } from './read-rows.js';

/** What a sheet says, as a field of the page that shows what it would change. It is held against the questions again. */
export function encodeSheet(answers: ReadonlyMap<string, SheetAnswer>): string {
  return Buffer.from(JSON.stringify([...answers])).toString('base64url');
}

/** @returns undefined for what no page of ours has sent */
export function decodeSheet(field: FormFields[string]): ReadonlyMap<string, SheetAnswer> | undefined {
  if (typeof field !== 'string') return undefined;
  try {
    const entries: unknown = JSON.parse(Buffer.from(field, 'base64url').toString('utf8'));
    return Array.isArray(entries) && entries.every(isEntry) ? new Map(entries) : undefined;
  } catch {
    return undefined;
  }
}

function isEntry(entry: unknown): entry is [string, SheetAnswer] {
  if (!Array.isArray(entry) || typeof entry[0] !== 'string' || !isObject(entry[1])) return false;
  const { given, was, items, row } = entry[1];
  if (typeof was !== 'string' || typeof row !== 'number' || !isTexts(given)) return false;
  const parts = ['choice', 'number', 'reason', 'note'].every((part) => typeof given[part] === 'string');
  return parts && Array.isArray(items) && items.every(isTexts);
}

function isTexts(value: unknown): value is Readonly<Record<string, string>> {
  return isObject(value) && Object.values(value).every((text) => typeof text === 'string');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

import { pointerSegment } from '../../core/contracts/defect.js';
import { Problem, type ProblemDetailError } from '../problem/problem.js';

/** Nothing that this service takes is nested half as deep. */
const DEEPEST = 32;
/** Three times what the largest object holds, the answers to all questions. Checks further on are slow to say of each that it is unknown. */
const MOST_FIELDS = 200;
/** The longest list that anything takes has 200 entries. */
const MOST_ENTRIES = 500;
const MOST_VALUES = 50_000;
/** Of a field's name. None is half as long, and each error repeats the names on the way to its place. */
const LONGEST_NAME = 100;
const MOST_ERRORS = 50;
/**
 * Names that every object inherits. No field or parameter has one: copied carelessly they reach a prototype, and the
 * check for unknown fields overlooks them.
 */
export const INHERITED_NAMES: ReadonlySet<string> = new Set([
  ...Object.getOwnPropertyNames(Object.prototype),
  'prototype',
]);
const UNREADABLE = /[\p{Surrogate}\0]/u;

/** An object or list with the way to it, which is spelt out only when there is something to say. */
interface Place {
  readonly value: object;
  readonly key: string;
  readonly parent: Place | undefined;
  readonly depth: number;
}

/**
 * Looks at a parsed body before anything else does: an object, not too deep, not too many values, without names that
 * every object has already and without text that cannot be stored and read back. Walks without recursion, since depth is
 * what it guards against.
 *
 * @throws Problem `malformed-json`, `invalid-request`
 */
export function guardBody(body: unknown): void {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw refused([{ pointer: '', code: 'wrong-type', detail: 'The body must be one JSON object with named fields.' }]);
  }
  const errors: ProblemDetailError[] = [];
  const open: Place[] = [{ value: body, key: '', parent: undefined, depth: 1 }];
  let values = 0;
  for (let place = open.pop(); place !== undefined && errors.length < MOST_ERRORS; place = open.pop()) {
    if (place.depth > DEEPEST) {
      throw new Problem('malformed-json', `The body is nested deeper than ${String(DEEPEST)} levels.`);
    }
    // Counted before anything is made of them
    const fields = Array.isArray(place.value) ? place.value.length : Object.keys(place.value).length;
    values += fields;
    refuseTooMany(place, fields, values);
    for (const [key, value] of Object.entries(place.value)) look(place, key, value, open, errors);
  }
  if (errors.length > 0) throw refused(errors);
}

function look(place: Place, key: string, value: unknown, open: Place[], errors: ProblemDetailError[]): void {
  if (key.length > LONGEST_NAME) {
    const detail = `A field here has a name of ${String(key.length)} characters; at most ${String(LONGEST_NAME)} are taken.`;
    errors.push({ pointer: pointerOf(place), code: 'unknown-field', detail });
  } else if (UNREADABLE.test(key)) {
    errors.push(unreadable(pointerOf(place)));
  } else if (INHERITED_NAMES.has(key)) {
    errors.push({ pointer: pointerOf(place, key), code: 'unknown-field', detail: `"${key}" is not a field here.` });
  } else if (typeof value === 'string') {
    if (UNREADABLE.test(value)) errors.push(unreadable(pointerOf(place, key)));
  } else if (typeof value === 'object' && value !== null) {
    open.push({ value, key, parent: place, depth: place.depth + 1 });
  }
}

function refuseTooMany(place: Place, fields: number, values: number): void {
  const [what, most] = Array.isArray(place.value) ? ['entries', MOST_ENTRIES] : ['fields', MOST_FIELDS];
  if (fields > most) {
    const detail = `There are ${String(fields)} ${what} here; at most ${String(most)} are taken.`;
    throw refused([{ pointer: pointerOf(place), code: 'too-many', detail }]);
  }
  if (values > MOST_VALUES) {
    const detail = `The body may hold at most ${String(MOST_VALUES)} values in all.`;
    throw refused([{ pointer: '', code: 'too-many', detail }]);
  }
}

function pointerOf(place: Place, key?: string): string {
  const segments = key === undefined ? [] : [key];
  for (let at = place; at.parent !== undefined; at = at.parent) segments.push(at.key);
  return segments
    .reverse()
    .map((segment) => `/${pointerSegment(segment)}`)
    .join('');
}

function refused(errors: readonly ProblemDetailError[]): Problem {
  return new Problem('invalid-request', 'The body cannot be used. Nothing was stored.', { errors });
}

function unreadable(pointer: string): ProblemDetailError {
  return {
    pointer,
    code: 'unreadable-text',
    detail: 'This text holds half a character or a NUL, which no text has; remove it.',
  };
}

import { pointerSegment } from '../../core/contracts/defect.js';
import { Problem, type ProblemDetailError } from '../problem/problem.js';

/** Nothing that this service takes is nested half as deep. */
const DEEPEST = 32;
/**
 * Names that every object inherits. No field or parameter has one: copied carelessly they reach a prototype, and the
 * check for unknown fields overlooks them.
 */
export const INHERITED_NAMES: ReadonlySet<string> = new Set([
  ...Object.getOwnPropertyNames(Object.prototype),
  'prototype',
]);
const UNREADABLE = /[\p{Surrogate}\0]/u;
const MOST_ERRORS = 50;

interface Place {
  readonly value: unknown;
  readonly pointer: string;
  readonly depth: number;
}

/**
 * Looks at a parsed body before anything else does: an object, not too deep, without keys that reach a prototype and
 * without text that cannot be stored and read back. Walks without recursion, since depth is what it guards against.
 *
 * @throws Problem `malformed-json`, `invalid-request`
 */
export function guardBody(body: unknown): void {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new Problem('invalid-request', 'The body must be one JSON object.', {
      errors: [{ pointer: '', code: 'wrong-type', detail: 'The body must be a JSON object with named fields.' }],
    });
  }
  const errors: ProblemDetailError[] = [];
  const open: Place[] = [{ value: body, pointer: '', depth: 1 }];
  for (let place = open.pop(); place !== undefined && errors.length < MOST_ERRORS; place = open.pop()) {
    const { value, pointer, depth } = place;
    if (typeof value === 'string') {
      if (UNREADABLE.test(value)) errors.push(unreadable(pointer));
    } else if (typeof value === 'object' && value !== null) {
      if (depth > DEEPEST)
        throw new Problem('malformed-json', `The body is nested deeper than ${String(DEEPEST)} levels.`);
      for (const [key, inner] of Object.entries(value)) {
        const at = `${pointer}/${pointerSegment(key)}`;
        if (UNREADABLE.test(key)) errors.push(unreadable(pointer));
        else if (INHERITED_NAMES.has(key))
          errors.push({ pointer: at, code: 'unknown-field', detail: `"${key}" is not a field here.` });
        else open.push({ value: inner, pointer: at, depth: depth + 1 });
      }
    }
  }
  if (errors.length > 0)
    throw new Problem('invalid-request', 'The body cannot be used. Nothing was stored.', { errors });
}

function unreadable(pointer: string): ProblemDetailError {
  return {
    pointer,
    code: 'unreadable-text',
    detail: 'This text holds half a character or a NUL, which no text has; remove it.',
  };
}

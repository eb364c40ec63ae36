/** Something wrong in an input, said so that a person can mend it. */
export interface Defect {
  /** JSON pointer (RFC 6901) to the offending value */
  readonly pointer: string;
  /** Stable code, e.g. `level-out-of-range` */
  readonly code: string;
  /** What is wrong and what is allowed, in one plain sentence or two */
  readonly message: string;
  readonly questionId?: string;
}

/** Either the value or everything that is wrong, never the first defect alone. */
export type Checked<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly defects: readonly Defect[] };

/** Escapes one segment of a JSON pointer. */
export function pointerSegment(key: string | number): string {
  return String(key).replace(/~/g, '~0').replace(/\//g, '~1');
}

import type { Defect } from '../../core/contracts/defect.js';
import type { ProblemCode } from './problem-table.js';

/** One thing wrong in a request, in the words of RFC 9457's `errors` extension. */
export interface ProblemDetailError {
  /** JSON pointer (RFC 6901) into the request body; for a query or path parameter or a header see `parameter` */
  readonly pointer?: string;
  /** Name of the query or path parameter or header */
  readonly parameter?: string;
  /** Stable code of the rule that is broken, such as `level-out-of-range` */
  readonly code: string;
  /** What is wrong and what is allowed */
  readonly detail: string;
  readonly questionId?: string;
}

export interface ProblemOptions {
  readonly errors?: readonly ProblemDetailError[];
  /** Further members of the problem, such as `currentVersion` */
  readonly extra?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** What went wrong underneath; logged, never shown */
  readonly cause?: unknown;
}

/** An error that is meant for the caller. The filter turns it into problem+json; anything else becomes a bare 500. */
export class Problem extends Error {
  readonly errors: readonly ProblemDetailError[];
  readonly extra: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    readonly code: ProblemCode,
    readonly detail: string,
    { errors = [], extra = {}, headers = {}, cause }: ProblemOptions = {},
  ) {
    super(detail, { cause });
    this.name = 'Problem';
    this.errors = errors;
    this.extra = extra;
    this.headers = headers;
  }
}

/** What the core found wrong with answers, as one problem. */
export function invalidAnswers(defects: readonly Defect[]): Problem {
  const count = defects.length === 1 ? 'One thing is' : `${String(defects.length)} things are`;
  return new Problem('invalid-answers', `${count} wrong with the answers. Nothing was stored or computed.`, {
    errors: defects.map(({ message, ...rest }) => ({ ...rest, detail: message })),
  });
}

/** A header that cannot be read. @param rule its stable code @param detail what is allowed */
export function invalidHeader(name: string, rule: string, detail: string): Problem {
  return new Problem('invalid-request', `${name} cannot be read.`, {
    errors: [{ parameter: name, code: rule, detail }],
  });
}

/** @param what the kind of thing in words, such as "trust" */
export function notFound(what: string, id: string): Problem {
  return new Problem(
    'not-found',
    `There is no ${what} with the id "${id.length > 60 ? `${id.slice(0, 57)}...` : id}".`,
  );
}

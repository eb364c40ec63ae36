import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { invalidHeader, Problem } from '../problem/problem.js';

const ENTITY_TAG = /^(W\/)?"([\x21\x23-\x7e]{0,200})"$/;

/** The `ETag` of a version. */
export function etagOf(version: number | string): string {
  return `"${String(version)}"`;
}

/** Somebody else changed it in between. */
export function staleVersion(current: number | string): Problem {
  return new Problem('stale-version', 'It was changed since you read it. Nothing was stored.', {
    extra: { currentVersion: current },
    headers: { ETag: etagOf(current) },
  });
}

/** The version that a change was made on, as in the `ETag` that came with it. */
export const IfMatch = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  const header = context.switchToHttp().getRequest<Request>().headers['if-match'];
  if (header === undefined) {
    throw new Problem('version-required', 'Send the ETag of the version that you changed as If-Match.');
  }
  const match = ENTITY_TAG.exec(header.trim());
  if (match === null) {
    const allowed = 'If-Match must be one ETag as the service gave it, in quotation marks, for example "3".';
    throw invalidHeader('If-Match', 'wrong-format', allowed);
  }
  // A weak tag never matches a change (RFC 9110, 13.1.1); no version of ours is empty.
  return match[1] === undefined ? (match[2] ?? '') : '';
});

/** A version that is a number; -1, which no row has, for a tag that is none of ours. */
export function versionNumber(version: string): number {
  return /^[1-9]\d{0,8}$/.test(version) ? Number(version) : -1;
}

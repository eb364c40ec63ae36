import { PROBLEMS } from '../problem/problem-table.js';
import type { Schema } from './contract-schemas.js';

/** The body of every error: RFC 9457 with a stable code. */
export const PROBLEM_SCHEMA: Schema = {
  type: 'object',
  description: 'What went wrong (RFC 9457). Programs look at `code`, which never changes its meaning.',
  required: ['type', 'title', 'status', 'code', 'detail', 'instance', 'requestId'],
  properties: {
    type: { type: 'string', description: 'Address of the page that explains this kind of problem' },
    title: { type: 'string', description: 'Name of the kind of problem' },
    status: { type: 'integer', description: 'The HTTP status again' },
    code: { type: 'string', enum: Object.keys(PROBLEMS), description: 'The kind of problem, for programs' },
    detail: { type: 'string', description: 'What went wrong this time' },
    instance: { type: 'string', description: 'The address that was asked' },
    requestId: { type: 'string', description: 'What to tell whoever runs the service' },
    errors: {
      type: 'array',
      description: 'Each thing that is wrong with the request',
      items: { $ref: '#/components/schemas/ProblemError' },
    },
    currentVersion: {
      type: ['integer', 'string'],
      description: 'With `stale-version`: the version that is stored now',
    },
    existingId: { type: 'string', description: 'With `conflict`: the id of what exists' },
    mergedIntoId: { type: 'string', description: 'With `conflict`: the id of the trust that this one became part of' },
    available: {
      type: 'array',
      description: 'With `not-acceptable`: the media types that there are',
      items: { type: 'string' },
    },
  },
  additionalProperties: false,
};

export const PROBLEM_ERROR_SCHEMA: Schema = {
  type: 'object',
  description: 'One thing that is wrong with the request',
  required: ['code', 'detail'],
  properties: {
    pointer: { type: 'string', description: 'JSON pointer (RFC 6901) into the body' },
    parameter: { type: 'string', description: 'Name of the parameter or header, when it is not in the body' },
    code: { type: 'string', description: 'The rule that is broken, for programs' },
    detail: { type: 'string', description: 'What is wrong and what is allowed' },
    questionId: { type: 'string', description: 'The question that it is about' },
  },
  additionalProperties: false,
};

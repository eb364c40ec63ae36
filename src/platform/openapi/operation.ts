import { applyDecorators, HttpCode, UseInterceptors, type Type } from '@nestjs/common';
import {
  ApiExtraModels,
  ApiHeader,
  ApiOperation,
  ApiResponse,
  ApiSecurity,
  type ApiResponseOptions,
} from '@nestjs/swagger';
import { Allow, type Access } from '../access/allow.js';
import { LocatedAt } from '../http/location-header.js';
import { IDEMPOTENCY_KEY, IdempotencyInterceptor } from '../idempotency/idempotency.interceptor.js';
import { Versioned } from '../http/version-header.js';
import { PROBLEMS, type ProblemCode } from '../problem/problem-table.js';
import { contractRef } from './api-contract.js';

/** How an operation stands in the API description, beside its parameters and body, which their classes describe. */
export interface OperationOptions {
  /** Name of the method in generated clients, such as `getTrust` */
  readonly id: string;
  /** Who may: a permission of the table, or `public` */
  readonly access: Access;
  /** Path parameters that the guard leaves to the service */
  readonly unplaced?: readonly string[];
  /** A few words, without a full stop */
  readonly summary: string;
  /** More, where a reader needs it; Markdown */
  readonly description?: string;
  /** Class of the reply, or the name of a type of the core's contract; nothing for an empty reply */
  readonly reply?: Type | string;
  /** Something is made, the reply is 201: the address where it can be read, with fields of the reply in braces */
  readonly createdAt?: string;
  /** The reply has a `version`, which is its `ETag`; default: as `changes` */
  readonly versioned?: boolean;
  /** Takes `If-Match` and changes what is there */
  readonly changes?: boolean;
  /** Takes an `Idempotency-Key`; default: where something is made. For a `POST` that changes something */
  readonly keyed?: boolean;
  /** Problems beside those that every operation can have and those that follow from the options above */
  readonly problems?: readonly ProblemCode[];
  /** Media type of a reply that is a file, or those that it can have; where one of them is JSON, `reply` describes that */
  readonly replyType?: string | readonly string[];
  /** Media types besides JSON that the reply can have */
  readonly otherTypes?: readonly string[];
}

const ALWAYS = [
  'invalid-request',
  'malformed-request',
  'internal',
  'storage-unavailable',
] as const satisfies readonly ProblemCode[];

/** Describes an operation: its name, its replies, every problem that it can answer with. */
export function Operation(options: OperationOptions): MethodDecorator {
  const { id, summary, description, changes = false, versioned = changes } = options;
  const status = statusOf(options);
  return applyDecorators(
    HttpCode(status),
    Allow(options.access, options.unplaced === undefined ? {} : { unplaced: options.unplaced }),
    ...(options.access === 'public' ? [ApiSecurity({})] : []),
    ...(versioned && options.reply !== undefined ? [Versioned()] : []),
    ...(options.createdAt === undefined ? [] : [LocatedAt(options.createdAt)]),
    ApiOperation({ operationId: id, summary, ...(description !== undefined && { description }) }),
    ApiResponse(success(options, status, versioned)),
    ...(typeof options.reply === 'function' ? [ApiExtraModels(options.reply)] : []),
    ...(changes
      ? [
          ApiHeader({
            name: 'If-Match',
            description: 'The `ETag` of the version that the change was made on',
            required: true,
            schema: { type: 'string', examples: ['"3"'] },
          }),
        ]
      : []),
    ...(takesKey(options) ? [UseInterceptors(IdempotencyInterceptor), ApiHeader(KEY_HEADER)] : []),
    ...problemReplies(options).map((reply) => ApiResponse(reply)),
  );
}

function statusOf({ reply, replyType, createdAt }: OperationOptions): 200 | 201 | 204 {
  if (reply === undefined && replyType === undefined) return 204;
  return createdAt === undefined ? 200 : 201;
}

const BINARY = { schema: { type: 'string', format: 'binary' } } as const;

const ETAG = {
  ETag: { description: 'Version of what is returned, for `If-Match`', schema: { type: 'string' as const } },
};

/** Every `POST` that stores something. */
function takesKey({ createdAt, keyed = createdAt !== undefined }: OperationOptions): boolean {
  return keyed;
}

const KEY_HEADER = {
  name: IDEMPOTENCY_KEY,
  description:
    'Any text of your own, such as a UUID. Sent again with the same key within 24 hours, the request takes effect once and gets its first reply again, with `Idempotency-Replayed: true`',
  required: false,
  schema: { type: 'string' as const, minLength: 1, maxLength: 255, pattern: '^[!-~]+$' },
};

const LOCATION = {
  Location: { description: 'Address of what was made', schema: { type: 'string' as const } },
};

function success(options: OperationOptions, status: number, versioned: boolean): ApiResponseOptions {
  const { reply, replyType, otherTypes = [] } = options;
  const headers = { ...(versioned && ETAG), ...(options.createdAt !== undefined && LOCATION) };
  if (replyType !== undefined) {
    const described = typeof reply === 'function' ? { schema: { $ref: `#/components/schemas/${reply.name}` } } : BINARY;
    const content = Object.fromEntries(
      [replyType].flat().map((type) => [type, type === 'application/json' ? described : BINARY]),
    );
    return { status, description: 'What was asked for', content };
  }
  if (reply === undefined) return { status, description: 'Done', headers };
  const description = status === 201 ? 'What was made' : 'What was asked for';
  if (typeof reply !== 'string' && otherTypes.length === 0) return { status, description, headers, type: reply };
  const schema = typeof reply === 'string' ? contractRef(reply) : { $ref: `#/components/schemas/${reply.name}` };
  const binary = Object.fromEntries(otherTypes.map((type) => [type, BINARY]));
  return {
    status,
    description,
    headers,
    content: { 'application/json': { schema }, ...binary },
  };
}

/** One reply for each status; several problems of one status are named in its description. */
function problemReplies(options: OperationOptions): ApiResponseOptions[] {
  const { changes = false, problems = [], otherTypes = [] } = options;
  const codes: ProblemCode[] = [...ALWAYS, ...problems];
  if (options.access !== 'public') codes.push('unauthenticated', 'forbidden');
  if (options.access !== 'public' && (changes || statusOf(options) !== 200 || takesKey(options)))
    codes.push('cross-site');
  // Only what makes or changes something waits for the one writer.
  if (changes || statusOf(options) !== 200) codes.push('busy');
  if (changes) codes.push('version-required', 'stale-version');
  if (takesKey(options)) codes.push('request-in-progress', 'idempotency-key-reused');
  if (otherTypes.length > 0) codes.push('not-acceptable');
  const statuses = [...new Set(codes.map((code) => PROBLEMS[code].status))];
  return statuses.map((status) => ({
    status,
    description: [...new Set(codes)]
      .filter((code) => PROBLEMS[code].status === status)
      .map((code) => `\`${code}\`: ${PROBLEMS[code].title}`)
      .join('; '),
    content: { 'application/problem+json': { schema: contractRef('Problem') } },
  }));
}

import type { LoggerService } from '@nestjs/common';
import type { RequestHandler } from 'express';
import { pino, type Logger } from 'pino';
import { pinoHttp } from 'pino-http';
import { requestContext } from '../http/request-context.js';

/** JSON lines on standard output, each with the id of its request. */
export function createLogger(level: string): Logger {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    mixin: idsOfRequest,
    serializers: { err: errorFields },
  });
}

/** The ids only: who sent it is in the record. */
function idsOfRequest(): object {
  const { requestId, correlationId } = requestContext() ?? {};
  return { ...(requestId !== undefined && { requestId }), ...(correlationId !== undefined && { correlationId }) };
}

/** What an error says of itself. What else hangs on it stays out: a failed query carries the values that people sent. */
function errorFields(error: unknown): object {
  if (typeof error !== 'object' || error === null) return { message: String(error) };
  const { name, message, stack, cause } = error as Partial<Error>;
  return { type: name, message, stack, ...(cause !== undefined && { cause: errorFields(cause) }) };
}

/** One line a request: no body, no query string, no header but the ids. */
export function logRequests(logger: Logger): RequestHandler {
  return pinoHttp({
    logger,
    customAttributeKeys: { responseTime: 'milliseconds' },
    customLogLevel: (_request, { statusCode }, error) => {
      // 503 is an answer as planned; everything else from 500 on is a fault, told in an entry of its own
      if (statusCode === 503) return 'warn';
      if (error !== undefined || statusCode >= 500) return 'error';
      return statusCode >= 400 ? 'warn' : 'info';
    },
    customSuccessMessage: () => 'request',
    customErrorMessage: () => 'request failed',
    // pino-http makes an error of every status from 500 on, with a stack that leads to pino-http
    customErrorObject: (_request, _response, _error, { err: _err, ...entry }: Record<string, unknown>) => entry,
    serializers: {
      req: ({ method, url }: { method: string; url: string }) => ({ method, path: pathForLog(url) }),
      res: ({ statusCode }: { statusCode: number }) => ({ status: statusCode }),
    },
  });
}

/** What stands in addresses of this service: words, ids, codes of sections and questions, versions. */
const WORD = /^[a-z][a-z-]{0,30}(?:\.[a-z]{2,6}){0,2}$|^v1$/;
const NAME = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$|^[A-Z]{2}(?:-\d{2})?$|^\d{1,3}(?:\.\d{1,3}){1,2}$/;
const MOST_SEGMENTS = 12;

/** A path without what only its reader should have, such as the token of an invitation, and without what anybody typed. */
export function pathForLog(url: string): string {
  const segments = (url.split('?')[0] ?? '').split('/').slice(0, MOST_SEGMENTS);
  return segments.map((one) => (one === '' || WORD.test(one) || NAME.test(one) ? one : '…')).join('/');
}

/** Nest's own messages through the same logger. */
export class NestLog implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.logger.debug({ context: rest.at(-1) }, String(message));
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.logger.error({ context: rest.at(-1), err: rest.length > 1 ? rest[0] : undefined }, String(message));
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.logger.warn({ context: rest.at(-1) }, String(message));
  }
}

import { randomUUID } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';
import { runInRequestContext } from './request-context.js';

const IDENTITY = /^[A-Za-z0-9._-]{1,100}$/;

/**
 * Gives every request an id, the caller's where it sent a usable one, and echoes it. The caller's correlation id, which
 * ties several requests together, is echoed as well.
 */
export function identifyRequest(request: Request, response: Response, next: NextFunction): void {
  const requestId = usable(request.headers['x-request-id']) ?? randomUUID();
  const correlationId = usable(request.headers['x-correlation-id']);
  response.setHeader('X-Request-ID', requestId);
  if (correlationId !== undefined) response.setHeader('X-Correlation-ID', correlationId);
  runInRequestContext({ requestId, ...(correlationId !== undefined && { correlationId }) }, next);
}

function usable(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' && IDENTITY.test(header) ? header : undefined;
}

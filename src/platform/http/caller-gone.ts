import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Response } from 'express';
import { Problem } from '../problem/problem.js';

/** A signal that goes off when the connection closes before the reply is out: nobody waits for it any more. */
export const CallerGone = createParamDecorator((_: unknown, context: ExecutionContext): AbortSignal => {
  const response = context.switchToHttp().getResponse<Response>();
  const controller = new AbortController();
  const leave = (): void => {
    if (response.writableFinished) return;
    controller.abort(new Problem('malformed-request', 'The connection was closed before the reply was made.'));
  };
  if (response.closed) leave();
  else response.once('close', leave);
  return controller.signal;
});

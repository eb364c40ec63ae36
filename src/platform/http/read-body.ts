import express, { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { Problem } from '../problem/problem.js';
import { guardBody } from './guard-body.js';

/** A body that is too large is read on up to this, so that the caller gets to read the answer. Bytes. */
const MOST_DRAINED = 64_000_000;

/** Reads JSON bodies, and refuses all others. */
export function readBody(maxKilobytes: number): RequestHandler {
  const parse = express.json({ limit: maxKilobytes * 1024, type: () => true });
  return (request: Request, response: Response, next: NextFunction): void => {
    if (!hasBody(request)) {
      next();
      return;
    }
    if (request.is(['application/json', 'application/*+json']) === false) {
      request.resume();
      next(new Problem('unsupported-media-type', 'Send the body as application/json.'));
      return;
    }
    parse(request, response, (error?: unknown) => {
      if (error !== undefined) {
        drain(request);
        next(readingProblem(error, maxKilobytes));
        return;
      }
      try {
        guardBody(request.body);
        next();
      } catch (problem) {
        next(problem);
      }
    });
  };
}

function hasBody({ headers }: Request): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** Reads and forgets: a caller that is still sending would otherwise see a broken connection instead of the answer. */
function drain(request: Request): void {
  let drained = 0;
  request.on('data', (chunk: Buffer) => {
    drained += chunk.length;
    if (drained > MOST_DRAINED) request.destroy();
  });
  request.resume();
}

/** What body-parser says, by its own `type`. */
function readingProblem(error: unknown, maxKilobytes: number): Problem {
  const { type, message } = error as { type?: string; message?: string };
  switch (type) {
    case 'entity.too.large':
      return new Problem('body-too-large', `The body may have at most ${String(maxKilobytes)} KB.`, { cause: error });
    case 'entity.parse.failed':
      return new Problem('malformed-json', `The body is not JSON: ${message ?? 'it cannot be read'}.`, {
        cause: error,
      });
    case 'encoding.unsupported':
    case 'charset.unsupported':
      return new Problem(
        'unsupported-media-type',
        'Send the body in UTF-8, plain or compressed with gzip, deflate or br.',
        {
          cause: error,
        },
      );
    default:
      return new Problem('malformed-request', 'The body could not be read to its end.', { cause: error });
  }
}

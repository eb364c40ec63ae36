import { AsyncResource } from 'node:async_hooks';
import express, { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { Problem } from '../problem/problem.js';
import { guardBody } from './guard-body.js';

/** No operation with one of these takes a body: it is not looked at, and refused by UndeclaredInputGuard. */
const WITHOUT_BODY: readonly string[] = ['GET', 'HEAD', 'DELETE', 'OPTIONS'];

/** A body that is refused is read on up to this, so that the caller gets to read the answer. Bytes. */
const MOST_DRAINED = 64_000_000;

/** Where files are sent to, which their operation reads itself, and how large they may be. */
export interface Uploads {
  /** Path of the addresses that take a file by `POST` */
  readonly path: RegExp;
  readonly maxMegabytes: number;
}

/** Operations that take a whole file in their JSON body. */
export interface LargerBodies {
  readonly path: RegExp;
  readonly maxKilobytes: number;
}

/** Bytes, and fields, of a form of a page. */
const LARGEST_FORM = 1_048_576;
const MOST_FIELDS = 2000;

/** What a multipart body has beside the file: boundaries and headers. Bytes. */
const AROUND_FILE = 16_384;

/** Reads JSON bodies, leaves files to the operations that take them, and refuses all others. */
export function readBody(usualKilobytes: number, uploads?: Uploads, larger?: LargerBodies): RequestHandler {
  // Not strict: text or a number alone is JSON, and guardBody says better what is wrong with it.
  const parserFor = (kilobytes: number): RequestHandler =>
    express.json({ limit: kilobytes * 1024, strict: false, type: () => true });
  const largeKilobytes = Math.max(usualKilobytes, larger?.maxKilobytes ?? 0);
  const [parseUsual, parseLarge] = [parserFor(usualKilobytes), parserFor(largeKilobytes)];
  const parseForm = express.urlencoded({ extended: false, limit: LARGEST_FORM, parameterLimit: MOST_FIELDS });
  return (request: Request, response: Response, next: NextFunction): void => {
    if (!hasBody(request)) {
      next();
      return;
    }
    if (WITHOUT_BODY.includes(request.method)) {
      drain(request, next);
      return;
    }
    if (uploads !== undefined && isUpload(request, uploads)) {
      const told = Number(request.headers['content-length'] ?? 0);
      if (told <= uploads.maxMegabytes * 1_048_576 + AROUND_FILE) next();
      else drain(request, () => next(fileTooLarge(uploads.maxMegabytes)));
      return;
    }
    if (isFormWithFile(request)) {
      // The page reads it itself: what is too large is told beside the field.
      next();
      return;
    }
    const asForm = isForm(request);
    if ((!asForm && request.is(['application/json', 'application/*+json']) === false) || !inUtf8(request)) {
      drain(request, () => next(new Problem('unsupported-media-type', 'Send the body as application/json in UTF-8.')));
      return;
    }
    const isLarger = larger?.path.test(request.path) === true;
    const [parse, maxKilobytes] = isLarger ? [parseLarge, largeKilobytes] : [parseUsual, usualKilobytes];
    const goOn = guarded(request, next);
    (asForm ? parseForm : parse)(request, response, (error?: unknown) => {
      goOn(error === undefined ? undefined : readingProblem(error, maxKilobytes));
    });
  };
}

/** Goes on once what was read is sound. */
function guarded(request: Request, next: NextFunction): NextFunction {
  return (error?: unknown) => {
    if (error !== undefined) {
      drain(request, () => next(error));
      return;
    }
    try {
      guardBody(request.body);
      next();
    } catch (problem) {
      next(problem);
    }
  };
}

/** Forms are for pages; what programs call takes JSON, which no other site can have a browser send. */
function isForm(request: Request): boolean {
  return isPage(request) && request.is('application/x-www-form-urlencoded') !== false;
}

function isPage({ path }: Request): boolean {
  return !/^\/(?:api|health)(?:\/|$)/i.test(path);
}

/** A form of a page that a file can be chosen on. */
export function isFormWithFile(request: Request): boolean {
  if (request.method !== 'POST' || !isPage(request)) return false;
  return (
    request.is('multipart/form-data') === 'multipart/form-data' && request.headers['content-encoding'] === undefined
  );
}

function isUpload(request: Request, { path }: Uploads): boolean {
  if (request.method !== 'POST' || !path.test(request.path)) return false;
  return request.is('multipart/form-data') !== false && request.headers['content-encoding'] === undefined;
}

export function fileTooLarge(maxMegabytes: number): Problem {
  return new Problem('body-too-large', `A file may have at most ${String(maxMegabytes)} MB.`);
}

/** Whether a request came with a body, however long it says it is. */
export function hasBody({ headers }: Request): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** JSON between systems is UTF-8 (RFC 8259, 8.1); the parser would take every `utf-…` there is. */
function inUtf8({ headers }: Request): boolean {
  const charset = /;\s*charset\s*=\s*"?([^\s";]*)/i.exec(headers['content-type'] ?? '');
  return charset === null || charset[1]?.toLowerCase() === 'utf-8';
}

/**
 * Reads and forgets what is still to come, then goes on: a caller that is sending and does not read yet would see a
 * broken connection instead of the answer.
 */
function drain(request: Request, goOn: () => void): void {
  let drained = 0;
  // Events of the connection know nothing of the request that they come in; its id is needed in the answer.
  const inContext = AsyncResource.bind(goOn);
  const finished = (): void => {
    request.off('data', count).off('end', finished).off('error', finished).off('close', finished);
    inContext();
  };
  const count = (chunk: Buffer): void => {
    drained += chunk.length;
    if (drained > MOST_DRAINED) finished();
  };
  if (request.readableEnded || request.destroyed) {
    goOn();
    return;
  }
  request.on('data', count).on('end', finished).on('error', finished).on('close', finished);
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

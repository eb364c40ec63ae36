import express, { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { Problem } from '../problem/problem.js';

/** Field of a page's form that takes a text file; its content comes as text. */
export const FORM_FILE = 'file';

/** Addresses of pages whose form sends a small text file. */
const PATHS = /^\/trusts\/import\/?$/i;
/** Bytes of such a form */
const LARGEST = 1_048_576;
const PARTS = 20;

const readBytes = express.raw({ type: 'multipart/form-data', limit: LARGEST, inflate: false });

export function isFormWithFile(request: Request): boolean {
  return request.method === 'POST' && PATHS.test(request.path) && request.is('multipart/form-data') !== false;
}

/**
 * Reads the form of a page that sends a small text file, which is taken as UTF-8: its fields and the file's text become
 * the body, as if it were any other form. Larger files, and of other kinds, are for the operations that spool them.
 */
export const readFormWithFile: RequestHandler = (request: Request, response: Response, next: NextFunction): void => {
  readBytes(request, response, (error?: unknown) => {
    if (error !== undefined) {
      const tooLarge = (error as { type?: string }).type === 'entity.too.large';
      next(
        tooLarge
          ? new Problem('body-too-large', 'The file may have at most 1 MB.', { cause: error })
          : new Problem('malformed-request', 'The form could not be read to its end.', { cause: error }),
      );
      return;
    }
    fieldsOf(request).then(
      (fields) => {
        request.body = fields;
        next();
      },
      (cause: unknown) => next(new Problem('malformed-request', 'The form cannot be read.', { cause })),
    );
  });
};

async function fieldsOf(request: Request): Promise<Record<string, string>> {
  const type = request.headers['content-type'] ?? '';
  // Bounded to 1 MB before it is read, and nothing is kept of a form that is refused
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- small, whole in memory, and saves a library
  const form = await new globalThis.Response(request.body as Buffer, { headers: { 'content-type': type } }).formData();
  const fields: [string, string][] = [];
  for (const [name, value] of [...form].slice(0, PARTS)) {
    fields.push([name, typeof value === 'string' ? value : await value.text()]);
  }
  return Object.fromEntries(fields);
}

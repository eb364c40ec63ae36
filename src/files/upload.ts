import {
  applyDecorators,
  HttpException,
  Inject,
  Injectable,
  UseInterceptors,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
  type PipeTransform,
} from '@nestjs/common';
import { FileInterceptor } from '@nestjs/platform-express';
import type { MulterOptions } from '@nestjs/platform-express/multer/interfaces/multer-options.interface.js';
import { ApiBody, ApiConsumes } from '@nestjs/swagger';
import type { Request } from 'express';
import { lastValueFrom, of, type Observable } from 'rxjs';
import { CONFIG, type Config } from '../platform/config/config.js';
import { fileTooLarge } from '../platform/http/read-body.js';
import { Problem } from '../platform/problem/problem.js';
import type { Upload } from './files.service.js';
import { removeSpooled, SpoolStorage } from './spool.js';

/** Name of the one part that is taken. */
const PART = 'file';

/** How files are received: one part, named `file`, no larger than allowed, its name in UTF-8 as browsers send it. */
export function multerOptions({ maxFileMegabytes }: Config): MulterOptions {
  return {
    storage: new SpoolStorage(),
    defParamCharset: 'utf8',
    limits: { files: 1, fields: 0, parts: 1, fileSize: maxFileMegabytes * 1_048_576 },
  };
}

/** What the system says when the folder for temporary files is full, missing, or cannot be written. */
const NO_ROOM = new Set([
  'ENOSPC',
  'EDQUOT',
  'EACCES',
  'EPERM',
  'ENOENT',
  'ENOTDIR',
  'EROFS',
  'EMFILE',
  'ENFILE',
  'EIO',
]);

/** Receives a file before the operation begins, says what was wrong with it, and removes it however the operation ends. */
@Injectable()
class ReceiveFile implements NestInterceptor {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  async intercept(context: ExecutionContext, next: CallHandler<unknown>): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<Request>();
    if (request.is('multipart/form-data') === false) throw notMultipart();
    try {
      return of(await lastValueFrom(next.handle()));
    } catch (error) {
      throw problemOfUpload(error, this.config);
    } finally {
      await removeSpooled(request);
    }
  }
}

/** What multer says, by its own codes; the error itself where it is none of what a sender can bring about. */
export function problemOfUpload(error: unknown, { maxFileMegabytes }: Pick<Config, 'maxFileMegabytes'>): unknown {
  const { code } = ((error as Error).cause ?? error) as { code?: unknown };
  if (error instanceof Problem || typeof (error as Error).message !== 'string') return error;
  if (code === 'LIMIT_FILE_SIZE') return fileTooLarge(maxFileMegabytes);
  if (typeof code === 'string' && code.startsWith('LIMIT_')) return wrongParts('too-many');
  if (typeof code === 'string' && NO_ROOM.has(code)) return noRoom(error);
  const unreadable =
    error instanceof HttpException || /^Request (?:aborted|closed|error)$/.test((error as Error).message);
  return unreadable
    ? new Problem('malformed-request', 'The multipart body could not be read to its end. Nothing was stored.', {
        cause: error,
      })
    : error;
}

/** The file of a request. @throws Problem `invalid-request` when there is none */
@Injectable()
export class UploadPipe implements PipeTransform<Upload | undefined, Upload> {
  transform(file: Upload | undefined): Upload {
    if (file !== undefined) return file;
    throw wrongParts('missing');
  }
}

/** An operation that takes a file as `multipart/form-data`. */
export function TakesFile(description: string): MethodDecorator {
  return applyDecorators(
    UseInterceptors(ReceiveFile, FileInterceptor(PART)),
    ApiConsumes('multipart/form-data'),
    ApiBody({
      required: true,
      schema: {
        type: 'object',
        additionalProperties: false,
        required: [PART],
        properties: { [PART]: { type: 'string', format: 'binary', description } },
      },
    }),
  );
}

function notMultipart(): Problem {
  return new Problem('unsupported-media-type', 'Send the file as multipart/form-data, in one part named "file".');
}

function wrongParts(code: 'missing' | 'too-many'): Problem {
  const detail = 'Send exactly one part: the file, named "file", with a file name.';
  return new Problem('invalid-request', 'The multipart body has other parts than one file. Nothing was stored.', {
    errors: [{ pointer: `/${PART}`, code, detail }],
  });
}

function noRoom(cause: unknown): Problem {
  return new Problem(
    'storage-unavailable',
    'The service has no place to receive a file just now. Nothing was stored.',
    {
      cause,
      headers: { 'Retry-After': '60' },
    },
  );
}

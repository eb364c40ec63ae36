import {
  applyDecorators,
  createParamDecorator,
  Inject,
  Injectable,
  UseInterceptors,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { FileInterceptor } from '@nestjs/platform-express';
import type { Request } from 'express';
import { EMPTY, lastValueFrom, of, type Observable } from 'rxjs';
import { CONFIG, type Config } from '../platform/config/config.js';
import { isFormWithFile } from '../platform/http/read-body.js';
import { TakesForm } from '../platform/http/takes-form.js';
import { Problem } from '../platform/problem/problem.js';
import type { Upload } from './files.service.js';
import { removeSpooled } from './spool.js';
import { multerOptions, problemOfUpload } from './upload.js';

/** Name of the field that a file is chosen in. */
const FILE_FIELD = 'file';

/** Fields of a form beside its file, and bytes of each. */
const MOST_FIELDS = 100;
const LONGEST_FIELD = 65_536;

/** What came in the place of a file: none, one, or one that could not be received. */
export interface ReceivedFile {
  readonly file?: Upload;
  readonly problem?: Problem;
}

const RECEIVED = new WeakMap<object, ReceivedFile>();

/** Receives the form before the page reads it. What is wrong with the file is for the page to say, beside what was typed. */
@Injectable()
class ReceiveForm implements NestInterceptor {
  private readonly multer: NestInterceptor;

  constructor(@Inject(CONFIG) private readonly config: Config) {
    const { limits, ...options } = multerOptions(config);
    const fields = { fields: MOST_FIELDS, parts: MOST_FIELDS + 1, fieldSize: LONGEST_FIELD };
    const Receive = FileInterceptor(FILE_FIELD, {
      ...options,
      limits: { ...limits, ...fields },
    });
    this.multer = new Receive();
  }

  async intercept(context: ExecutionContext, next: CallHandler<unknown>): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<Request & { file?: Upload }>();
    if (!isFormWithFile(request)) return next.handle();
    try {
      RECEIVED.set(request, await this.receive(context, request));
      return of(await lastValueFrom(next.handle(), { defaultValue: undefined }));
    } finally {
      await removeSpooled(request);
    }
  }

  private async receive(context: ExecutionContext, request: { readonly file?: Upload }): Promise<ReceivedFile> {
    try {
      await this.multer.intercept(context, { handle: () => EMPTY });
      return request.file === undefined ? {} : { file: request.file };
    } catch (error) {
      const problem = problemOfUpload(error, this.config);
      if (problem instanceof Problem) return { problem };
      throw error;
    }
  }
}

/** A page whose form a file can be chosen on. It is sent as `multipart/form-data`, its file field last. */
export function TakesFormWithFile(options: { readonly shownAgain?: boolean } = {}): MethodDecorator {
  return applyDecorators(TakesForm(options), UseInterceptors(ReceiveForm));
}

/** What came in the file field. */
export const FormFile = createParamDecorator(
  (_: unknown, context: ExecutionContext): ReceivedFile =>
    RECEIVED.get(context.switchToHttp().getRequest<object>()) ?? {},
);

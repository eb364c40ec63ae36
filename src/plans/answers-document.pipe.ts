import { Injectable, type PipeTransform } from '@nestjs/common';

/** A body that the core checks as a whole. */
export type AnswersDocument = Readonly<Record<string, unknown>>;

/** Hands the body on as it is: that it is an object was checked when it was read, the rest is the core's to check. */
@Injectable()
export class AnswersDocumentPipe implements PipeTransform<unknown, AnswersDocument> {
  transform(value: unknown): AnswersDocument {
    return (value ?? {}) as AnswersDocument;
  }
}

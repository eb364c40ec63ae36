import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { PlainText } from '../platform/http/fields.js';

/** A field of a form that is sent with the address: left empty it counts as not given. */
export function FormText(max: number): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() || undefined : value)),
    PlainText({ max, optional: true }),
  );
}

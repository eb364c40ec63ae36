import { applyDecorators, Injectable, type PipeTransform } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn, IsInt, IsNumber, IsUUID, Max, Min, ValidateBy, ValidateIf } from 'class-validator';
import { parseDay } from '../../core/contracts/calendar.js';
import { findNhsNumber } from '../../core/contracts/nhs-number.js';
import { notFound } from '../problem/problem.js';

/** Whether a field may be left out, may be null, or is a list of such values. */
export interface FieldOptions {
  readonly optional?: boolean;
  readonly nullable?: boolean;
  /** Each entry of a list */
  readonly each?: boolean;
}

const LAST_YEAR = '2149';
/** Control characters, line and paragraph separators, and what turns the direction of the text that follows. */
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;
/** What leaves no ink */
const INVISIBLE = /[\p{Z}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** `IsOptional` would let null through where a field is only optional. */
function presence({ optional = false, nullable = false }: FieldOptions): PropertyDecorator {
  return ValidateIf((_, value) => !(optional && value === undefined) && !(nullable && value === null));
}

function described({ optional = false, nullable = false }: FieldOptions, schema: object): PropertyDecorator {
  return ApiProperty({ required: !optional, ...(nullable && { nullable }), ...schema });
}

function rule(
  name: string,
  validate: (value: unknown) => boolean,
  message: string,
  { each = false }: FieldOptions,
): PropertyDecorator {
  return ValidateBy({ name, validator: { validate } }, { each, message: `$property ${message}` });
}

/**
 * Text of 1 to `max` characters, something in it to be seen, without control characters and NHS numbers; one line, unless
 * `lines` lets line breaks through.
 */
export function PlainText({
  max,
  lines = false,
  ...field
}: FieldOptions & { readonly max: number; readonly lines?: boolean }): PropertyDecorator {
  const isText = (value: unknown): value is string => typeof value === 'string';
  // What is too long is not looked at any further: the other rules take time.
  const each = (holds: (text: string) => boolean) => (value: unknown) =>
    !isText(value) || value.length > max || holds(value);
  return applyDecorators(
    presence(field),
    rule('isText', isText, 'must be text', field),
    rule(
      'maxLength',
      (value) => !isText(value) || value.length <= max,
      `must have at most ${String(max)} characters`,
      field,
    ),
    rule(
      'notBlank',
      each((text) => text.replace(INVISIBLE, '') !== ''),
      'must not be empty',
      field,
    ),
    rule(
      'noControls',
      each((text) => !CONTROL.test(lines ? text.replace(/\r?\n/g, ' ') : text)),
      lines ? 'must be without control characters' : 'must be one line, without control characters',
      field,
    ),
    rule(
      'noNhsNumber',
      each((text) => findNhsNumber(text) === undefined),
      "holds what looks like a patient's NHS number; leave patients out",
      field,
    ),
    ...(field.each === true ? [] : [described(field, { type: String, minLength: 1, maxLength: max })]),
  );
}

/** A real day as text, `YYYY-MM-DD`, 1900 to 2149. */
export function DayText(field: FieldOptions = {}): PropertyDecorator {
  return applyDecorators(
    presence(field),
    rule(
      'isDay',
      (value) => typeof value === 'string' && parseDay(value) !== undefined && value.slice(0, 4) <= LAST_YEAR,
      'must be a real date as text, YYYY-MM-DD, between 1900 and 2149',
      field,
    ),
    described(field, { type: String, format: 'date' }),
  );
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;

/** An instant as RFC 3339, `2026-11-23T12:00:00Z`, or a real day as `DayText`. */
export function InstantOrDayText(field: FieldOptions = {}): PropertyDecorator {
  const isDay = (text: string): boolean => parseDay(text) !== undefined;
  const isInstant = (text: string): boolean =>
    INSTANT.test(text) && isDay(text.slice(0, 10)) && !Number.isNaN(Date.parse(text));
  return applyDecorators(
    presence(field),
    rule(
      'isInstantOrDay',
      (value) => typeof value === 'string' && (isDay(value) || isInstant(value)) && value.slice(0, 4) <= LAST_YEAR,
      'must be a real date as text, YYYY-MM-DD, or an instant such as 2026-11-23T12:00:00Z, between 1900 and 2149',
      field,
    ),
    described(field, { type: String, example: '2026-11-23T12:00:00Z' }),
  );
}

interface Range {
  readonly min: number;
  readonly max: number;
}

/** A whole number in a body: a number, not text that looks like one. */
export function WholeNumber({ min, max, ...field }: FieldOptions & Range): PropertyDecorator {
  const message = `$property must be a whole number from ${String(min)} to ${String(max)}`;
  return applyDecorators(
    presence(field),
    IsInt({ message }),
    Min(min, { message }),
    Max(max, { message }),
    described(field, { type: 'integer', minimum: min, maximum: max }),
  );
}

/** A whole number in a query: digits only, so that neither `0x10` nor nothing at all counts as one. */
export function QueryWholeNumber({ min, max, ...field }: FieldOptions & Range): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' && /^(?:0|[1-9]\d{0,14})$/.test(value) ? Number(value) : value,
    ),
    WholeNumber({ min, max, ...field }),
  );
}

/** A number in a body, whole or not: a number, not text that looks like one. */
export function DecimalNumber({ min, max, ...field }: FieldOptions & Range): PropertyDecorator {
  const message = `$property must be a number from ${String(min)} to ${String(max)}, such as 7.5`;
  return applyDecorators(
    presence(field),
    IsNumber({}, { message }),
    Min(min, { message }),
    Max(max, { message }),
    described(field, { type: 'number', minimum: min, maximum: max }),
  );
}

/** A number in a query, in plain digits: neither `1e1` nor nothing at all counts as one. */
export function QueryNumber(options: FieldOptions & Range): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' && /^(?:0|[1-9]\d{0,8})(?:\.\d{1,20})?$/.test(value) ? Number(value) : value,
    ),
    DecimalNumber(options),
  );
}

/** One of a few words. */
export function OneOf(allowed: readonly string[], field: FieldOptions = {}): PropertyDecorator {
  return applyDecorators(
    presence(field),
    IsIn(allowed, { each: field.each ?? false, message: `$property must be one of ${allowed.join(', ')}` }),
    ...(field.each === true ? [] : [described(field, { enum: allowed })]),
  );
}

function inSmall(value: unknown): unknown {
  return typeof value === 'string' ? value.toLowerCase() : value;
}

/** The id of something else, in small letters as the service gave it. */
export function ResourceId(field: FieldOptions = {}): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => (Array.isArray(value) ? value.map(inSmall) : inSmall(value))),
    presence(field),
    IsUUID('all', { each: field.each ?? false, message: '$property must be an id as the service gave it' }),
    ...(field.each === true ? [] : [described(field, { type: String, format: 'uuid' })]),
  );
}

/** An id in an address. What is not even an id is not found, like an id that nothing has. */
@Injectable()
export class ResourceIdPipe implements PipeTransform<string, string> {
  transform(value: string): string {
    if (UUID.test(value)) return value.toLowerCase();
    throw notFound('resource', value);
  }
}

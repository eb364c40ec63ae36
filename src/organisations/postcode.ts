import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { Matches, ValidateIf } from 'class-validator';

const POSTCODE = /^[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}$/;

/** The postcode as it is written: capitals, one space before its last three characters. */
export function writtenPostcode(text: string): string {
  const together = text.toUpperCase().replace(/\s+/g, '');
  return together.length < 5 ? together : `${together.slice(0, -3)} ${together.slice(-3)}`;
}

/** @param text as `writtenPostcode` gives it */
export function isPostcode(text: string): boolean {
  return POSTCODE.test(text);
}

/** A postcode that may be left out or null, with or without its space. */
export function Postcode(): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? writtenPostcode(value) : value)),
    ValidateIf((_, value) => value !== undefined && value !== null),
    Matches(POSTCODE, { message: '$property must be a postcode, such as M13 9WL' }),
    ApiProperty({ type: String, required: false, nullable: true, maxLength: 20 }),
  );
}

import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Matches, ValidateBy, ValidateIf } from 'class-validator';
import { findNhsNumber } from '../core/contracts/nhs-number.js';

const CODE = /^[A-Z0-9]{2,10}$/;

/** An organisation code of the Organisation Data Service: 2 to 10 capital letters and digits. */
export function OdsCode({ optional = false, nullable = false } = {}): PropertyDecorator {
  return applyDecorators(
    ValidateIf((_, value) => !(optional && value === undefined) && !(nullable && value === null)),
    Matches(CODE, {
      message: '$property must be an organisation code: 2 to 10 capital letters and digits, such as ZZ01',
    }),
    ValidateBy(
      {
        name: 'noNhsNumber',
        validator: { validate: (value) => typeof value !== 'string' || findNhsNumber(value) === undefined },
      },
      { message: "$property looks like a patient's NHS number; leave patients out" },
    ),
    ApiProperty({ type: String, required: !optional, ...(nullable && { nullable }), pattern: CODE.source }),
  );
}

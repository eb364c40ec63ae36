import { applyDecorators } from '@nestjs/common';
import { Matches, ValidateIf } from 'class-validator';

const CODE = /^[A-Z0-9]{2,10}$/;

/** An organisation code of the Organisation Data Service: 2 to 10 capital letters and digits. */
export function OdsCode(options: { optional?: boolean; nullable?: boolean } = {}): PropertyDecorator {
  return applyDecorators(
    ValidateIf(
      (_, value) =>
        !(options.optional === true && value === undefined) && !(options.nullable === true && value === null),
    ),
    Matches(CODE, {
      message: '$property must be an organisation code: 2 to 10 capital letters and digits, such as ZZ01',
    }),
  );
}

import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsEmail, MaxLength } from 'class-validator';

const LONGEST = 254;

/** An e-mail address. */
export function EmailText(): PropertyDecorator {
  return applyDecorators(
    IsEmail({}, { message: '$property must be an e-mail address, such as name@example.nhs.uk' }),
    MaxLength(LONGEST, { message: `$property must have at most ${String(LONGEST)} characters` }),
    ApiProperty({ type: String, format: 'email', maxLength: LONGEST }),
  );
}

import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsString, Matches, MaxLength } from 'class-validator';
import { USES, type Use } from '../../core/contracts/instrument.js';
import { Postcode } from '../../organisations/postcode.js';
import { OneOf, PlainText, ResourceId } from '../../platform/http/fields.js';

/** A field of a form that is sent with the address: left empty it counts as not given. */
function FormText(max: number): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() || undefined : value)),
    PlainText({ max, optional: true }),
  );
}

/** How far somebody is who starts an assessment: all of it stands in the address, so that Back goes one step back. */
export class StartQuery {
  @FormText(100)
  q?: string;

  @ResourceId({ optional: true })
  trust?: string;

  @ResourceId({ optional: true })
  site?: string;

  @FormText(60)
  tool?: string;

  @OneOf(USES, { optional: true })
  use?: Use;

  /** That the question about the tool was sent, with or without an answer */
  @OneOf(['1'], { optional: true })
  chosen?: '1';
}

export class StartForm {
  @ResourceId()
  site: string;

  @PlainText({ max: 60 })
  tool: string;

  @OneOf(USES)
  use: Use;
}

export class SiteForm {
  @PlainText({ max: 200 })
  @IsString({ message: 'Enter the name of the site' })
  name: string;

  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim().toUpperCase() : value))
  @OptionalText('Enter an ODS code of 2 to 10 letters and digits, such as RRV03', /^[A-Z0-9]{2,10}$/)
  code?: string;

  @Postcode()
  postcode?: string;
}

function OptionalText(message: string, pattern: RegExp): PropertyDecorator {
  return applyDecorators(PlainText({ max: 10, optional: true }), Matches(pattern, { message }), MaxLength(10));
}

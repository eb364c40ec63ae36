import { IsOptional, IsString, MaxLength } from 'class-validator';

const CODE = 'Enter the code that the authenticator app shows';
const CURRENT = 'Enter the code of the app that you use now, or a recovery code';
/** Recovery codes have 34 characters; people write more spaces. */
const LONGEST_CODE = 80;

export class CodeForm {
  @IsString({ message: CODE })
  @MaxLength(LONGEST_CODE, { message: CODE })
  code: string;
}

export class NewFactorForm {
  @IsString({ message: 'Scan the code below first' })
  @MaxLength(500, { message: 'Scan the code below first' })
  sealed: string;

  @IsOptional()
  @IsString({ message: CURRENT })
  @MaxLength(LONGEST_CODE, { message: CURRENT })
  currentCode?: string;

  @IsString({ message: CODE })
  @MaxLength(LONGEST_CODE, { message: CODE })
  code: string;
}

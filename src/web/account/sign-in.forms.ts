import { IsEmail, IsString, MaxLength, MinLength } from 'class-validator';
import { LONGEST_PASSWORD } from '../../accounts/passwords.js';

const EMAIL = 'Enter an email address in the correct format, such as name@example.nhs.uk';

export class SignInForm {
  @IsEmail({}, { message: EMAIL })
  @MaxLength(254, { message: EMAIL })
  email: string;

  @IsString({ message: 'Enter your password' })
  password: string;
}

/** Somebody chooses how to sign in from now on. */
export class NewAccountForm {
  @IsString({ message: 'Enter your full name' })
  @MaxLength(200, { message: 'Your name must have at most 200 characters' })
  name: string;

  @IsEmail({}, { message: EMAIL })
  @MaxLength(254, { message: EMAIL })
  email: string;

  @IsString({ message: 'Enter a password' })
  @MinLength(1, { message: 'Enter a password' })
  password: string;
}

export class ChangePasswordForm {
  @IsString({ message: 'Enter your current password' })
  @MaxLength(LONGEST_PASSWORD * 4, { message: 'Enter your current password' })
  currentPassword: string;

  @IsString({ message: 'Enter a new password' })
  password: string;
}

import { IsEmail, IsString, MaxLength } from 'class-validator';
import { ROLES, type Role } from '../../platform/access/grants.js';
import { OneOf, PlainText, ResourceId } from '../../platform/http/fields.js';
import { PageQuery } from '../../platform/http/page.dto.js';
import type { GiveRole } from '../../accounts/invitations.dto.js';
import type { FormError } from '../forms.js';
import { capitalised } from '../../core/contracts/words.js';

const EMAIL = 'Enter an email address in the correct format, such as name@example.nhs.uk';

/** A role with its place, chosen on a page. What does not fit together, the service says. */
export class RoleForm {
  @OneOf(ROLES)
  role: Role;

  @ResourceId({ optional: true })
  trustId?: string;

  @ResourceId({ optional: true })
  vendorId?: string;

  @ResourceId({ optional: true })
  networkId?: string;

  @ResourceId({ optional: true })
  assessmentId?: string;

  @IsString({ each: true, message: 'Choose sections of the list' })
  @MaxLength(20, { each: true, message: 'Choose sections of the list' })
  sections: string | string[] = [];
}

export class InviteForm extends RoleForm {
  @PlainText({ max: 200 })
  @IsString({ message: 'Enter their full name' })
  name: string;

  @IsEmail({}, { message: EMAIL })
  @MaxLength(254, { message: EMAIL })
  email: string;

  @PlainText({ max: 1000, optional: true, lines: true })
  message?: string;
}

/** The role that the next page is to ask about. */
export class RoleQuery {
  @OneOf(ROLES, { optional: true })
  role?: Role;

  /** That the first page was sent, with or without a role */
  @OneOf(['1'], { optional: true })
  chosen?: '1';
}

/** What was just done, by what the address says. */
export const DONE = {
  given: 'The role was given.',
  taken: 'The role was taken.',
  suspended: 'The account is suspended. The person was signed out everywhere.',
  reactivated: 'The account is active again.',
  withdrawn: 'The invitation was withdrawn.',
  erased: 'The person was erased.',
  'app-taken': 'The authenticator app was taken off the account. The person was signed out everywhere.',
} as const;

export class PersonQuery {
  @OneOf(Object.keys(DONE), { optional: true })
  done?: keyof typeof DONE;
}

export class PeopleQuery extends PageQuery {
  @OneOf(Object.keys(DONE), { optional: true })
  done?: keyof typeof DONE;
}

/** What the service takes: only the place that belongs to the role, and nothing else that a form may carry. */
export function roleOf({ role, trustId, vendorId, networkId, assessmentId, sections }: RoleForm): GiveRole {
  const chosen = typeof sections === 'string' ? [sections] : sections;
  return {
    role,
    ...(trustId !== undefined && { trustId }),
    ...(vendorId !== undefined && { vendorId }),
    ...(networkId !== undefined && { networkId }),
    ...(assessmentId !== undefined && { assessmentId }),
    ...(chosen.length > 0 && { sections: [...new Set(chosen)] }),
  };
}

const PLACE_MISSING: Readonly<Record<string, string>> = {
  trustId: 'Choose a trust',
  vendorId: 'Choose a vendor',
  networkId: 'Choose a network',
  assessmentId: 'Choose an assessment',
  sections: 'Choose at least one section',
};

/** The words of a form for what the service found missing or not allowed. */
export function inWordsOfForm(errors: readonly FormError[]): FormError[] {
  return errors.map(({ field, text }) => {
    const name = field.split('/')[0] ?? '';
    return { field: name, text: PLACE_MISSING[name] ?? capitalised(text) };
  });
}

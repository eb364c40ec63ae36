import { applyDecorators, createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';

export const TAKES_FORM = 'takes-form';
/** Whether the page at the same address shows a form again that was kept when its sender had been signed out. */
export const SHOWN_AGAIN = 'shown-again';

/**
 * Marks a page that takes a form, whose fields it reads with `readForm`: what is wrong with them is shown on the page.
 *
 * @param options.shownAgain the page looks for a kept form (`KeptForms.find`) when it is opened, and lets go of it once it
 * is saved; those of all other pages are shown as a list of what was typed
 */
export const TakesForm = ({ shownAgain = false }: { readonly shownAgain?: boolean } = {}): MethodDecorator =>
  applyDecorators(SetMetadata(TAKES_FORM, true), SetMetadata(SHOWN_AGAIN, shownAgain));

/** The fields of a form as they came: text, or a list where a name came more than once. */
export type FormFields = Readonly<Record<string, string | readonly string[] | undefined>>;

export const Form = createParamDecorator((_: unknown, context: ExecutionContext): FormFields => {
  const { body } = context.switchToHttp().getRequest<Request>() as { readonly body?: unknown };
  return (typeof body === 'object' && body !== null ? body : {}) as FormFields;
});

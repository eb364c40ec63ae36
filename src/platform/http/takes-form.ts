import { createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';

export const TAKES_FORM = 'takes-form';

/** Marks a page that takes a form, whose fields it reads with `readForm`: what is wrong with them is shown on the page. */
export const TakesForm = (): MethodDecorator => SetMetadata(TAKES_FORM, true);

/** The fields of a form as they came: text, or a list where a name came more than once. */
export type FormFields = Readonly<Record<string, string | readonly string[] | undefined>>;

export const Form = createParamDecorator((_: unknown, context: ExecutionContext): FormFields => {
  const { body } = context.switchToHttp().getRequest<Request>() as { readonly body?: unknown };
  return (typeof body === 'object' && body !== null ? body : {}) as FormFields;
});

import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { ROUTE_ARGS_METADATA, RouteParamtypes } from '@nestjs/common/internal';
import type { Request } from 'express';
import { Problem, type ProblemDetailError } from '../problem/problem.js';
import { INHERITED_NAMES } from './guard-body.js';
import { hasBody } from './read-body.js';
import { TAKES_FORM } from './takes-form.js';

/** Names of parameters that are told back, so that a long query does not make a long answer. */
const MOST_ERRORS = 20;

/**
 * Refuses what an operation would overlook: query parameters where it declares none, and a body where it takes none. A
 * caller that sent them expects them to do something. A change of nothing is refused as well. Operations that declare them check them themselves.
 */
@Injectable()
export class UndeclaredInputGuard implements CanActivate {
  /** @throws Problem `invalid-request` */
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Request>();
    const declared = declaredBy(context);
    const names = Object.keys(request.query);
    const unknown = declared.has(RouteParamtypes.QUERY) ? names.filter((name) => INHERITED_NAMES.has(name)) : names;
    const errors: ProblemDetailError[] = unknown.slice(0, MOST_ERRORS).map(unknownParameter);
    errors.push(...repeatedParameters(request, names.length - unknown.length));
    const isForm = Reflect.getMetadata(TAKES_FORM, context.getHandler()) === true;
    if (!isForm && !declared.has(RouteParamtypes.BODY) && !declared.has(RouteParamtypes.FILE) && hasBody(request)) {
      errors.push({ pointer: '', code: 'unknown-field', detail: 'This operation takes no body; send none.' });
    }
    if (request.method === 'PATCH' && Object.keys((request.body ?? {}) as object).length === 0) {
      errors.push({ pointer: '', code: 'missing', detail: 'Name at least one field that is to change.' });
    }
    if (errors.length === 0) return true;
    throw new Problem('invalid-request', 'The request does not fit this operation. Nothing was stored.', {
      errors,
    });
  }
}

/** What a route's method takes by its decorators: Nest keeps it under keys such as `4:0`, the kind and the position. */
function declaredBy(context: ExecutionContext): ReadonlySet<number> {
  const metadata = Reflect.getMetadata(ROUTE_ARGS_METADATA, context.getClass(), context.getHandler().name) as
    Readonly<Record<string, unknown>> | undefined;
  return new Set(
    Object.keys(metadata ?? {})
      // Decorators of our own have keys of random characters, which may begin with a digit.
      .filter((key) => /^\d+:\d+$/.test(key))
      .map((key) => Number.parseInt(key, 10)),
  );
}

function unknownParameter(name: string): ProblemDetailError {
  const shown = clip(name);
  return { parameter: shown, code: 'unknown-field', detail: `"${shown}" is not a parameter here.` };
}

/** @param declared how many of the parameters the operation may know; with none there is nothing to repeat */
function repeatedParameters({ query }: Request, declared: number): ProblemDetailError[] {
  if (declared === 0) return [];
  return Object.entries(query)
    .flatMap(([name, value]) => {
      if (!Array.isArray(value) || INHERITED_NAMES.has(name)) return [];
      const shown = clip(name);
      return {
        parameter: shown,
        code: 'repeated',
        detail: `"${shown}" was given ${String(value.length)} times; give it once.`,
      };
    })
    .slice(0, MOST_ERRORS);
}

function clip(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

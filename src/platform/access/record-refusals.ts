import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { catchError, from, mergeMap, throwError, type Observable } from 'rxjs';
import { requestContext } from '../http/request-context.js';
import { Problem } from '../problem/problem.js';
import { ALLOW, type AllowMetadata } from './allow.js';
import { Refusals, routeOf } from './refusals.js';

/** What a service refuses somebody who got past the guard, such as a role that they may not give. */
const REFUSALS: readonly string[] = ['forbidden', 'same-person'];

/** Puts on record what services refuse; what the guard refuses, the guard records. */
@Injectable()
export class RecordRefusals implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly refusals: Refusals,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    return next.handle().pipe(
      catchError((error: unknown) => {
        const actor = requestContext()?.caller?.actor;
        if (!(error instanceof Problem) || !REFUSALS.includes(error.code) || actor === undefined) {
          return throwError(() => error);
        }
        const allowed = this.reflector.getAllAndOverride<AllowMetadata>(ALLOW, [
          context.getHandler(),
          context.getClass(),
        ]);
        const refusal = {
          route: routeOf(context.switchToHttp().getRequest()),
          permission: allowed.access,
          outcome: 'not-permitted',
        };
        return from(this.refusals.record(actor, refusal)).pipe(mergeMap(() => throwError(() => error)));
      }),
    );
  }
}

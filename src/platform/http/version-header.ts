import { Injectable, SetMetadata, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { NextFunction, Request, Response } from 'express';
import { map, type Observable } from 'rxjs';
import { etagOf } from './versions.js';

const VERSIONED = 'versioned';

/** Marks an operation whose reply has a `version` that goes out as its `ETag`. */
export const Versioned = (): MethodDecorator => SetMetadata(VERSIONED, true);

/**
 * Sets the `ETag` of versioned replies. It says which version a change is made on; the reply may hold names of other
 * things, whose changes it does not tell, so `neverFresh` keeps Express from answering 304 by it.
 */
@Injectable()
export class VersionHeader implements NestInterceptor {
  constructor(private readonly reflector: Reflector) {}

  intercept(context: ExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    if (this.reflector.get<boolean | undefined>(VERSIONED, context.getHandler()) !== true) return next.handle();
    return next.handle().pipe(
      map((body) => {
        const { version } = body as { version: number | string };
        context.switchToHttp().getResponse<Response>().setHeader('ETag', etagOf(version));
        return body;
      }),
    );
  }
}

/** Express looks at `request.fresh` when it sends a reply. */
export function neverFresh(request: Request, _response: Response, next: NextFunction): void {
  Object.defineProperty(request, 'fresh', { value: false });
  next();
}

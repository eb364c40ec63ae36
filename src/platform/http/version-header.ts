import { Injectable, SetMetadata, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Response } from 'express';
import { map, type Observable } from 'rxjs';
import { etagOf } from './versions.js';

const VERSIONED = 'versioned';

/** Marks an operation whose reply has a `version` that goes out as its `ETag`. */
export const Versioned = (): MethodDecorator => SetMetadata(VERSIONED, true);

/** Sets the `ETag` of versioned replies. Express turns a GET with a matching `If-None-Match` into a 304. */
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

import { Injectable, SetMetadata, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Response } from 'express';
import { map, type Observable } from 'rxjs';

const LOCATION = 'location';

/** Names the address of what an operation makes, with fields of its reply in braces: `/api/v1/trusts/{id}`. */
export const LocatedAt = (template: string): MethodDecorator => SetMetadata(LOCATION, template);

/** Tells where that which was made can be read. */
@Injectable()
export class LocationHeader implements NestInterceptor {
  constructor(private readonly reflector: Reflector) {}

  intercept(context: ExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    const template = this.reflector.get<string | undefined>(LOCATION, context.getHandler());
    if (template === undefined) return next.handle();
    return next.handle().pipe(
      map((body) => {
        const fields = body as Readonly<Record<string, unknown>>;
        const address = template.replace(/\{(\w+)\}/g, (_, name: string) => String(fields[name]));
        context.switchToHttp().getResponse<Response>().setHeader('Location', address);
        return body;
      }),
    );
  }
}

import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { Request, Response } from 'express';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { currentActor } from '../actor/current-actor.js';
import { hashOf } from '../hash/stable-json.js';
import { requestContext } from '../http/request-context.js';
import { invalidHeader } from '../problem/problem.js';
import { IdempotencyKeys, type Claim } from './idempotency-keys.js';

export const IDEMPOTENCY_KEY = 'Idempotency-Key';

/** Printable ASCII, as the draft of the HTTP working group has it */
const KEY = /^[\x21-\x7E]{1,255}$/;

/** What an upload is known by. */
interface ReceivedFile {
  readonly originalname: string;
  readonly hash: string;
}

/** Has a request with a key take effect once: sent again, it gets the first reply again. */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(private readonly keys: IdempotencyKeys) {}

  intercept(context: ExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<Request>();
    const key = request.header(IDEMPOTENCY_KEY);
    if (key === undefined) return next.handle();
    return from(this.once(request, http.getResponse<Response>(), key, () => lastValueFrom(next.handle())));
  }

  private async once(
    request: Request,
    response: Response,
    key: string,
    handle: () => Promise<unknown>,
  ): Promise<unknown> {
    if (!KEY.test(key)) {
      throw invalidHeader(
        IDEMPOTENCY_KEY,
        'wrong-format',
        'It must be 1 to 255 visible ASCII characters without spaces.',
      );
    }
    const claimed = await this.keys.claim(currentActor(), key, hashOfRequest(request));
    if ('reply' in claimed) {
      response.setHeader('Idempotency-Replayed', 'true');
      return JSON.parse(claimed.reply);
    }
    return this.run(claimed.claim, handle);
  }

  private async run(claim: Claim, handle: () => Promise<unknown>): Promise<unknown> {
    const context = requestContext();
    const progress = { stored: false };
    if (context !== undefined) {
      context.inWrite = {
        beforeCommit: async (manager, reply) => {
          if (progress.stored)
            throw new Error('A request with a key was to write twice: its reply would be that of the first');
          await this.keys.complete(manager, claim, reply);
        },
        committed: () => {
          progress.stored = true;
        },
      };
    }
    try {
      const reply = await handle();
      if (!progress.stored) await this.keys.settle(claim, reply);
      return reply;
    } catch (error) {
      // A key that cannot be let go of now is let go of by its age.
      if (!progress.stored) await this.keys.release(claim).catch(() => undefined);
      throw error;
    }
  }
}

/** Everything that the effect depends on: sent again it is the same, or it is another request. */
function hashOfRequest(request: Request): string {
  const { method, originalUrl: address, headers } = request;
  const { file } = request as { readonly file?: ReceivedFile };
  const body = file === undefined ? ((request.body as unknown) ?? null) : { name: file.originalname, hash: file.hash };
  return hashOf({ method, address, version: headers['if-match'] ?? null, body });
}

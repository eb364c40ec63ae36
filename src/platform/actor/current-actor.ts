import { createParamDecorator } from '@nestjs/common';
import type { Caller } from '../access/authenticators.js';
import { requestContext } from '../http/request-context.js';
import type { Actor } from './actor.js';

/** The actor of the request, for a controller's parameter. */
export const CurrentActor = createParamDecorator((): Actor => currentActor());

/** Who is at it, with what their forms carry; undefined for a visitor of a public page. */
export const CurrentCaller = createParamDecorator((): Caller | undefined => requestContext()?.caller);

/** The actor of the request in hand. @throws Error outside of one, or where nobody has to say who they are */
export function currentActor(): Actor {
  const caller = requestContext()?.caller;
  if (caller === undefined) throw new Error('Nobody is known to have sent this request');
  return caller.actor;
}

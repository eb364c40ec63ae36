import { createParamDecorator } from '@nestjs/common';

/** Who does something. Every service call takes one; events keep its id and role, never a name. */
export interface Actor {
  /** Opaque id of a person or a program */
  readonly id: string;
  readonly role: string;
}

/** Everybody, until there are accounts: the service listens on this machine only, unless told otherwise. */
const LOCAL_ACTOR: Actor = { id: 'local', role: 'administrator' };

/** The actor of the request, for a controller's parameter. */
export const CurrentActor = createParamDecorator((): Actor => currentActor());

export function currentActor(): Actor {
  return LOCAL_ACTOR;
}

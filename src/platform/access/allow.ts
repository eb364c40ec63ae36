import { SetMetadata } from '@nestjs/common';
import type { Unfinished } from './authenticators.js';
import type { Permission } from './permissions.js';

/**
 * Who gets through to a route: whoever has the permission where the route's address leads, or
 * - `public`: everybody, signed in or not
 * - `signed-in`: everybody who is signed in
 */
export type Access = Permission | 'public' | 'signed-in';

export interface AllowOptions {
  /** Steps of a sign-in that this route is for */
  readonly whileUnfinished?: readonly Unfinished[];
  /** Path parameters that are looked at in the service, since what they name is nowhere in particular */
  readonly unplaced?: readonly string[];
}

export interface AllowMetadata extends AllowOptions {
  readonly access: Access;
}

export const ALLOW = 'access';

/** Says who gets through to a route. A route that says nothing keeps the service from starting. */
export const Allow = (access: Access, options: AllowOptions = {}): MethodDecorator & ClassDecorator =>
  SetMetadata(ALLOW, { access, ...options } satisfies AllowMetadata);

import type { Grant } from '../access/grants.js';
import type { Scope } from '../access/permissions.js';

/** Who does something, as events keep it: never a name. */
export interface Doer {
  /** Opaque id of a person or a program */
  readonly id: string;
  /** The role in which it is done */
  readonly role: string;
}

/** Who does something and what that person or program may do. Every service call takes one. */
export interface Actor extends Doer {
  readonly grants: readonly Grant[];
  /** Programs only: what the key was made for */
  readonly scopes?: readonly Scope[];
  /** People at a browser: the session */
  readonly sessionId?: string;
}

/** Whoever runs the service: a command, a job of the service's own, the demonstration. */
export function operator(id: string): Actor {
  return { id, role: 'administrator', grants: [{ role: 'administrator' }] };
}

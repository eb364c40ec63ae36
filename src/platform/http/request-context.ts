import { AsyncLocalStorage } from 'node:async_hooks';
import type { EntityManager } from 'typeorm';
import type { Caller } from '../access/authenticators.js';

/** What belongs to the request in hand, wherever in the program one is. */
export interface RequestContext {
  readonly requestId: string;
  readonly correlationId?: string;
  /** Who sent it, once that is known */
  caller?: Caller;
  /** What takes part in the request's write, where something does */
  inWrite?: WriteCompanion;
}

/** Something that is stored with a change or not at all. */
export interface WriteCompanion {
  /** In the transaction, after the change; `result` is what the change came to. May run more than once */
  readonly beforeCommit: (manager: EntityManager, result: unknown) => Promise<void>;
  readonly committed: () => void;
}

const storage = new AsyncLocalStorage<RequestContext>();

/** The request in hand; undefined outside of one. */
export function requestContext(): RequestContext | undefined {
  return storage.getStore();
}

/** Runs work that is no request, with what takes part in its writes. @param id stands in its events and log lines */
export function runWithCompanion<T>(id: string, inWrite: WriteCompanion, work: () => Promise<T>): Promise<T> {
  return storage.run({ requestId: id, inWrite }, work);
}

export function runInRequestContext(context: RequestContext, work: () => void): void {
  storage.run(context, work);
}

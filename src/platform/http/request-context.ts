import { AsyncLocalStorage } from 'node:async_hooks';

/** What belongs to the request in hand, wherever in the program one is. */
export interface RequestContext {
  readonly requestId: string;
  readonly correlationId?: string;
}

const storage = new AsyncLocalStorage<RequestContext>();

/** The request in hand; undefined outside of one. */
export function requestContext(): RequestContext | undefined {
  return storage.getStore();
}

export function runInRequestContext(context: RequestContext, work: () => void): void {
  storage.run(context, work);
}

import type { Request } from 'express';

/** Where people reach the service, for links that are passed on: as it was set, or else as this request has it. */
export function publicAddress(request: Request, publicUrl: string | undefined): string {
  return (publicUrl ?? `${request.protocol}://${request.headers.host ?? ''}`).replace(/\/+$/, '');
}

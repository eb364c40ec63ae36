import type { Response } from 'express';
import { setSessionCookie } from '../../accounts/session-cookie.js';
import type { RenewedSession } from '../../accounts/sessions.service.js';
import { requestContext } from '../../platform/http/request-context.js';

/** Hands a browser the session anew; forms of the page that is sent now are of it. */
export function renewSession(response: Response, { token, formToken }: RenewedSession): void {
  setSessionCookie(response, token);
  const context = requestContext();
  if (context?.caller !== undefined) context.caller = { actor: context.caller.actor, formToken };
}

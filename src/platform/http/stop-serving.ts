import type { Server, ServerResponse } from 'node:http';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { HealthChecks } from '../health/health-checks.js';

const SWEEP_MILLISECONDS = 50;

/** Replies of each server that are not out yet; a server that stops has `closing`. */
const watched = new WeakMap<Server, { readonly open: Set<ServerResponse>; closing: boolean }>();

/** Keeps track of a server's replies, so that a stop can tell their callers to take another connection. */
export function watchReplies(server: Server): void {
  const state = { open: new Set<ServerResponse>(), closing: false };
  watched.set(server, state);
  server.prependListener('request', (_request, response) => {
    if (state.closing) response.shouldKeepAlive = false;
    state.open.add(response);
    response.once('close', () => state.open.delete(response));
  });
}

/**
 * Takes no more connections, lets requests in progress finish, and then shuts down the rooms behind them. Connections
 * whose requests take longer than `graceSeconds` are cut.
 */
export async function stopServing(app: NestExpressApplication, graceSeconds: number): Promise<void> {
  app.get(HealthChecks).stop();
  const server = app.getHttpServer();
  tellCallers(server);
  // At once: the rooms behind may take their time, and nobody is to come in meanwhile.
  server.close();
  // A connection that turns idle after the server was closed would be kept open for the next request, which never comes.
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MILLISECONDS);
  const late = setTimeout(() => server.closeAllConnections(), graceSeconds * 1000);
  try {
    await app.close();
  } finally {
    clearInterval(sweep);
    clearTimeout(late);
  }
}

/** Every reply from now on says `Connection: close`: a caller that goes on on a connection that is cut sees an error. */
function tellCallers(server: Server): void {
  const state = watched.get(server);
  if (state === undefined) return;
  state.closing = true;
  for (const response of state.open) if (!response.headersSent) response.shouldKeepAlive = false;
}

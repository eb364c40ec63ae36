import type { NestExpressApplication } from '@nestjs/platform-express';
import { HealthChecks } from '../health/health-checks.js';

const SWEEP_MILLISECONDS = 50;

/**
 * Takes no more connections, lets requests in progress finish, and then shuts down the rooms behind them. Connections
 * whose requests take longer than `graceSeconds` are cut.
 */
export async function stopServing(app: NestExpressApplication, graceSeconds: number): Promise<void> {
  app.get(HealthChecks).stop();
  const server = app.getHttpServer();
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

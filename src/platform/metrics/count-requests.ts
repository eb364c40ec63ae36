import type { Application, Request, RequestHandler, Response } from 'express';
import { routeOf } from '../http/route-methods.js';
import type { Metrics } from './metrics.js';

const METHODS: ReadonlySet<string> = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT']);
const OTHER = 'other';
/** For a reply that nobody waited for */
const ABORTED = 'aborted';

/** Counts and times every request by the pattern of its route. What answers no route is `other`, however it is spelt. */
export function countRequests(metrics: Metrics, app: Application): RequestHandler {
  return (request, response, next) => {
    // Not the time of day, which can be put back.
    const start = performance.now();
    const { method } = request;
    response.once('close', () => {
      const labels = {
        method: METHODS.has(method) ? method : OTHER,
        route: patternOf(app, request),
        status: statusOf(request, response),
      };
      metrics.request(labels, (performance.now() - start) / 1000);
    });
    next();
  };
}

/** Also of a request that was refused before its route was reached: for its body, for example. */
function patternOf(app: Application, request: Request): string {
  const { route } = request as { route?: { path?: unknown } };
  if (typeof route?.path === 'string') return route.path;
  // An address that holds what is none of HTTP's has no path.
  return routeOf(app, request.method, request.originalUrl.split('?')[0] ?? '') ?? OTHER;
}

/** A reply to a connection that is gone is finished too, so it is the request that is asked. */
function statusOf({ errored }: Request, response: Response): string {
  return response.writableFinished && errored === null ? String(response.statusCode) : ABORTED;
}

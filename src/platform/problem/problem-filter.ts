import { Catch, HttpException, NotFoundException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Application, Request, Response } from 'express';
import { methodsOf } from '../http/route-methods.js';
import { pathForLog } from '../logging/logging.js';
import { requestContext } from '../http/request-context.js';
import { SeeOther } from './see-other.js';
import { Problem, type ProblemDetailError } from './problem.js';
import { PROBLEMS, type ProblemCode } from './problem-table.js';

/** Where errors that nobody expected are told. */
export interface ErrorLog {
  error(details: object, message: string): void;
}

/** The body of a problem reply (RFC 9457). */
export interface ProblemDocument extends Readonly<Record<string, unknown>> {
  /** Address of the page that explains it */
  readonly type: string;
  readonly title: string;
  /** HTTP status */
  readonly status: number;
  readonly code: ProblemCode;
  /** What went wrong this time */
  readonly detail: string;
  /** Path of the request */
  readonly instance: string;
  readonly requestId: string;
  readonly errors?: readonly ProblemDetailError[];
}

/** Sends a problem as a page for people, or throws before it has sent anything. */
export type SendProblemPage = (response: Response, problem: ProblemDocument) => void;

/** So many errors are listed; nobody mends more at once, and a request must not make a reply ten times its size. */
const MOST_ERRORS = 100;

/** What programs call: their problems are never pages. */
const FOR_PROGRAMS = /^\/(?:api|health)(?:\/|$)/i;

/** Turns every error into problem+json (RFC 9457). What was not made for the caller becomes a bare 500 and a log entry. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly app: Application,
    private readonly log: ErrorLog,
    private readonly sendPage: SendProblemPage,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const [request, response] = [http.getRequest<Request>(), http.getResponse<Response>()];
    if (request.method === 'OPTIONS' && error instanceof NotFoundException && this.tellMethods(request, response))
      return;
    if (error instanceof SeeOther) {
      response.set('Cache-Control', 'no-store').redirect(303, error.location);
      return;
    }
    const problem = this.problemOf(error, request);
    if (problem.code === 'internal') this.log.error({ err: error, path: pathForLog(request.path) }, 'Unexpected error');
    else if (PROBLEMS[problem.code].status >= 500 && problem.cause !== undefined)
      this.log.error({ err: problem.cause, path: pathForLog(request.path) }, problem.detail);
    if (response.headersSent) {
      response.destroy();
      return;
    }
    for (const [name, value] of Object.entries(problem.headers)) response.setHeader(name, value);
    const body = problemDocument(problem, request.originalUrl.split('?')[0] ?? '/');
    response.removeHeader('Content-Disposition');
    response.status(body.status);
    if (this.sentAsPage(request, response, body)) return;
    response.type('application/problem+json').send(JSON.stringify(body));
  }

  /** A browser gets a page, unless making that page fails as well. */
  private sentAsPage(request: Request, response: Response, problem: ProblemDocument): boolean {
    if (FOR_PROGRAMS.test(problem.instance)) return false;
    response.vary('Accept');
    if (request.accepts(['application/problem+json', 'application/json', 'text/html']) !== 'text/html') return false;
    try {
      this.sendPage(response, problem);
      return true;
    } catch (error) {
      this.log.error({ err: error, path: pathForLog(request.path) }, 'The page of a problem cannot be made');
      return false;
    }
  }

  private problemOf(error: unknown, request: Request): Problem {
    if (error instanceof Problem) return error;
    if (error instanceof NotFoundException) return this.unknownRoute(request);
    const status = error instanceof HttpException ? error.getStatus() : statusOf(error);
    if (status >= 400 && status < 500) {
      return new Problem('malformed-request', 'The request cannot be read.', { cause: error });
    }
    return new Problem('internal', 'The service met an error that it did not expect.', { cause: error });
  }

  /** What an address takes. Nest answers what no route took with an error of its own, before Express could. */
  private tellMethods(request: Request, response: Response): boolean {
    const methods = methodsOf(this.app, request.path);
    if (methods.length === 0) return false;
    response.status(204).set('Allow', methods.join(', ')).end();
    return true;
  }

  private unknownRoute(request: Request): Problem {
    const methods = methodsOf(this.app, request.path);
    if (methods.length === 0 || methods.includes(request.method)) {
      return new Problem('not-found', 'There is nothing at this address.');
    }
    const allowed = methods.join(', ');
    return new Problem('method-not-allowed', `This address takes ${allowed}.`, { headers: { Allow: allowed } });
  }
}

/** Status of an error made by an Express middleware, which says so itself when it is the caller's. */
function statusOf(error: unknown): number {
  const { status } = (error ?? {}) as { status?: unknown };
  return typeof status === 'number' ? status : 500;
}

/** @param instance path of the request */
export function problemDocument({ code, detail, errors, extra }: Problem, instance: string): ProblemDocument {
  const { status, title } = PROBLEMS[code];
  const listed = errors.slice(0, MOST_ERRORS);
  return {
    type: `/problems/${code}`,
    title,
    status,
    code,
    detail: listed.length === errors.length ? detail : `${detail} The first ${String(MOST_ERRORS)} are listed.`,
    instance,
    requestId: requestContext()?.requestId ?? '',
    ...(errors.length > 0 && { errors: listed }),
    ...extra,
  };
}

import { randomUUID } from 'node:crypto';
import { STATUS_CODES, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { NextFunction, Request, Response } from 'express';
import { Problem } from '../problem/problem.js';
import { problemDocument } from '../problem/problem-filter.js';
import { SECURITY_HEADERS } from './security-headers.js';

/** How long the caller has to read an answer before the connection is cut, milliseconds. */
const LINGER_MILLISECONDS = 2000;

/** Where refusals are told that come before there is a request. */
export interface RefusalLog {
  warn(details: object, message: string): void;
}

/** Answers what is not HTTP, or comes too slowly or too large to be read as a request, before it closes the connection. */
export function answerClientErrors(server: Server, log: RefusalLog): void {
  const answered = new WeakSet<Duplex>();
  const answer = (socket: Duplex, problem: Problem): void => {
    answered.add(socket);
    const requestId = randomUUID();
    socket.end(rawReply(problem, requestId));
    setTimeout(() => socket.destroy(), LINGER_MILLISECONDS).unref();
    log.warn({ requestId, code: problem.code }, 'no request could be read');
  };
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    // The rest of what was refused still arrives, each piece as an error of its own.
    if (answered.has(socket)) return;
    if (error.code === 'ECONNRESET' || !socket.writable || replyBegan(socket)) socket.destroy();
    else answer(socket, problemOf(error.code));
  });
  server.on('connect', (_request, socket: Duplex) => {
    // Node hands the connection over without a listener for its errors.
    socket.on('error', () => socket.destroy());
    const Allow = 'DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT';
    answer(
      socket,
      new Problem('method-not-allowed', 'This is not a proxy; CONNECT is not taken.', { headers: { Allow } }),
    );
  });
  // What a caller expects of a server can be left out of account (RFC 9110, 10.1.1).
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  // Node would refuse with an empty reply; requireHost says why.
  Object.assign(server, { requireHostHeader: false });
}

/** @throws Problem `malformed-request` for HTTP/1.1 without a `Host` header */
export function requireHost(request: Request, _response: Response, next: NextFunction): void {
  if (request.headers.host !== undefined || request.httpVersion === '1.0') next();
  else next(new Problem('malformed-request', 'The Host header is missing.'));
}

/** Whether part of a reply is out already: a second one would land in the middle of it. */
function replyBegan(socket: Socket & { readonly _httpMessage?: ServerResponse | null }): boolean {
  return socket._httpMessage?.headersSent ?? false;
}

function rawReply(problem: Problem, requestId: string): string {
  const document = problemDocument(problem, '/');
  const body = JSON.stringify({ ...document, requestId });
  const headers = {
    ...SECURITY_HEADERS,
    'X-Request-ID': requestId,
    ...problem.headers,
    'Content-Type': 'application/problem+json',
    'Content-Length': Buffer.byteLength(body),
    Connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${String(value)}`);
  return [`HTTP/1.1 ${String(document.status)} ${STATUS_CODES[document.status] ?? ''}`, ...lines, '', body].join(
    '\r\n',
  );
}

function problemOf(code: string | undefined): Problem {
  if (code === 'HPE_HEADER_OVERFLOW')
    return new Problem('headers-too-large', 'Address and headers are larger than 16 KB.');
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new Problem('request-timeout', 'The request did not arrive in time.');
  return new Problem('malformed-request', 'This is not a request that HTTP/1.1 knows.');
}

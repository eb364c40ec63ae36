import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { Problem } from '../problem/problem.js';
import { problemDocument } from '../problem/problem-filter.js';

const STATUS_LINES = {
  400: '400 Bad Request',
  405: '405 Method Not Allowed',
  408: '408 Request Timeout',
  431: '431 Request Header Fields Too Large',
};

/**
 * Answers what is not HTTP, comes too slowly or too large to be read as a request, or asks for a tunnel, before it closes
 * the connection.
 */
export function answerClientErrors(server: Server): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    answer(socket, problemOf(error.code));
  });
  // Without a listener Node closes the connection of a CONNECT without a word.
  server.on('connect', (_request: IncomingMessage, socket: Duplex) => {
    answer(socket, new Problem('method-not-allowed', 'This service is not a proxy: it takes no CONNECT.'));
  });
}

function answer(socket: Duplex, problem: Problem): void {
  const document = problemDocument(problem, '/');
  const body = JSON.stringify({ ...document, requestId: randomUUID() });
  const status = STATUS_LINES[document.status as keyof typeof STATUS_LINES];
  const allow = document.status === 405 ? 'Allow: GET, HEAD, POST, PUT, PATCH, DELETE\r\n' : '';
  socket.end(
    `HTTP/1.1 ${status}\r\n${allow}Content-Type: application/problem+json\r\nContent-Length: ${String(Buffer.byteLength(body))}\r\nConnection: close\r\n\r\n${body}`,
  );
}

function problemOf(code: string | undefined): Problem {
  if (code === 'HPE_HEADER_OVERFLOW')
    return new Problem('headers-too-large', 'Address and headers are larger than 16 KB.');
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new Problem('request-timeout', 'The request did not arrive in time.');
  return new Problem('malformed-request', 'This is not a request that HTTP/1.1 knows.');
}

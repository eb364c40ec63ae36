import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { Problem } from '../problem/problem.js';
import { problemDocument } from '../problem/problem-filter.js';

const STATUS_LINES = { 400: '400 Bad Request', 408: '408 Request Timeout', 431: '431 Request Header Fields Too Large' };

/** Answers what is not HTTP, or comes too slowly or too large to be read as a request, before it closes the connection. */
export function answerClientErrors(server: Server): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const problem = problemOf(error.code);
    const document = problemDocument(problem, '/');
    const body = JSON.stringify({ ...document, requestId: randomUUID() });
    const status = STATUS_LINES[document.status as keyof typeof STATUS_LINES];
    socket.end(
      `HTTP/1.1 ${status}\r\nContent-Type: application/problem+json\r\nContent-Length: ${String(Buffer.byteLength(body))}\r\nConnection: close\r\n\r\n${body}`,
    );
  });
}

function problemOf(code: string | undefined): Problem {
  if (code === 'HPE_HEADER_OVERFLOW')
    return new Problem('headers-too-large', 'Address and headers are larger than 16 KB.');
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new Problem('request-timeout', 'The request did not arrive in time.');
  return new Problem('malformed-request', 'This is not a request that HTTP/1.1 knows.');
}

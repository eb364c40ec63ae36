import net from 'node:net';
import { URL } from 'node:url';
import { OPERATORS_KEY } from './operators-key.js';

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const LONGEST_WAIT = 10_000;

/**
 * Writes bytes to the service and reads nothing before all of them are written, as a simple client does; then reads what
 * came until the answer is complete.
 *
 * @throws Error when the connection breaks off before that
 */
export function exchangeRaw(url: string, ...parts: readonly (string | Buffer)[]): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = net.connect(Number(port), hostname);
    let text = '';
    const finish = (settle: () => void): void => {
      clearTimeout(timer);
      socket.destroy();
      settle();
    };
    const timer = setTimeout(() => finish(() => reject(new Error(`No complete answer: ${text}`))), LONGEST_WAIT);
    socket.pause();
    socket.on('error', (error) => finish(() => reject(error)));
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      const answer = answerIn(text);
      if (answer !== undefined) finish(() => resolve(answer));
    });
    socket.on('end', () => finish(() => reject(new Error(`The connection was closed: ${text}`))));
    socket.write(Buffer.concat(parts.map((part, place) => Buffer.from(place === 0 ? authorised(part) : part))), () =>
      socket.resume(),
    );
  });
}

/** Requests to the API carry the operator's key, as those of `authorised-fetch`. */
function authorised(head: string | Buffer): string | Buffer {
  if (typeof head !== 'string') return head;
  return head.replace(/^([A-Z]+ \S* HTTP\/1\.1\r\n)/, `$1Authorization: Bearer ${OPERATORS_KEY}\r\n`);
}

/** The answer once all of it has come; undefined before. */
function answerIn(text: string): RawAnswer | undefined {
  const split = text.indexOf('\r\n\r\n');
  if (split < 0) return undefined;
  const [statusLine = '', ...lines] = text.slice(0, split).split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  const body = text.slice(split + 4);
  if (body.length < Number(headers['content-length'] ?? 0)) return undefined;
  return { status: Number(statusLine.split(' ')[1]), headers, body };
}

/** Writes the beginning of a request and breaks the connection off. */
export function breakOff(url: string, beginning: string): Promise<void> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = net.connect(Number(port), hostname);
    socket.on('error', reject);
    socket.on('close', () => resolve());
    socket.write(beginning, () => socket.resetAndDestroy());
  });
}

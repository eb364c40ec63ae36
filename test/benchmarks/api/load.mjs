/** HTTP load from this process against a server in another one. */
import http from 'node:http';
import autocannon from 'autocannon';
import { authorised, processorTime } from './processes.mjs';

/** As a few dozen users have; further requests wait for one, and the wait counts. */
const CONNECTIONS = 64;

/**
 * As many requests as the server answers, over `connections` that each send the next one when they have the last reply.
 *
 * @returns requests a second and the server's processor microseconds for each
 * @throws Error when a reply was no success
 */
export async function saturate({ pid, url }, path, { connections, seconds }) {
  const before = processorTime(pid);
  const result = await autocannon({
    url: `${url}${path}`,
    headers: authorised(url),
    connections,
    duration: seconds,
  });
  assertSound(result);
  return { perSecond: result.requests.average, processor: (processorTime(pid) - before) / result.requests.total };
}

/**
 * Requests one by one at a fixed rate, whether or not earlier ones have been answered. Autocannon's own rate sends those of
 * a second all at its beginning, which measures how bursts queue. A reply counts from the moment at which its request was
 * due, so that a server that is behind is not asked less.
 *
 * @param requests taken in turn
 * @returns milliseconds at the median, the 99th percentile and the most
 * @throws Error when a reply was no success
 */
export async function atRate({ url }, requests, { perSecond, seconds }) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const began = performance.now();
  const replies = [];
  for (let number = 0; number < perSecond * seconds; number += 1) {
    const due = began + (1000 * number) / perSecond;
    const early = due - performance.now();
    if (early > 1) await new Promise((resolve) => setTimeout(resolve, early));
    replies.push(send(url, requests[number % requests.length], agent).then(() => performance.now() - due));
  }
  const times = (await Promise.all(replies)).sort((a, b) => a - b);
  agent.destroy();
  const at = (share) => times[Math.min(times.length - 1, Math.floor(share * times.length))];
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}

function send(url, { path, method = 'GET', headers = {}, body }, agent) {
  return new Promise((resolve, reject) => {
    const request = http.request(
      `${url}${path}`,
      { method, headers: { ...authorised(url), ...headers }, agent },
      (response) => {
        response.resume();
        response.on('end', () => {
          if (response.statusCode === 200) resolve();
          else reject(new Error(`${path} answered ${response.statusCode}`));
        });
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

function assertSound({ errors, timeouts, non2xx, url }) {
  if (errors + timeouts + non2xx > 0) throw new Error(`${url}: ${errors} errors, ${timeouts} late, ${non2xx} refused`);
}

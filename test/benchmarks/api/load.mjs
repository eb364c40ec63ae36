/** HTTP load by autocannon, from this process, against a server in another one. */
import autocannon from 'autocannon';
import { processorTime } from './processes.mjs';

/**
 * As many requests as the server answers, over `connections` that each send the next one when they have the last reply.
 *
 * @returns requests a second and the server's processor microseconds for each
 * @throws Error when a reply was no success
 */
export async function saturate({ pid, url }, path, { connections, seconds }) {
  const before = processorTime(pid);
  const result = await autocannon({ url: `${url}${path}`, connections, duration: seconds });
  assertSound(result);
  return { perSecond: result.requests.average, processor: (processorTime(pid) - before) / result.requests.total };
}

/**
 * Requests at a fixed rate, whether or not earlier ones have been answered; a reply that comes late because others were
 * waited for counts from the time at which its request was due.
 *
 * @param requests taken in turn
 * @returns milliseconds at the median, the 99th percentile and the most; requests answered a second, fewer than asked
 *   for when the server does not keep up
 */
export async function atRate({ url }, requests, { perSecond, connections, seconds }) {
  const result = await autocannon({
    url,
    requests,
    connections,
    overallRate: perSecond,
    duration: seconds,
    timeout: 120,
  });
  assertSound(result);
  const { p50, p99, max } = result.latency;
  return { p50, p99, max, perSecond: result.requests.average };
}

function assertSound({ errors, timeouts, non2xx, url }) {
  if (errors + timeouts + non2xx > 0) throw new Error(`${url}: ${errors} errors, ${timeouts} late, ${non2xx} refused`);
}

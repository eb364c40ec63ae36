import { afterEach, describe, expect, it } from '@jest/globals';
import { startService, type TestService } from '../../support/service.js';

const LIMIT = 10;
/** Callers that one address stands for */
const CALLERS = 10;

let service: TestService | undefined;

afterEach(async () => {
  await service?.stop();
  service = undefined;
});

/** Statuses of requests, one after the other, each with these headers. @param headersOf those of the request with this number */
async function statuses(
  { url }: TestService,
  count: number,
  headersOf: (number: number) => Record<string, string>,
  address = '/api/v1/me',
): Promise<number[]> {
  const seen: number[] = [];
  for (let number = 0; number < count; number++) {
    const response = await fetch(`${url}${address}`, { headers: headersOf(number) });
    await response.text();
    seen.push(response.status);
  }
  return seen;
}

const nobody = (): Record<string, string> => ({ 'x-nobody': '1' });

describe('more requests than a minute has room for', () => {
  it('should be answered with 429 and when to come again, for who sends them only', async () => {
    service = await startService({ requestsPerMinute: LIMIT });
    const seen = await statuses(service, LIMIT + 2, nobody);
    const refused = await fetch(`${service.url}/api/v1/me`, { headers: nobody() });
    expect(seen).toEqual([...Array.from({ length: LIMIT }, () => 401), 429, 429]);
    expect(refused.headers.get('retry-after')).toBe('60');
    expect(await refused.json()).toMatchObject({ code: 'too-many-requests' });
    expect(await statuses(service, 1, () => ({ authorization: 'Bearer somebody-else' }))).toEqual([401]);
    expect(await statuses(service, LIMIT + 1, nobody, '/health/live')).not.toContain(429);
  });

  it('should be counted by address too, so that a new made-up key for each helps nobody', async () => {
    service = await startService({ requestsPerMinute: LIMIT });
    const seen = await statuses(service, LIMIT * CALLERS + 1, (number) => ({
      authorization: `Bearer made-up-${String(number)}`,
    }));
    expect(seen.indexOf(429)).toBe(LIMIT * CALLERS);
  });

  it.each([
    ['nobody’s word', 0, [401, 429]],
    ['the word of the proxy', 1, [401, 401]],
  ])('should be counted by the address on %s when %i proxies are trusted', async (_, trustedProxies, expected) => {
    service = await startService({ requestsPerMinute: LIMIT, trustedProxies });
    const seen = await statuses(service, LIMIT + 1, (number) => ({
      ...nobody(),
      'x-forwarded-for': `198.51.100.${String(number)}`,
    }));
    expect([seen[LIMIT - 1], seen[LIMIT]]).toEqual(expected);
  });
});

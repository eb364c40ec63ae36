import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startService, type TestService } from '../support/service.js';
import { BROWSER, expectSoundPage, readPage } from './page-text.js';

let service: TestService;
let named: TestService;

beforeAll(async () => {
  service = await startService();
  named = await startService({
    operatorName: 'Imaging Network <North>',
    operatorContact: 'data@example.nhs.uk',
    supportContact: '0113 496 0000',
    sessionIdleMinutes: 25,
    sessionHours: 7,
  });
});

afterAll(async () => {
  await (service as TestService | undefined)?.stop();
  await (named as TestService | undefined)?.stop();
});

const nobody = { 'x-nobody': '1', accept: BROWSER };

describe('the pages on the service itself', () => {
  it.each([
    ['/help', 'How to use this service'],
    ['/methodology', 'How readiness is scored'],
    ['/privacy', 'Privacy notice'],
    ['/accessibility', 'Accessibility statement'],
    ['/cookies', 'Cookies'],
  ])('should be for everybody: %s', async (address, title) => {
    expectSoundPage(await readPage(service, address), title);
    const response = await fetch(`${service.url}${address}`, { headers: nobody });
    expect([response.status, (await response.text()).includes(`href="${address}"`)]).toEqual([200, true]);
    expect((await fetch(`${service.url}${address}`, { method: 'HEAD', headers: nobody })).status).toBe(200);
  });

  it("should work out the method's example by what scores every site", async () => {
    const { html } = await readPage(service, '/methodology');
    expect(html).toContain('<strong>56.476</strong>, shown as 56');
    expect(html).toContain('same scores would be 59.65; the difference, 3.17,');
    expect(html).toContain('Team size and capacity has 16% of the weight and makes 34% of the gap');
    expect(html.match(/<tr class="nhsuk-table__row" role="row">/g)).toHaveLength(9);
    expect(html).toContain('GV-01 DPIA');
    expect(html).not.toMatch(/NaN|undefined/);
  });

  it('should name who runs the service and its periods as they were set, and say so where nobody was named', async () => {
    const privacy = (await readPage(named, '/privacy')).html;
    expect(privacy).toContain('Imaging Network &lt;North&gt; runs this service');
    expect(privacy).toContain('data@example.nhs.uk');
    expect((await readPage(service, '/privacy')).html).toContain('They have not put their name here yet');
    const help = (await readPage(named, '/help')).html;
    expect(help).toContain('0113 496 0000');
    expect(help).toContain('after 25 minutes without pressing anything, and after 7 hours in all');
    expect((await readPage(service, '/help')).html).toContain('Ask your trust lead, or whoever invited you.');
    expect((await readPage(named, '/cookies')).html).toContain('good for 25 minutes without a request and 7 hours');
  });
});

describe('an error', () => {
  it('should be a page like all others, to people who are not signed in as well, whatever they sent', async () => {
    const sent: [string, RequestInit, number, string][] = [
      ['/nothing-here', {}, 404, 'Page not found'],
      ['/nothing-here', { method: 'POST', body: new URLSearchParams({ a: 'b' }) }, 404, 'Page not found'],
      ['/invitations/spent', {}, 410, 'This link does not work any more'],
      ['/help?a=b', {}, 400, 'This address cannot be read'],
      ['/sign-in', { method: 'POST', body: `email=${'a'.repeat(1_100_000)}` }, 413, 'What you sent is too large'],
      ['/sign-in', { method: 'POST', headers: { 'sec-fetch-site': 'cross-site' } }, 403, 'This form cannot be taken'],
    ];
    for (const [address, init, status, title] of sent) {
      const form: Record<string, string> =
        init.method === 'POST' ? { 'content-type': 'application/x-www-form-urlencoded' } : {};
      const headers = { ...nobody, ...form, ...(init.headers as Record<string, string>) };
      const response = await fetch(`${service.url}${address}`, { ...init, headers });
      const html = await response.text();
      expect({ address, status: response.status }).toEqual({ address, status });
      expectSoundPage({ status, headers: response.headers, html }, title);
      expect(html).toContain('href="/help"');
    }
  });
});

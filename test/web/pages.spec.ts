import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PROBLEMS } from '../../src/platform/problem/problem-table.js';
import { ask, setUpAssessment, startService, type TestService } from '../support/service.js';
import { attributes, BROWSER, expectSoundPage, readPage } from './page-text.js';
import { submitDemo } from './submission.js';

const HOSTILE = '<script>alert(1)</script> & "Co"';
const ESCAPED = '&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;Co&quot;';
/** Pages that others of this journey's parts bring. */
const NOBODY = '0c2b3f0e-0000-4000-8000-000000000000';

let service: TestService;
let snapshotId: string;

beforeAll(async () => {
  service = await startService();
  snapshotId = await submitDemo(service, { trust: HOSTILE, site: `Site ${HOSTILE}` }, `Note ${HOSTILE}`);
});

afterAll(async () => {
  await service.stop();
});

describe('the pages', () => {
  it.each([
    ['/', 'Deployments'],
    ['/problems', 'Errors of the API'],
    ['/problems/stale-version', 'It was changed since you read it'],
  ])('should show %s, sound', async (address, title) => {
    const page = await readPage(service, address);
    expect(page.status).toBe(200);
    expectSoundPage(page, title);
  });

  it.each([
    ['scorecard', 'Scorecard'],
    ['plan', 'Support plan'],
    ['explanation', 'Every number'],
  ])('should show the %s of a submission, with every name and note escaped', async (name, title) => {
    const page = await readPage(service, `/snapshots/${snapshotId}/${name}`);
    expect(page.status).toBe(200);
    expectSoundPage(page, `${title}: EchoGo Pro at Site ${ESCAPED}`);
    expect(page.html).not.toContain('<script>alert');
    if (name !== 'explanation') expect(page.html).toContain(`Note ${ESCAPED}`);
  });

  it('should escape what was typed on the list as well', async () => {
    const { html } = await readPage(service, '/');
    expect(html).toContain(ESCAPED);
    expect(html).not.toContain('<script>alert');
  });

  it('should lead to nothing but what is there, from the list on', async () => {
    const seen = new Set<string>();
    const open = ['/'];
    for (let address = open.pop(); address !== undefined; address = open.pop()) {
      if (seen.has(address)) continue;
      seen.add(address);
      const { status, headers, html } = await readPage(service, address);
      expect({ address, status }).toEqual({ address, status: 200 });
      const isOurs = headers.get('content-type')?.startsWith('text/html') === true && !address.startsWith('/api');
      if (!isOurs) continue;
      // a program, which reads these pages here, has no account of its own
      const links = attributes(html, 'href').filter((link) => link.startsWith('/') && link !== '/account');
      open.push(...links.map((link) => link.replaceAll('&amp;', '&')));
      for (const link of attributes(html, 'href').filter((each) => each.startsWith('#'))) {
        expect(attributes(html, 'id')).toContain(link.slice(1));
      }
    }
    const expected = ['scorecard', 'plan', 'explanation'].map((name) => `/snapshots/${snapshotId}/${name}`);
    expect([...seen]).toEqual(expect.arrayContaining(expected));
    expect([...seen]).toContain(`/api/v1/snapshots/${snapshotId}/plan.pdf`);
  });

  it('should say the same problem to programs as JSON', async () => {
    const { headers, html } = await readPage(service, '/problems/stale-version', 'application/json');
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(JSON.parse(html)).toEqual({ code: 'stale-version', ...PROBLEMS['stale-version'] });
  });

  it.each(Object.keys(PROBLEMS))('should explain the problem %s without a backtick left over', async (code) => {
    const { status, html } = await readPage(service, `/problems/${code}`);
    expect(status).toBe(200);
    expect(html).toContain(code);
    expect(html).not.toContain('`');
  });

  it('should show every question on the page of numbers, and lines that add up to the index', async () => {
    const { html } = await readPage(service, `/snapshots/${snapshotId}/explanation`);
    const { body } = await ask<{ domains: { questions: { id: string }[] }[] }>(
      service,
      'GET',
      `/api/v1/snapshots/${snapshotId}/explanation`,
    );
    const ids = body.domains.flatMap(({ questions }) => questions.map(({ id }) => id));
    expect(ids.length).toBeGreaterThan(50);
    for (const id of ids) expect(html).toContain(`<span>${id} `);
    const lost = /What each domain costs.*?<\/table>/s.exec(html)?.[0] ?? '';
    const points = [...lost.matchAll(/Points lost<\/span> <span>([\d.]+)/g)].map((match) => Number(match[1]));
    const index = Number(/The index is ([\d.]+) of 100/.exec(html)?.[1]);
    expect(points).toHaveLength(8);
    // each of eight numbers is rounded to a tenth
    expect(Math.abs(100 - points.reduce((sum, value) => sum + value, 0) - index)).toBeLessThan(0.5);
  });
});

describe('the list of deployments', () => {
  it('should say so when there are none, and how to begin', async () => {
    const empty = await startService();
    try {
      const page = await readPage(empty, '/');
      expectSoundPage(page, 'Deployments');
      expect(page.html).toContain('There are none yet.');
      expect(page.html).not.toMatch(/<table|Next page/);
    } finally {
      await empty.stop();
    }
  });

  it('should go on page by page, each deployment once, and back to the first', async () => {
    const several = await startService();
    try {
      const codes = ['ZZ71', 'ZZ72', 'ZZ73', 'ZZ74', 'ZZ75'];
      for (const code of codes) await setUpAssessment(several, { code });
      const shown: string[][] = [];
      for (let address: string | undefined = '/?limit=2'; address !== undefined;) {
        const page = await readPage(several, address);
        expect(page.status).toBe(200);
        expectSoundPage(page, 'Deployments');
        shown.push([...page.html.matchAll(/Test Trust (ZZ\d\d)/g)].map((match) => match[1] ?? ''));
        const links = attributes(page.html, 'href').map((link) => link.replaceAll('&amp;', '&'));
        expect(links.includes('/?limit=2')).toBe(shown.length > 1);
        address = links.find((link) => link.startsWith('/?limit=2&cursor='));
      }
      expect(shown.map((codesOfPage) => codesOfPage.length)).toEqual([2, 2, 1]);
      expect(shown.flat().sort()).toEqual(codes);
    } finally {
      await several.stop();
    }
  });
});

describe('problems of pages', () => {
  it.each([
    ['an unknown page', '/nothing-here', 404, 'Page not found'],
    ['an address that cannot be decoded', '/snapshots/%ff/scorecard', 400, 'This address cannot be read'],
    ['an unknown submission', `/snapshots/${NOBODY}/scorecard`, 404, 'Page not found'],
    ['the plan of one', `/snapshots/${NOBODY}/plan`, 404, 'Page not found'],
    ['the numbers of one', `/snapshots/${NOBODY}/explanation`, 404, 'Page not found'],
    ['an id that is none', '/snapshots/x/scorecard', 404, 'Page not found'],
    ['an unknown problem', '/problems/no-such-code', 404, 'Page not found'],
    ['a cursor of nobody', '/?cursor=x', 400, 'This address cannot be read'],
    ['an unknown parameter', '/?colour=blue', 400, 'This address cannot be read'],
  ])('should show a browser %s as a page with what to do', async (_, address, status, title) => {
    const page = await readPage(service, address);
    expect(page.status).toBe(status);
    expectSoundPage(page, title);
    expect(page.html).toContain('Go to the list of deployments');
    expect(page.html).toContain(page.headers.get('x-request-id') ?? 'no request id');
    expect(page.headers.get('vary')).toContain('Accept');
  });

  it('should name the wrong parameter, escaped', async () => {
    const { html } = await readPage(service, '/?%3Cb%3E=1');
    expect(html).toContain('&quot;&lt;b&gt;&quot; is not a field here.');
  });

  it.each([
    ['a browser at the API', '/api/v1/nothing', BROWSER],
    ['a browser at an unknown snapshot of the API', `/api/v1/snapshots/${NOBODY}`, BROWSER],
    ['a browser at the API in capitals', '/API/V1/nothing', BROWSER],
    ['a browser at an unknown check of health', '/health/nothing', BROWSER],
    ['a program that says nothing', '/nothing-here', '*/*'],
    ['a program that asks for JSON', '/nothing-here', 'application/json'],
    ['a program that asks for problems', `/snapshots/${NOBODY}/plan`, 'application/problem+json'],
  ])('should answer %s with problem+json', async (_, address, accept) => {
    const { status, headers, html } = await readPage(service, address, accept);
    expect(status).toBe(404);
    expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(JSON.parse(html)).toMatchObject({ status: 404, code: 'not-found' });
  });
});

describe('the style sheets', () => {
  it.each(['/assets/nhsuk-frontend.min.css', '/assets/app.css'])(
    'should serve %s without any outside address',
    async (address) => {
      const { status, headers, html } = await readPage(service, address, 'text/css,*/*;q=0.1');
      expect(status).toBe(200);
      expect(headers.get('content-type')).toBe('text/css; charset=utf-8');
      expect(html.length).toBeGreaterThan(100);
      expect(html).not.toMatch(/@font-face|@import|sourceMappingURL/);
      // the name of the SVG language is not an address that is fetched
      expect(html.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:\/\/|url\(["']?\/\//);
    },
  );

  it('should be the ones that the pages name, and be kept by browsers', async () => {
    const { html } = await readPage(service, '/');
    const styles = [...html.matchAll(/<link rel="stylesheet" href="([^"]+)"/g)].map((match) => match[1] ?? '');
    expect(styles).toEqual([
      '/assets/nhsuk-frontend.min.css',
      expect.stringMatching(/^\/assets\/app\.css\?v=[0-9a-f]{10}$/),
    ]);
    for (const address of styles) {
      const { headers } = await readPage(service, address);
      expect(headers.get('cache-control')).toBe('public, max-age=86400');
    }
  });
});

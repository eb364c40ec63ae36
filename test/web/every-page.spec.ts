import { gzipSync } from 'node:zlib';
import { RequestMethod, type Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/internal';
import { ModulesContainer } from '@nestjs/core';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { ask, setUpAssessment, startService, type TestService } from '../support/service.js';
import { addVendor, askAs, pathOf, signedIn, type SignedIn } from '../support/signed-in.js';
import { launchChromium } from './chromium.js';
import { submitDemo } from './submission.js';
import { defectsOf, windowOf } from './windows.js';

/* Every page that the router knows, by an address of it: a new page that is not named here fails the first test. */

const NO_PAGES = [
  // sends the browser on to the provider, and from there
  'sign-in/organisation',
  'sign-in/organisation/callback',
  // for somebody in the middle of signing in; its page is looked at in second-step tests
  'sign-in/second-factor',
  // the one link of a service without people; an expired one is a problem's page
  'set-up/:token',
  // leads back while there is no newer version of the questions
  'assessments/:assessmentId/newer-version',
  // files to keep
  'assessments/:assessmentId/spreadsheet/answers.xlsx',
  'assessments/:assessmentId/actions.ics',
];

/** Their wide tables scroll sideways where text alone is twice as large; zoomed in they become lists. Told to users. */
const WIDE_TABLES = [
  'snapshots/:snapshotId/explanation',
  '',
  'people',
  'plans/:planId',
  'snapshots/:snapshotId/plan',
  'snapshots/:snapshotId/scorecard',
];

/** Bytes of a page's HTML, compressed. */
const MOST = 15_000;
const MOST_OF_REPORT = 40_000;
const REPORTS = /scorecard|plan|explanation|actions|\/sections\/\w+$|\/check$/;

let service: TestService;
let browser: Browser;
let url: string;
let page: Page;
let addresses: Readonly<Record<string, string>>;
const asked: string[] = [];

beforeAll(async () => {
  browser = await launchChromium();
  service = await startService({ demo: true });
  url = service.url.replace('127.0.0.1', 'localhost');
  const snapshot = await submitDemo(service, { trust: 'Elsewhere NHS Trust', site: 'Elsewhere', code: 'ZZ77' });
  const { trustId, assessmentId, deploymentId } = await setUpAssessment(service);
  const vendorId = await addVendor(service, 'Echo Vendor', ['echogo-pro']);
  const everything = await signedIn(service, [
    { role: 'administrator' },
    { role: 'trust-lead', trustId },
    { role: 'vendor-lead', vendorId },
  ]);
  const submitted = await submitTwice(snapshot);
  const things = await makeThings(everything, assessmentId, deploymentId);
  const { id: person } = await signedIn(service, [{ role: 'trust-viewer', trustId }]);
  const { body: plan } = await ask<{ id: string }>(service, 'POST', `/api/v1/snapshots/${snapshot}/plans`, {
    body: {},
  });
  const body = { email: 'ann@example.nhs.uk', name: 'Ann', role: 'trust-viewer', trustId, message: 'Welcome' };
  const invitation = await askAs(service, everything, 'POST', '/api/v1/invitations', { body });
  const reset = await askAs(service, everything, 'POST', `/api/v1/people/${person}/reset-link`);
  const archive = await askAs<{ id: string }>(service, everything, 'POST', '/api/v1/portfolio/plan-archives');
  const ranking = await askAs<{ id: string }>(service, everything, 'POST', '/api/v1/portfolio/rankings');
  const assessment = `/assessments/${assessmentId}`;
  addresses = {
    'problems/:code': '/problems/stale-version',
    'reset/:token': pathOf(reset.body.link),
    'invitations/:token': pathOf(invitation.body.link),
    'people/:personId': `/people/${person}`,
    'people/:personId/role': `/people/${person}/role`,
    'people/:personId/erase': `/people/${person}/erase`,
    'assessments/:assessmentId': assessment,
    'assessments/:assessmentId/sections/:section': `${assessment}/sections/GV`,
    'assessments/:assessmentId/sections/:section/evidence/:questionId': `${assessment}/sections/GV/evidence/GV-01`,
    'assessments/:assessmentId/sections/:section/evidence/:questionId/:evidenceId': `${assessment}/sections/GV/evidence/GV-01/${things.evidence}`,
    'assessments/:assessmentId/questions/:questionId': `${assessment}/questions/GV-01`,
    'assessments/:assessmentId/spreadsheet': `${assessment}/spreadsheet`,
    'assessments/:assessmentId/hand-over/new': `${assessment}/hand-over/new`,
    'assessments/:assessmentId/hand-over/:handOverId': `${assessment}/hand-over/${things.handOver}`,
    'assessments/:assessmentId/hand-over/:handOverId/reassign': `${assessment}/hand-over/${things.handOver}/reassign`,
    'assessments/:assessmentId/check': `${assessment}/check`,
    'assessments/:assessmentId/submit': `${assessment}/submit`,
    'assessments/:assessmentId/compare': `${submitted}/compare`,
    'assessments/:assessmentId/actions': `${submitted}/actions`,
    'assessments/:assessmentId/actions/what-if': `${submitted}/actions/what-if`,
    'assessments/:assessmentId/actions/:actionId': `${submitted}/actions/GV-01`,
    'assessments/:assessmentId/concerns': `${assessment}/concerns`,
    'assessments/:assessmentId/concerns/new': `${assessment}/concerns/new?question=GV-01`,
    'assessments/:assessmentId/concerns/:concernId': `${assessment}/concerns/${things.concern}`,
    'assessments/:assessmentId/concerns/:concernId/publish': `${assessment}/concerns/${things.concern}/publish`,
    'concerns/published/:publishedAnswerId': `/concerns/published/${things.published}`,
    'snapshots/:snapshotId/receipt': `/snapshots/${snapshot}/receipt`,
    'assessments/:assessmentId/details': `${assessment}/details`,
    'assessments/:assessmentId/sharing': `${assessment}/sharing`,
    'plans/:planId': `/plans/${plan.id}`,
    'portfolio/archives/:archiveId': `/portfolio/archives/${archive.body.id}`,
    'portfolio/rankings/:rankingId': `/portfolio/rankings/${ranking.body.id}`,
    'portfolio/sites/:deploymentId': `/portfolio/sites/${deploymentId}`,
    'snapshots/:snapshotId/scorecard': `/snapshots/${snapshot}/scorecard`,
    'snapshots/:snapshotId/plan': `/snapshots/${snapshot}/plan`,
    'snapshots/:snapshotId/explanation': `/snapshots/${snapshot}/explanation`,
  };
  page = await windowOf(browser, url, everything.email);
  page.on('request', (request) => asked.push(request.url()));
});

afterAll(async () => {
  await (browser as Browser | undefined)?.close();
  await (service as TestService | undefined)?.stop();
});

/** Submits the assessment of a submission once more, so that there are two to compare. @returns its address */
async function submitTwice(snapshot: string): Promise<string> {
  const { body } = await ask<{ assessmentId: string }>(service, 'GET', `/api/v1/snapshots/${snapshot}`);
  const address = `/api/v1/assessments/${body.assessmentId}`;
  await ask(service, 'POST', `${address}/revisions`);
  const headers = { 'if-match': (await ask(service, 'GET', `${address}/revision`)).headers.get('etag') ?? '' };
  expect((await ask(service, 'POST', `${address}/submit`, { headers })).status).toBe(201);
  return `/assessments/${body.assessmentId}`;
}

/** Evidence, a hand-over and a conversation with the vendor, one answer of which every site sees. */
async function makeThings(
  who: SignedIn,
  assessmentId: string,
  deploymentId: string,
): Promise<Readonly<Record<'evidence' | 'handOver' | 'concern' | 'published', string>>> {
  const base = `/api/v1/assessments/${assessmentId}`;
  const made = async (address: string, body: object, headers = {}): Promise<string> => {
    const reply = await askAs<{ id: string }>(service, who, 'POST', address, { body, headers });
    expect({ address, status: reply.status, body: reply.body }).toMatchObject({ address, status: 201 });
    return reply.body.id;
  };
  const tag = async (address: string): Promise<Record<string, string>> => ({
    'if-match': (await ask(service, 'GET', address)).headers.get('etag') ?? '',
  });
  const deployment = `/api/v1/deployments/${deploymentId}`;
  await ask(service, 'PUT', `${deployment}/vendor-access`, {
    body: { vendorAccess: true },
    headers: await tag(deployment),
  });
  const section = `${base}/sections/GV`;
  await ask(service, 'PUT', section, { body: { answers: { 'GV-01': { value: 3 } } }, headers: await tag(section) });
  const item = { questionId: 'GV-01', item: { title: 'DPIA', date: '2026-05-03' } };
  const evidence = await made(`${base}/evidence`, item, await tag(section));
  const handOver = await made(`${base}/hand-overs`, { section: 'IT', name: 'Ida', email: 'ida@example.nhs.uk' });
  const words = { kind: 'question', questionId: 'GV-01', subject: 'Ports', text: 'Which ports?', mayPublish: true };
  const [concern, other] = [await made(`${base}/concerns`, words), await made(`${base}/concerns`, words)];
  for (const id of [concern, other]) await made(`/api/v1/concerns/${id}/messages`, { text: 'These.' });
  const answer = { question: 'Which ports?', answer: 'These.' };
  const published = await made(`/api/v1/concerns/${other}/published-answers`, answer);
  return { evidence, handOver, concern, published };
}

/** Patterns of the pages that the router knows, without the API's operations. */
function patterns(): string[] {
  const controllers = [...service.app.get(ModulesContainer).values()].flatMap((each) => [...each.controllers.values()]);
  return controllers
    .flatMap(({ metatype }) => pathsOf(metatype as Type))
    .filter((path) => !/^(?:api|health)/.test(path));
}

function pathsOf(controller: Type): string[] {
  const prototype = controller.prototype as Record<string, () => unknown>;
  return Object.getOwnPropertyNames(prototype).flatMap((name) => {
    const handler = prototype[name];
    if (name === 'constructor' || Reflect.getMetadata(METHOD_METADATA, handler as object) !== RequestMethod.GET)
      return [];
    const parts = [
      Reflect.getMetadata(PATH_METADATA, controller),
      Reflect.getMetadata(PATH_METADATA, handler as object),
    ];
    return [
      (parts as string[])
        .map((part) => part.replace(/^\/|\/$/g, ''))
        .filter((part) => part !== '')
        .join('/'),
    ];
  });
}

const addressOf = (pattern: string): string | undefined => (pattern.includes(':') ? addresses[pattern] : `/${pattern}`);

describe('every page', () => {
  it('should be looked at here', () => {
    const known = patterns().filter((pattern) => !NO_PAGES.includes(pattern));
    expect(known.length).toBeGreaterThan(25);
    expect(known.filter((pattern) => addressOf(pattern) === undefined)).toEqual([]);
  });

  it('should be small and accessible, have its own title and one heading, and call nobody else', async () => {
    const titles = new Map<string, string>();
    const defects: Record<string, unknown> = {};
    for (const pattern of patterns().filter((each) => !NO_PAGES.includes(each))) {
      const address = addressOf(pattern) ?? '';
      const response = await page.goto(`${url}${address}`, { waitUntil: 'load' });
      const size = gzipSync((await response?.body()) ?? '').length;
      const found = [
        ...(response?.status() === 200 ? [] : [`answered ${String(response?.status())}`]),
        ...(size <= (REPORTS.test(address) ? MOST_OF_REPORT : MOST) ? [] : [`${String(size)} bytes`]),
        ...(await defectsOf(page)),
        ...(await frameDefects(page)),
        ...(WIDE_TABLES.includes(pattern) ? [] : await zoomDefects(page)),
      ];
      const title = await page.title();
      // the same plan has two addresses
      const twin = titles.get(title);
      if (twin !== undefined && !(twin.includes('plan') && pattern.includes('plan'))) found.push(`title as ${twin}`);
      titles.set(title, pattern);
      if (found.length > 0) defects[pattern] = found;
    }
    expect(defects).toEqual({});
    expect(asked.filter((address) => !address.startsWith(url) && !address.startsWith('data:'))).toEqual([]);
  }, 400_000);
});

/** One heading, a language, and a skip link that leads to the content. */
function frameDefects(shown: Page): Promise<string[]> {
  return shown.evaluate<string[]>(`(() => {
    const skip = document.querySelector('a.nhsuk-skip-link');
    const target = skip && document.getElementById(skip.getAttribute('href').slice(1));
    return [
      ...(document.querySelectorAll('h1').length === 1 ? [] : ['headings: ' + document.querySelectorAll('h1').length]),
      ...(document.documentElement.lang === 'en-GB' ? [] : ['language']),
      ...(target && target.matches('main, main *') ? [] : ['skip link']),
      ...(document.querySelector('footer a[href="/help"]') ? [] : ['footer']),
    ];
  })()`);
}

/** With text at twice its size nothing sticks out of a wide window. */
async function zoomDefects(shown: Page): Promise<string[]> {
  await shown.setViewportSize({ width: 1280, height: 900 });
  const width = await shown.evaluate<number>(`(() => {
    document.documentElement.style.fontSize = '200%';
    const { scrollWidth } = document.documentElement;
    document.documentElement.style.fontSize = '';
    return scrollWidth;
  })()`);
  return width > 1280 ? [`${String(width)} wide with large text`] : [];
}

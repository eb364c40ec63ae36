import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { setUpAssessment, startService, type TestService } from '../support/service.js';
import { askAs, pathOf, signedIn } from '../support/signed-in.js';
import { launchChromium } from './chromium.js';
import { defectsAt, windowOf } from './windows.js';

let service: TestService;
let browser: Browser;
let url: string;
let leadsWindow: Page;
let visitorsWindow: Page;
let viewerId: string;
let invitationPath: string;
let resetPath: string;

const PAGES: Readonly<Record<string, () => string>> = {
  people: () => '/people',
  'choosing a role to invite for': () => '/people/invite',
  'no role chosen': () => '/people/invite?chosen=1',
  inviting: () => '/people/invite?role=contributor',
  'a person': () => `/people/${viewerId}`,
  'a person who was just given a role': () => `/people/${viewerId}?done=given`,
  'choosing a role to give': () => `/people/${viewerId}/role`,
  'giving a role': () => `/people/${viewerId}/role?role=trust-viewer`,
  'the account': () => '/account',
  'the second factor': () => '/account/second-factor',
};

const PUBLIC_PAGES: Readonly<Record<string, () => string>> = {
  'an invitation': () => invitationPath,
  'a reset': () => resetPath,
  'after a reset': () => '/password-changed',
  'an invitation that is spent': () => '/invitations/spent',
  'signing in': () => '/sign-in',
};

beforeAll(async () => {
  browser = await launchChromium();
  service = await startService();
  url = service.url.replace('127.0.0.1', 'localhost');
  const { trustId } = await setUpAssessment(service);
  const lead = await signedIn(service, [{ role: 'trust-lead', trustId }]);
  viewerId = (await signedIn(service, [{ role: 'trust-viewer', trustId }])).id;
  const body = { email: 'ann@example.nhs.uk', name: 'Ann', role: 'trust-viewer', trustId, message: 'Welcome' };
  const made = await askAs(service, lead, 'POST', '/api/v1/invitations', { body });
  invitationPath = pathOf(made.body.link);
  resetPath = pathOf((await askAs(service, lead, 'POST', `/api/v1/people/${viewerId}/reset-link`)).body.link);
  leadsWindow = await windowOf(browser, url, lead.email);
  visitorsWindow = await windowOf(browser, url);
});

afterAll(async () => {
  await (browser as Browser | undefined)?.close();
  await (service as TestService | undefined)?.stop();
});

describe('the pages about people', () => {
  it.each(Object.keys(PAGES))('should break no rule of WCAG 2.2 AA, wide or narrow: %s', async (name) => {
    expect(await defectsAt(leadsWindow, url, PAGES[name]?.() ?? '')).toEqual([]);
  });

  it.each(Object.keys(PUBLIC_PAGES))('should break none for a visitor either: %s', async (name) => {
    expect(await defectsAt(visitorsWindow, url, PUBLIC_PAGES[name]?.() ?? '')).toEqual([]);
  });
});

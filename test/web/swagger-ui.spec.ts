import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import { AUTHORISED } from '../support/operators-key.js';
import { startService, type TestService } from '../support/service.js';
import { launchChromium } from './chromium.js';

/*
 * Somebody who opens Swagger UI and reads nothing else: scores, stores an assessment, submits it and downloads its plan.
 * Bodies are those that Swagger UI proposes; only ids and versions are copied from one reply to the next request.
 */

const PATIENCE = 60_000;

let service: TestService;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  service = await startService();
  browser = await launchChromium();
  page = await browser.newPage({ viewport: { width: 1280, height: 1000 }, extraHTTPHeaders: AUTHORISED });
  page.setDefaultTimeout(PATIENCE);
  await page.goto(`${service.url}/api/docs`);
});

afterAll(async () => {
  await browser.close();
  await service.stop();
});

interface Shown {
  readonly status: string;
  readonly body: Record<string, unknown>;
  readonly etag: string;
  readonly operation: Locator;
}

/** Opens an operation, fills in what it is told, presses Execute and reads what is shown. */
async function execute(
  tag: string,
  operationId: string,
  parameters: Readonly<Record<string, string>> = {},
  edit: (body: Record<string, unknown>) => object = (body) => body,
): Promise<Shown> {
  // Of more than 150 operations the page draws only those in sight.
  await page.locator('.operation-filter-input').fill(tag);
  const operation = page.locator(`[id="operations-${tag.replaceAll(' ', '_')}-${operationId}"]`);
  await operation.locator('.opblock-summary-control').click();
  // parameters and body come a moment later
  await operation.locator('button.execute').waitFor();
  for (const [name, value] of Object.entries(parameters)) {
    await operation.locator(`tr[data-param-name="${name}"] input`).fill(value);
  }
  const text = operation.locator('textarea.body-param__text');
  if ((await operation.locator('.opblock-section-request-body').count()) > 0) {
    const proposed = JSON.parse(await text.inputValue()) as Record<string, unknown>;
    await text.fill(JSON.stringify(edit(proposed), null, 2));
  }
  await operation.locator('button.execute').click();
  const live = operation.locator('.live-responses-table');
  const status = (await live.locator('tbody .response-col_status').innerText()).trim().split(/\s/)[0] ?? '';
  const headers = await live.locator('.headerline').allInnerTexts();
  // a body as text, or a link to it where it is a file
  const shown = await live.locator('.response-col_description').locator('pre, code, a[download]').first().innerText();
  const etag = headers.map((line) => /^\s*etag:\s*(\S+)/.exec(line)?.[1]).find((found) => found !== undefined);
  return { status, body: parsed(shown), etag: etag ?? '', operation };
}

function parsed(text: string): Record<string, unknown> {
  return text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {};
}

it(
  'should lead from a score to the plan of a stored assessment',
  async () => {
    const scored = await execute('Without storing', 'score');
    expect(scored.status).toBe('200');

    const trust = await execute('Trusts and sites', 'createTrust');
    expect(trust).toMatchObject({ status: '201', body: { code: 'ZZ91' } });
    const site = await execute('Trusts and sites', 'createSite', { trustId: String(trust.body.id) });
    expect(site.status).toBe('201');
    const deployment = await execute('Deployments', 'createDeployment', {}, (body) => ({
      ...body,
      siteId: site.body.id,
    }));
    expect(deployment.status).toBe('201');
    const assessment = await execute('Assessments', 'createAssessment', {}, () => ({
      deploymentId: deployment.body.id,
    }));
    expect(assessment.status).toBe('201');
    const assessmentId = String(assessment.body.id);

    const section = await execute('Assessments', 'getSection', { assessmentId, section: 'IT' });
    expect(section).toMatchObject({ status: '200', etag: '"1"' });
    const saved = await execute('Assessments', 'saveSection', {
      assessmentId,
      section: 'IT',
      'If-Match': section.etag,
    });
    expect(saved).toMatchObject({ status: '200', etag: '"2"' });

    const revision = await execute('Assessments', 'getOpenRevision', { assessmentId });
    const submitted = await execute('Assessments', 'submitAssessment', { assessmentId, 'If-Match': revision.etag });
    expect(submitted.status).toBe('201');

    const plan = await execute('Results', 'getPlanPdf', { snapshotId: String(submitted.body.id) });
    expect(plan.status).toBe('200');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      plan.operation.getByText('Download file').click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/\.pdf$/);
  },
  5 * PATIENCE,
);

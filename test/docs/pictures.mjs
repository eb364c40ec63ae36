/**
 * Takes the pictures of README and docs anew: starts the demonstration on a free port, opens its main pages in Chromium,
 * and the first page of a plan by pdftoppm. `npm run pictures`
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';
import { launchOptions } from '../support/browser-place.mjs';

const ROOT = resolve(import.meta.dirname, '../..');
const FOLDER = join(ROOT, 'docs/images');
const WINDOW = { width: 1100, height: 1000 };
const PASSWORD = 'walrus-lantern-teacup';
const TRUST_LEAD = 'lead@fenmere.example';
const VENDOR_LEAD = 'lead@imaging.example';
/** Width of the plan's first page, pixels */
const PLAN_WIDTH = 900;
const MOST_MILLISECONDS = 180_000;

const scratch = mkdtempSync(join(tmpdir(), 'site-readiness-pictures-'));
const service = spawn(process.execPath, ['dist/main.js', '--demo'], {
  cwd: ROOT,
  env: { ...process.env, PORT: '0', LOG_LEVEL: 'warn' },
  stdio: ['ignore', 'ignore', 'pipe'],
});
const browser = await chromium.launch(launchOptions());
try {
  const url = await addressOf(service);
  const page = await browser.newPage({ viewport: WINDOW, locale: 'en-GB', reducedMotion: 'reduce' });
  // a plan is made the first time that somebody opens it
  page.setDefaultTimeout(MOST_MILLISECONDS);
  const take = async (name) => {
    await page.screenshot({ path: join(FOLDER, `${name}.png`), animations: 'disabled' });
    console.log(`docs/images/${name}.png`);
  };
  const signIn = async (email) => {
    await page.context().clearCookies();
    await page.goto(`${url}/sign-in`);
    await page.fill('#email', email);
    await page.fill('#password', PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(`${url}/`);
  };
  await signIn(TRUST_LEAD);
  const linkTo = async (pattern) =>
    (await page.locator('main a').evaluateAll((links) => links.map((link) => link.getAttribute('href')))).find((href) =>
      pattern.test(href ?? ''),
    );
  const snapshot = (await linkTo(/^\/snapshots\/[^/]+\/scorecard/))?.split('/')[2];
  const assessment = await linkTo(/^\/assessments\/[\w-]{36}$/);
  if (snapshot === undefined || assessment === undefined) throw new Error('The first page leads to no assessment');
  for (const [name, address] of [
    ['task-list', assessment],
    ['question', `${assessment}/questions/GV-01`],
    ['scorecard-page', `/snapshots/${snapshot}/scorecard`],
  ]) {
    const response = await page.goto(`${url}${address}`, { waitUntil: 'load' });
    if (response?.status() !== 200) throw new Error(`${address} answered ${String(response?.status())}`);
    await take(name);
  }
  await page.goto(`${url}/api/docs`);
  await page.locator('.opblock').first().waitFor();
  await take('api-docs');
  const pdf = await page.request.get(`${url}/api/v1/snapshots/${snapshot}/plan.pdf`, { timeout: MOST_MILLISECONDS });
  const file = join(scratch, 'plan.pdf');
  writeFileSync(file, await pdf.body());
  const output = join(FOLDER, 'plan-first-page');
  const size = ['-scale-to-x', String(PLAN_WIDTH), '-scale-to-y', '-1'];
  execFileSync('pdftoppm', ['-png', '-f', '1', '-l', '1', '-singlefile', ...size, file, output]);
  console.log('docs/images/plan-first-page.png');
  await signIn(VENDOR_LEAD);
  await workedOut(page, url);
  await page.goto(`${url}/portfolio`);
  await take('work-list');
  await page.goto(`${url}/portfolio/planner`);
  // what the hours buy stands below the form that asks for them
  await page.locator('figure.app-chart').first().scrollIntoViewIfNeeded();
  await take('planner');
} finally {
  await browser.close();
  service.kill('SIGTERM');
  rmSync(scratch, { recursive: true });
}

/** Waits until the job has worked out every site of the portfolio. */
async function workedOut(page, url) {
  const until = Date.now() + MOST_MILLISECONDS;
  for (;;) {
    const { sites, waiting } = await (await page.request.get(`${url}/api/v1/portfolio/summary`)).json();
    if (sites > 0 && waiting === 0) return;
    if (Date.now() > until) throw new Error('The portfolio is not worked out');
    await page.waitForTimeout(500);
  }
}

/** Where the service says that it listens, under the name that browsers take its cookies at. */
async function addressOf({ stderr }) {
  for await (const line of createInterface(stderr)) {
    const port = /http:\/\/[\w.]+:(\d+)/.exec(line)?.[1];
    if (port !== undefined) {
      // read on, so that the service never waits for somebody to read
      stderr.resume();
      return `http://localhost:${port}`;
    }
  }
  throw new Error('The demonstration did not start');
}

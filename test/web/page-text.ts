import { expect } from '@jest/globals';
import type { TestService } from '../support/service.js';

/** What a browser asks for. */
export const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

export interface PageReply {
  readonly status: number;
  readonly headers: Headers;
  readonly html: string;
}

export async function readPage(service: TestService, address: string, accept = BROWSER): Promise<PageReply> {
  const response = await fetch(`${service.url}${address}`, { headers: { accept } });
  return { status: response.status, headers: response.headers, html: await response.text() };
}

/** Values of an attribute, in the order in which they stand. */
export function attributes(html: string, name: string): string[] {
  return [...html.matchAll(new RegExp(`\\s${name}="([^"]*)"`, 'g'))].map((match) => match[1] ?? '');
}

/** What every page of ours keeps, whatever it is about. */
export function expectSoundPage({ headers, html }: PageReply, title: string): void {
  expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(html).toContain(`<title>${title} - Site readiness for AI tools</title>`);
  expect(html.match(/<h1[\s>]/g)).toHaveLength(1);
  expect(html).toMatch(/<html lang="en-GB"/);
  expect(html).toMatch(/<a [^>]*href="#maincontent"[^>]*>\s*Skip to main content/);
  expect(html.match(/id="maincontent"/g)).toHaveLength(1);
  expectNothingInline(html);
  expectOwnPolicy(headers, html);
  expectOwnAssets(html);
  expectHeadingsInOrder(html);
  const ids = attributes(html, 'id');
  expect(ids).toEqual([...new Set(ids)]);
  expect(html).not.toMatch(/\[object Object\]|>\s*undefined\s*<|>\s*null\s*</);
}

function expectNothingInline(html: string): void {
  expect(html).not.toMatch(/\son[a-z]+\s*=/i);
  expect(html).not.toMatch(/\sstyle\s*=|<style/i);
  expect(html).not.toMatch(/javascript:/i);
}

/** Every script carries the nonce of this very reply. */
function expectOwnPolicy(headers: Headers, html: string): void {
  const policy = headers.get('content-security-policy') ?? '';
  const nonce = /script-src 'nonce-([A-Za-z0-9+/=]{22,})'/.exec(policy)?.[1];
  expect(nonce).toBeDefined();
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toMatch(/unsafe|https?:/);
  const scripts = (html.match(/<script[^>]*>/g) ?? []).map((script) => script.replace(/\?v=[0-9a-f]{10}"/, '"'));
  expect(scripts).toEqual([
    `<script type="module" src="/assets/app.js" nonce="${nonce ?? ''}">`,
    `<script nonce="${nonce ?? ''}">`,
  ]);
}

/** Nothing on the page is fetched from, or leads to, another host. */
function expectOwnAssets(html: string): void {
  for (const address of [...attributes(html, 'href'), ...attributes(html, 'src')]) {
    expect(address).toMatch(/^(?:\/(?!\/)|#|data:,$)/);
  }
}

function expectHeadingsInOrder(html: string): void {
  // The summary of errors stands above the heading of the page, as the design system has it.
  const rest = html.replace(/<h2[^>]*nhsuk-error-summary__/, '');
  const levels = [...rest.matchAll(/<h([1-6])[\s>]/g)].map((match) => Number(match[1]));
  expect(levels[0]).toBe(1);
  for (const [index, level] of levels.entries()) expect(level).toBeLessThanOrEqual((levels[index - 1] ?? 0) + 1);
}

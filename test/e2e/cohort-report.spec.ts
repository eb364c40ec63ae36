import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { KeysService } from '../../src/accounts/keys.service.js';
import { operator } from '../../src/platform/actor/actor.js';
import { PortfolioRefresh } from '../../src/portfolio/portfolio-refresh.service.js';
import { bestAnswers } from '../support/catalogue.js';
import { findTags, readPdf, type PdfReading } from '../support/pdf.js';
import { ask, setUpAssessment, startService, type TestService } from '../support/service.js';
import { addVendor } from '../support/signed-in.js';
import { submitAnswers } from '../support/submitted.js';
import { letVendorTakePart } from '../support/vendor-part.js';

/* The portfolio as a PDF for a meeting: two pages on all sites, then a page for each. */

const MONDAY = new Date('2026-11-23T12:00:00Z');
const REPORT = '/api/v1/portfolio/report.pdf';
const CLOSED = 'Closedgate Hospital';

let service: TestService;
let vendor: string;

const as = (key: string): { headers: Record<string, string> } => ({ headers: { authorization: `Bearer ${key}` } });

async function keyOf(name: string, toolId: string): Promise<string> {
  const vendorId = await addVendor(service, name, [toolId]);
  const command = { name, role: 'vendor-lead' as const, vendorId, scopes: ['portfolio:read' as const] };
  return (await service.app.get(KeysService).create(operator('tests'), command)).key;
}

const invite = (deploymentId: string): Promise<void> => letVendorTakePart(service, deploymentId);

async function bytesOf(query = '', key = vendor): Promise<Buffer> {
  const response = await fetch(`${service.url}${REPORT}${query}`, as(key));
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/pdf']);
  return Buffer.from(await response.arrayBuffer());
}

const read = async (query = '', key = vendor): Promise<PdfReading> =>
  readPdf(new Uint8Array(await bytesOf(query, key)));
const seen = ({ pages }: PdfReading): string[] => pages.map((page) => page.seen.replace(/\s+/g, ' '));

beforeAll(async () => {
  service = await startService();
  service.clock.set(MONDAY);
  vendor = await keyOf('Ours', 'echogo-pro');
  await invite((await submitAnswers(service, bestAnswers(), { code: 'ZP01' })).deploymentId);
  const closed = await submitAnswers(service, { ...bestAnswers(), 'GV-01': { value: 0 } }, { code: 'ZP02' });
  const { body } = await ask<{ site: { id: string } }>(service, 'GET', `/api/v1/deployments/${closed.deploymentId}`);
  const site = `/api/v1/sites/${body.site.id}`;
  const headers = { 'if-match': (await ask(service, 'GET', site)).headers.get('etag') ?? '' };
  expect((await ask(service, 'PATCH', site, { body: { name: CLOSED }, headers })).status).toBe(200);
  await invite(closed.deploymentId);
  await invite((await setUpAssessment(service, { code: 'ZP03' })).deploymentId);
  await service.app.get(PortfolioRefresh).refreshStale();
});

afterAll(() => service.stop());

describe('the report on a portfolio', () => {
  it('should have two pages on all sites and a page for each, tagged, with bookmarks and footers', async () => {
    const report = await read();
    expect(report.pages).toHaveLength(5);
    expect(report).toMatchObject({ tagged: true, language: 'en-GB', displaysTitle: true });
    const headings = findTags(report.tree, 'H1', 'H2').map(({ text }) => text);
    expect(headings.slice(0, 3)).toEqual(['Support portfolio of 3 sites', 'Whom to call first', 'The sites together']);
    for (const [number, text] of seen(report).entries()) expect(text).toContain(`Page ${String(number + 1)} of 5`);
    const sites = findTags(report.tree, 'H2').slice(2);
    expect(sites.map(({ pages }) => pages)).toEqual([[3], [4], [5]]);
    expect(sites[2]?.text).toMatch(/EchoGo/);
  });

  it('should never let a site with a closed gate look ready', async () => {
    const pages = seen(await read('?blocker=GV-01'));
    const own = pages[2] ?? '';
    expect(own).toContain(CLOSED);
    expect(own).toMatch(/Closed gates GV-01/);
    expect(own).toMatch(/\d+ of 100.*it opens no gate, and \d+ gates? (?:is|are) closed/);
    expect(own).not.toMatch(/(?<!not )\bready\b|Strong|cleared for go-live:? yes/i);
    expect(pages[0]).toContain('a gate is closed at 1 site');
    expect(pages[1]).toContain('A score opens no gate');
  });

  it('should be the same bytes for the same sites, and hold those only that the caller sees', async () => {
    expect((await bytesOf()).equals(await bytesOf())).toBe(true);
    const other = await read('', await keyOf('Theirs', 'ambient-scribe'));
    expect(seen(other).join(' ')).toContain('Support portfolio of 0 sites');
    expect(seen(other).join(' ')).not.toContain(CLOSED);
  });

  it('should be on record before it is given', async () => {
    await bytesOf('?queue=none');
    const { body } = await ask<{ items: object[] }>(service, 'GET', '/api/v1/events?limit=1');
    expect(body.items[0]).toMatchObject({
      type: 'portfolio-exported',
      data: { format: 'pdf', filters: ['queue'] },
    });
  });
});

import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { ownWord } from '../support/own-word.js';
import { ask, type TestService } from '../support/service.js';

interface DemoDocument {
  readonly context: object;
  readonly answers: Record<string, object>;
}

async function made(service: TestService, address: string, body: unknown): Promise<string> {
  const reply = await ask<{ id: string }>(service, 'POST', address, { body });
  if (reply.status !== 201) throw new Error(`${address} answered ${String(reply.status)}`);
  return reply.body.id;
}

/** Names that people could type, as they are stored. */
export interface Names {
  readonly trust: string;
  readonly site: string;
  /** ODS code of the trust; default: ZZ90 */
  readonly code?: string;
}

/** A deployment with the answers of the demonstration's Fenmere, submitted. @returns the snapshot's id */
export async function submitDemo(service: TestService, names: Names, note?: string): Promise<string> {
  const { context, answers } = parse(readFileSync('data/demo/fenmere-infirmary.yaml', 'utf8')) as DemoDocument;
  const trustId = await made(service, '/api/v1/trusts', { code: names.code ?? 'ZZ90', name: names.trust });
  const siteId = await made(service, `/api/v1/trusts/${trustId}/sites`, { name: names.site });
  const deploymentId = await made(service, '/api/v1/deployments', { siteId, toolId: 'echogo-pro', ...context });
  const assessmentId = await made(service, '/api/v1/assessments', { deploymentId });
  const all = note === undefined ? answers : { ...answers, 'IT-01': { ...answers['IT-01'], note } };
  for (const code of new Set(Object.keys(all).map((id) => id.slice(0, 2)))) {
    const address = `/api/v1/assessments/${assessmentId}/sections/${code}`;
    const own = ownWord(Object.fromEntries(Object.entries(all).filter(([id]) => id.startsWith(`${code}-`))));
    await changed(service, 'PUT', address, address, { answers: own });
  }
  const { id } = await changed(
    service,
    'POST',
    `/api/v1/assessments/${assessmentId}/revision`,
    `/api/v1/assessments/${assessmentId}/submit`,
  );
  return id;
}

/** A change made on the version that is read first. */
async function changed(
  service: TestService,
  method: string,
  readFrom: string,
  address: string,
  body?: object,
): Promise<{ id: string }> {
  const before = await ask(service, 'GET', readFrom);
  const headers = { 'if-match': before.headers.get('etag') ?? '' };
  const reply = await ask<{ id: string }>(service, method, address, { body, headers });
  if (reply.status >= 300) throw new Error(`${address} answered ${JSON.stringify(reply.body)}`);
  return reply.body;
}

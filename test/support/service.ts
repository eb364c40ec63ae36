import fs from 'node:fs';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { createApp } from '../../src/app.js';
import { DemoClock } from '../../src/demo/demo-clock.js';
import { readConfig, type Config } from '../../src/platform/config/config.js';
import { DATA_SOURCES, type DataSources } from '../../src/platform/database/data-sources.js';
import { ApiKeyEntity } from '../../src/accounts/api-key.entity.js';
import { OPERATORS_ID, operatorsKeyRow, TEST_SECRET } from './operators-key.js';
import { scratchDatabase, type ScratchDatabase } from './databases.js';

/** The whole service on a free port, with a database of its own and a clock that can be set. */
export interface TestService {
  readonly url: string;
  readonly app: NestExpressApplication;
  readonly clock: DemoClock;
  readonly database: ScratchDatabase;
  stop(): Promise<void>;
}

/**
 * @param settings that differ from the defaults
 * @param given a database to serve; it is removed when the service stops, as its own would be
 */
export async function startService(settings: Partial<Config> = {}, given?: ScratchDatabase): Promise<TestService> {
  const database = given ?? (await scratchDatabase());
  const clock = new DemoClock();
  clock.set(new Date('2026-11-23T12:00:00Z'));
  const usual = readConfig({
    PORT: '0',
    LOG_LEVEL: 'silent',
    PLAN_THREADS: '1',
    JOBS: 'off',
    SECRET_KEY: TEST_SECRET,
    ...GENEROUS,
  });
  const sealsPath = path.join(os.tmpdir(), `${database.name}-seals.jsonl`);
  const config = { ...usual, ...database.place, sealsPath, ...settings };
  const app = await createApp(config, clock);
  await app.listen(0, '127.0.0.1');
  await giveKey(app);
  const { port } = app.getHttpServer().address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}`,
    app,
    clock,
    database,
    stop: async () => {
      await app.close();
      await database.remove();
      fs.rmSync(sealsPath, { force: true });
    },
  };
}

/** Tests send more than people do. */
const GENEROUS = { REQUESTS_PER_MINUTE: '1000000' } as const;

/** What `authorised-fetch` sends is good here. */
async function giveKey(app: NestExpressApplication): Promise<void> {
  await app.get<DataSources>(DATA_SOURCES).transaction('write', async (manager) => {
    if (await manager.existsBy(ApiKeyEntity, { id: OPERATORS_ID })) return;
    await manager.insert(ApiKeyEntity, operatorsKeyRow());
  });
}

export interface Reply<T = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

/** One request with a JSON body and a JSON reply; an empty reply gives an empty object. */
export async function ask<T = Record<string, unknown>>(
  service: TestService,
  method: string,
  address: string,
  { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {},
): Promise<Reply<T>> {
  const response = await fetch(`${service.url}${address}`, {
    method,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: (text === '' ? {} : JSON.parse(text)) as T };
}

/** A trust with a site, a deployment and an assessment of it, made through the API. */
export async function setUpAssessment(
  service: TestService,
  { code = 'ZZ90', tool = 'echogo-pro', context = {} }: { code?: string; tool?: string; context?: object } = {},
): Promise<{ trustId: string; siteId: string; deploymentId: string; assessmentId: string }> {
  const made = async (address: string, body: unknown): Promise<string> => {
    const { status, body: reply } = await ask<{ id: string }>(service, 'POST', address, { body });
    if (status !== 201) throw new Error(`${address} answered ${String(status)}: ${JSON.stringify(reply)}`);
    return reply.id;
  };
  const trustId = await made('/api/v1/trusts', { code, name: `Test Trust ${code}` });
  const siteId = await made(`/api/v1/trusts/${trustId}/sites`, { name: 'Test Hospital' });
  const deploymentId = await made('/api/v1/deployments', { siteId, toolId: tool, ...context });
  const assessmentId = await made('/api/v1/assessments', { deploymentId });
  return { trustId, siteId, deploymentId, assessmentId };
}

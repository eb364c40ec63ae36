import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HealthChecks } from '../../../src/platform/health/health-checks.js';
import { ask, startService, type TestService } from '../../support/service.js';

describe('health', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService();
  });

  afterAll(() => service.stop());

  it('is well when everything works', async () => {
    expect(await ask(service, 'GET', '/health/live')).toMatchObject({ status: 200, body: { status: 'ok' } });
    expect(await ask(service, 'GET', '/health/ready')).toMatchObject({ status: 200, body: { status: 'ok' } });
  });

  it('is live but not ready while a check fails, and ready when it works again', async () => {
    let works = false;
    const checks = service.app.get(HealthChecks);
    checks.register('cooling', () => (works ? Promise.resolve() : Promise.reject(new Error('secret detail'))));
    const ready = await ask(service, 'GET', '/health/ready');
    expect(ready.status).toBe(503);
    expect(ready.headers.get('retry-after')).toBe('5');
    expect(ready.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(ready.body).toMatchObject({ code: 'busy', detail: 'Not ready: cooling.' });
    expect(JSON.stringify(ready.body)).not.toContain('secret');
    expect((await ask(service, 'GET', '/health/live')).status).toBe(200);
    works = true;
    expect((await ask(service, 'GET', '/health/ready')).status).toBe(200);
  });

  it('asks the database', async () => {
    const { DATA_SOURCES } = await import('../../../src/platform/database/data-sources.js');
    const { reader } = service.app.get<{
      reader: { destroy: () => Promise<void>; initialize: () => Promise<unknown> };
    }>(DATA_SOURCES);
    await reader.destroy();
    const ready = await ask(service, 'GET', '/health/ready');
    await reader.initialize();
    expect(ready).toMatchObject({ status: 503, body: { detail: 'Not ready: database.' } });
    expect((await ask(service, 'GET', '/health/ready')).status).toBe(200);
  });

  it('is not ready when a newer release has changed the database, and when a change of its own is missing', async () => {
    const { database } = service;
    const future = "('FromTheFuture9999999999999', 9999999999999)";
    await database.query(`INSERT INTO migrations (name, timestamp) VALUES ${future}`);
    const newer = await ask(service, 'GET', '/health/ready');
    expect(newer).toMatchObject({ status: 503, body: { detail: 'Not ready: migrations.' } });
    expect(JSON.stringify(newer.body)).not.toContain('FromTheFuture');
    expect((await ask(service, 'GET', '/health/live')).status).toBe(200);
    await database.query('DELETE FROM migrations WHERE timestamp = $1', [9999999999999]);
    expect((await ask(service, 'GET', '/health/ready')).status).toBe(200);
    const [last] = await database.query('SELECT name, timestamp FROM migrations ORDER BY timestamp DESC LIMIT 1');
    await database.query('DELETE FROM migrations WHERE name = $1', [last?.name]);
    const older = await ask(service, 'GET', '/health/ready');
    expect(older).toMatchObject({ status: 503, body: { detail: 'Not ready: migrations.' } });
    await database.query('INSERT INTO migrations (name, timestamp) VALUES ($1, $2)', [last?.name, last?.timestamp]);
    expect((await ask(service, 'GET', '/health/ready')).status).toBe(200);
  });

  it('is not ready while the service stops, and says so first', async () => {
    service.app.get(HealthChecks).stop();
    const ready = await ask(service, 'GET', '/health/ready');
    expect(ready).toMatchObject({ status: 503, body: { code: 'busy', detail: 'Not ready: stopping.' } });
    expect((await ask(service, 'GET', '/health/live')).status).toBe(200);
  });
});

describe('health checks', () => {
  it('name everything that does not work, one that throws at once as well', async () => {
    const checks = new HealthChecks();
    checks.register('fine', () => Promise.resolve());
    checks.register('late', () => Promise.reject(new Error('late')));
    checks.register('thrown', () => {
      throw new Error('at once');
    });
    checks.stop();
    expect(await checks.failing()).toEqual(['stopping', 'late', 'thrown']);
  });
});

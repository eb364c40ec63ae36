import { randomUUID } from 'node:crypto';
import process from 'node:process';
import { expect, it } from '@jest/globals';
import { verifyEvents } from '../../src/platform/audit/verify-events.js';
import { openForReading } from '../../src/platform/database/open-for-reading.js';
import { ENGINE, scratchDatabase, type ScratchDatabase } from '../support/databases.js';
import { spawnService, type ServiceProcess } from '../support/service-process.js';
import { drawsOf, type Draw } from '../support/tampering.js';

/** `npm run reliability:kills` kills 500 times. */
const KILLS = Number(process.env.KILLS ?? 3);
const CLIENTS = 4;
const SECTION = 'IT';

/** A write that was sent, by the id of its request, which its event carries. */
interface Sent {
  readonly requestId: string;
  readonly address: string;
  readonly body: unknown;
  readonly key: string | undefined;
}

/** What the service has acknowledged, and what it left open as it was killed. */
class Ledger {
  readonly acknowledged = new Set<string>();
  /** Requests with a key whose replies never came */
  open: Sent[] = [];

  async send(
    base: string,
    method: string,
    address: string,
    body?: unknown,
    headers: Record<string, string> = {},
    key?: string,
  ): Promise<Response | undefined> {
    const requestId = randomUUID();
    try {
      const response = await fetch(`${base}${address}`, {
        method,
        headers: {
          'x-request-id': requestId,
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(key !== undefined && { 'idempotency-key': key }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      // Acknowledged is what has arrived as a whole.
      const text = await response.text();
      const replayed = response.headers.get('idempotency-replayed') === 'true';
      if (method !== 'GET' && response.ok && !replayed) this.acknowledged.add(requestId);
      return new Response(text === '' ? null : text, response);
    } catch {
      if (key !== undefined) this.open.push({ requestId, address, body, key });
      return undefined;
    }
  }
}

/** Somebody who writes one thing after the other until the service is gone. */
class Client {
  private assessment: string | undefined;
  private count = 0;

  constructor(
    private readonly name: string,
    private readonly ledger: Ledger,
    private readonly draw: Draw,
  ) {}

  async run(base: string): Promise<void> {
    for (;;) {
      this.count += 1;
      const code = `${this.name}${String(this.count).padStart(6, '0')}`;
      const made = await this.make(base, '/api/v1/trusts', { code, name: `Trust ${code}` });
      if (made === undefined) return;
      if (this.assessment === undefined && !(await this.begin(base, made.id))) return;
      for (let saves = 0; saves < 3; saves += 1) if (!(await this.save(base))) return;
      if (this.draw(3) === 0 && !(await this.submit(base))) return;
    }
  }

  private async make(base: string, address: string, body: unknown): Promise<{ id: string } | undefined> {
    const response = await this.ledger.send(base, 'POST', address, body, {}, randomUUID());
    return response?.ok === true ? ((await response.json()) as { id: string }) : undefined;
  }

  private async begin(base: string, trustId: string): Promise<boolean> {
    const site = await this.make(base, `/api/v1/trusts/${trustId}/sites`, { name: 'A Hospital' });
    const deployment =
      site && (await this.make(base, '/api/v1/deployments', { siteId: site.id, toolId: 'echogo-pro' }));
    const assessment = deployment && (await this.make(base, '/api/v1/assessments', { deploymentId: deployment.id }));
    this.assessment = assessment?.id;
    return assessment !== undefined;
  }

  private async save(base: string): Promise<boolean> {
    const address = `/api/v1/assessments/${String(this.assessment)}/sections/${SECTION}`;
    const read = await this.ledger.send(base, 'GET', address);
    if (read === undefined) return false;
    const answers = {
      'IT-05': { value: this.draw(4), note: `Note ${String(this.count)}` },
      'IT-02': { notKnown: true },
    };
    const version = read.headers.get('etag') ?? '';
    return (await this.ledger.send(base, 'PUT', address, { answers }, { 'if-match': version })) !== undefined;
  }

  private async submit(base: string): Promise<boolean> {
    const address = `/api/v1/assessments/${String(this.assessment)}`;
    const revision = await this.ledger.send(base, 'GET', `${address}/revision`);
    if (revision === undefined) return false;
    const version = revision.headers.get('etag') ?? '';
    if (revision.ok) {
      const sent = await this.ledger.send(base, 'POST', `${address}/submit`, undefined, { 'if-match': version });
      if (sent === undefined) return false;
    }
    return (await this.ledger.send(base, 'POST', `${address}/revisions`)) !== undefined;
  }
}

/** Everything that must hold of the database while no service runs on it. */
async function defectsOf(database: ScratchDatabase, ledger: Ledger): Promise<unknown[]> {
  const events = await database.query('SELECT request_id, COUNT(*) AS count FROM events GROUP BY request_id');
  const counts = new Map(events.map(({ request_id: request, count }) => [request, Number(count)]));
  const lost = [...ledger.acknowledged].filter((request) => counts.get(request) !== 1);
  const halves = await database.query(`
    SELECT 'submitted without snapshot' AS what, id FROM revisions
      WHERE state = 'submitted' AND id NOT IN (SELECT revision_id FROM snapshots)
    UNION ALL SELECT 'snapshot of an open revision', id FROM snapshots
      WHERE revision_id IN (SELECT id FROM revisions WHERE state <> 'submitted')
    UNION ALL SELECT 'snapshot without standing', id FROM snapshots
      WHERE deployment_id NOT IN (SELECT deployment_id FROM standings)
    UNION ALL SELECT 'trust made twice', code FROM trusts GROUP BY code HAVING COUNT(*) > 1`);
  const readable = await openForReading(database.place);
  const { defects } = await readable
    .read((manager) => verifyEvents((work) => work(manager)))
    .finally(() => readable.close());
  return [
    ...lost.map((request) => `acknowledged and lost: ${request}`),
    ...halves,
    ...defects,
    ...(await database.defects()),
  ];
}

it(
  `should lose nothing that was acknowledged and leave nothing half done when killed ${String(KILLS)} times while it writes`,
  async () => {
    const database = await scratchDatabase();
    const ledger = new Ledger();
    const draw = drawsOf(20_261_126);
    const clients = Array.from({ length: CLIENTS }, (_, i) => new Client(String.fromCharCode(65 + i), ledger, draw));
    const start = (): ServiceProcess =>
      spawnService({
        PORT: '0',
        LOG_LEVEL: 'silent',
        AUDIT_SEALS_PATH: `/tmp/${database.name}.seals`,
        ...database.settings,
      });
    let [sentAgain, open] = [0, 0];
    try {
      for (let kill = 0; kill < KILLS; kill += 1) {
        const service = start();
        const base = await service.listening;
        // What was left open is sent again by its key: done once, whether it had been stored or not.
        for (const { address, body, key } of ledger.open.splice(0)) {
          const again = await ledger.send(base, 'POST', address, body, {}, key);
          expect([201, 409]).toContain(again?.status);
          sentAgain += 1;
        }
        const work = Promise.all(clients.map((client) => client.run(base)));
        await new Promise((resolve) => setTimeout(resolve, 20 + draw(600)));
        service.kill('SIGKILL');
        await service.ended;
        await work;
        open += ledger.open.length;
        expect(await defectsOf(database, ledger)).toEqual([]);
      }
      expect(ledger.acknowledged.size).toBeGreaterThan(KILLS);
      if (process.env.KILLS !== undefined) {
        console.log(
          `${ENGINE}: ${String(KILLS)} kills, ${String(ledger.acknowledged.size)} acknowledged writes, 0 lost, 0 half-applied; ` +
            `${String(open)} requests with a key left open, ${String(sentAgain)} of them sent again; chains valid`,
        );
      }
    } finally {
      await database.remove();
    }
  },
  60_000 + KILLS * 30_000,
);

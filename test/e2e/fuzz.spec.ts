import process from 'node:process';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Question } from '../../src/core/contracts/instrument.js';
import { loadDemo } from '../../src/demo/load-demo.js';
import { signedIn } from '../support/signed-in.js';
import { ReplyChecker } from '../support/openapi-replies.js';
import {
  anyRequest,
  operationsOf,
  type ApiRequest,
  type OpenApiDocument,
  type Vocabulary,
} from '../support/openapi-requests.js';
import { RequestSender } from '../support/openapi-sender.js';
import { ask, startService, type TestService } from '../support/service.js';

/*
 * Requests made from the API's own description: such as it takes, at its boundaries, wrong, huge, in odd characters.
 * None may break the service, and each answer must be as it is documented.
 */

/** FUZZ_REQUESTS for long runs by hand; FUZZ_SEED for others than the usual ones. */
const REQUESTS = Number(process.env.FUZZ_REQUESTS ?? 2400);
const SEED = Number(process.env.FUZZ_SEED ?? 20_261_124);
const ROUND = 10;
const MINUTE = 60_000;
/** Who sends the requests of each round: every other one the administrator, who may most. */
const TURNS = [0, 1, 0, 2, 0, 3] as const;
const MOST_SHOWN = 20;
/** What few of the usual requests hit upon: the right role, an id that is there and a state that lets it be done. */
const NEEDS_LUCK: readonly string[] = [
  ...['acceptStatement', 'disputeStatement', 'getStatement', 'publishStatement', 'withdrawStatement'],
  ...['previewProductVersion', 'publishProductVersion', 'mergeTrust', 'setVendorAccess', 'shareAssessment'],
  ...['createInvitation', 'getInvitation', 'remindOfInvitation', 'withdrawInvitation', 'createKey', 'getKey', 'endKey'],
  ...['getNetwork', 'updateNetwork', 'createNetwork', 'getVendor', 'updateVendor', 'createVendor'],
  ...['getPerson', 'erasePerson', 'exportPerson', 'reactivatePerson', 'makeResetLink', 'giveRole', 'takeRole'],
  ...['suspendPerson', 'takeSecondFactor', 'listEvents', 'exportEvents'],
];

let service: TestService;
let senders: readonly RequestSender[];
let document: OpenApiDocument;
let vocabulary: Vocabulary;

beforeAll(async () => {
  service = await startService();
  await loadDemo(service.app, service.clock, () => undefined);
  service.clock.set(new Date('2026-11-23T12:00:00Z'));
  // Most sites of the demonstration have submitted: a change needs an open revision.
  const { items } = (await ask<{ items: { id: string }[] }>(service, 'GET', '/api/v1/assessments?limit=200')).body;
  for (const { id } of items) await ask(service, 'POST', `/api/v1/assessments/${id}/revisions`);
  senders = await sendersOf();
  await senders[0]?.explore();
  document = (await ask<OpenApiDocument>(service, 'GET', '/api/openapi.json')).body;
  const address = '/api/v1/instruments/ai-site-readiness/versions/1.0.0';
  const { questions } = (await ask<{ questions: Question[] }>(service, 'GET', address)).body;
  const tools = (await ask<{ items: { id: string }[] }>(service, 'GET', '/api/v1/tools')).body.items;
  vocabulary = { toolIds: tools.map(({ id }) => id), questions };
});

afterAll(async () => {
  for (const sender of senders) sender.close();
  await service.stop();
});

/**
 * People of four roles at their browsers, who share what they learn of ids: what one of them made or may see, the others
 * ask for as well.
 */
async function sendersOf(): Promise<RequestSender[]> {
  const trusts = (await ask<{ items: { id: string; code: string }[] }>(service, 'GET', '/api/v1/trusts?limit=200'))
    .body;
  const trustId = trusts.items.find(({ code }) => code === 'ZZ01')?.id ?? '';
  const vendor = await ask<{ id: string }>(service, 'POST', '/api/v1/vendors', {
    body: { name: 'Echo Makers', toolIds: ['echogo-pro'] },
  });
  const people = [
    await signedIn(service, [{ role: 'administrator' }]),
    await signedIn(service, [{ role: 'vendor-lead', vendorId: vendor.body.id }]),
    await signedIn(service, [{ role: 'trust-lead', trustId }]),
    await signedIn(service, [{ role: 'trust-viewer', trustId }]),
  ];
  const pools = new Map<string, Set<string>>();
  return people.map(({ cookie }) => new RequestSender(service.url, { cookie, origin: service.url }, pools));
}

/** The requests of every operation in turn, a few of each at a time, so that each finds what the others left. */
function* requests(): Generator<ApiRequest> {
  const operations = operationsOf(document);
  const arbitraries = operations.map((operation) => anyRequest(document, operation, vocabulary));
  let left = REQUESTS;
  for (let round = 0; left > 0; round++) {
    const samples = arbitraries.map((arbitrary) => fc.sample(arbitrary, { numRuns: ROUND, seed: SEED + round }));
    for (let index = 0; index < ROUND; index++) {
      for (const sample of samples) {
        const request = sample[index];
        if (request !== undefined && left-- > 0) yield request;
      }
    }
  }
}

function shown({ operation, address, headers, ifMatch, body }: ApiRequest): string {
  const sent = body === undefined ? 'no body' : JSON.stringify(String(body)).slice(0, 2000);
  return `${operation.method} ${address} If-Match: ${ifMatch ?? 'none'} ${JSON.stringify(headers)}\n    ${sent}`;
}

it(
  'should answer every request that can be made from its description as the description says',
  async () => {
    const checker = new ReplyChecker(document);
    const statuses: Record<string, number> = {};
    const answered = new Map<string, Set<number>>();
    const defects: string[] = [];
    let number = 0;
    const operations = operationsOf(document).length;
    for (const request of requests()) {
      number++;
      const { operationId } = request.operation;
      const turn = TURNS[Math.floor(number / operations) % TURNS.length] as number;
      const sender = senders[turn] as RequestSender;
      const reply = await sender.send(request).catch((error: unknown) => {
        throw new Error(`request ${String(number)} of seed ${String(SEED)} got no answer\n    ${shown(request)}`, {
          cause: error,
        });
      });
      statuses[reply.status] = (statuses[reply.status] ?? 0) + 1;
      answered.set(operationId, (answered.get(operationId) ?? new Set()).add(reply.status));
      const defect = checker.defectOf(request.operation, reply);
      if (defect !== undefined && defects.length < MOST_SHOWN) {
        defects.push(
          `request ${String(number)} of seed ${String(SEED)}: ${operationId} ${defect}\n    ${shown(request)}`,
        );
      }
    }
    if (process.env.FUZZ_REQUESTS !== undefined) console.log(number, statuses);
    expect(defects.join('\n\n')).toBe('');
    // The requests are worth something only if the service takes some of each kind, or finds that what they make exists.
    const taken = (status: number): boolean => status < 300 || status === 409;
    const never = [...answered]
      .filter(([id, all]) => !NEEDS_LUCK.includes(id) && ![...all].some(taken))
      .map(([id]) => id);
    expect(never).toEqual([]);
    expect((await ask(service, 'GET', '/health/ready')).status).toBe(200);
    expect(await service.database.defects()).toEqual([]);
  },
  Math.max(2, REQUESTS / 400) * MINUTE,
);

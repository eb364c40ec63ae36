import process from 'node:process';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Question } from '../../src/core/contracts/instrument.js';
import { loadDemo } from '../../src/demo/load-demo.js';
import { aViewer } from '../support/permission-fixture.js';
import { askAs, giveApp, signedIn, type SignedIn } from '../support/signed-in.js';
import { ReplyChecker } from '../support/openapi-replies.js';
import {
  anyRequest,
  operationsOf,
  type ApiRequest,
  type OpenApiDocument,
  type Vocabulary,
} from '../support/openapi-requests.js';
import { OPERATORS_ID } from '../support/operators-key.js';
import { RequestSender } from '../support/openapi-sender.js';
import { ask, startService, type TestService } from '../support/service.js';

/*
 * Requests made from the API's own description: such as it takes, at its boundaries, wrong, huge, in odd characters.
 * None may break the service, and each answer must be as it is documented.
 */

/** FUZZ_REQUESTS for long runs by hand; FUZZ_SEED for others than the usual ones. */
const REQUESTS = Number(process.env.FUZZ_REQUESTS ?? 3600);
const SEED = Number(process.env.FUZZ_SEED ?? 20_261_125);
const ROUND = 10;
const MINUTE = 60_000;
/** Who sends the requests of each round: every other one the administrator, who may most. */
const TURNS = [0, 1, 0, 2, 0, 3] as const;
const MOST_SHOWN = 20;
/** What an administrator may not do: their turns fall to the vendor's lead or the trust's. */
const OTHERS: Readonly<Record<string, number>> = {
  ...{ publishStatement: 1, withdrawStatement: 1, previewProductVersion: 1, publishProductVersion: 1 },
  ...{ acceptStatement: 2, disputeStatement: 2, createConcern: 2, updateConcern: 2 },
  ...{ logContact: 1, withdrawContact: 1, makePromise: 1, updatePromise: 1, setVendorOwner: 1 },
  ...{ addMessage: 1, publishAnswer: 1, replacePublishedAnswer: 1, withdrawPublishedAnswer: 1 },
  ...{ savePortfolioView: 1, deletePortfolioView: 1, previewPortfolioImport: 1, importPortfolio: 1 },
  ...{ getSupportTeam: 1, saveSupportTeam: 1 },
};
/**
 * What chance does not bring about: an official file, an action that is in the plan, a hand-over at the one version that it
 * has, to the one person whose it is, a contact at the one site that it was with. Their own tests have them taken.
 */
const BEYOND_CHANCE = [
  ...['importTrusts', 'previewTrustImport', 'getAction', 'saveActionProgress', 'createHandOver', 'getHandOver'],
  ...['declineHandOver', 'reassignHandOver', 'remindOfHandOver', 'returnHandOver', 'takeBackHandOver'],
  ...['getContact', 'withdrawContact', 'getPortfolioView', 'deletePortfolioView', 'importPortfolio'],
  ...['confirmOfferedAnswer', 'moveToNewerVersion'],
  // what a vendor does at a site that lets it take part, and what a job works out
  ...['logContact', 'makePromise', 'getPromise', 'updatePromise', 'getOutlook'],
];
/** Most of whom are suspended, lose a role or are erased while the requests run. */
const PEOPLE = Math.max(40, Math.ceil(REQUESTS / 60));
/** Sites whose trusts the trust's lead acts for */
const MOST_LED = 6;

interface Listed<T> {
  readonly items: readonly (T & { readonly id: string })[];
}

interface Deployed {
  readonly toolId: string;
  readonly trust: { readonly id: string };
}

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
  await senders[2]?.findStatements();
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
 * ask for as well. Nobody asks for the senders themselves: whoever is suspended, erased or without a role sends no more.
 */
async function sendersOf(): Promise<RequestSender[]> {
  const { body } = await ask<Listed<Deployed>>(service, 'GET', '/api/v1/deployments?limit=200');
  const own = body.items.filter(({ toolId }) => toolId === 'echogo-pro');
  const [trustId = '', ...others] = new Set(own.slice(0, MOST_LED).map(({ trust }) => trust.id));
  const vendor = await ask<{ id: string }>(service, 'POST', '/api/v1/vendors', {
    body: { name: 'Echo Makers', toolIds: ['echogo-pro'] },
  });
  const people = [
    await signedIn(service, [{ role: 'administrator' }]),
    await signedIn(service, [{ role: 'vendor-lead', vendorId: vendor.body.id }]),
    await signedIn(
      service,
      [trustId, ...others].map((id) => ({ role: 'trust-lead', trustId: id })),
    ),
    await signedIn(service, [{ role: 'trust-viewer', trustId }]),
  ];
  await prepare(trustId, own, people[1] as SignedIn);
  const pools = new Map<string, Set<string>>();
  const kept = new Set([OPERATORS_ID, ...people.map(({ id }) => id)]);
  return people.map(({ cookie }) => new RequestSender(service.url, { cookie, origin: service.url }, pools, kept));
}

/** What requests need to be there: people to look after, a network, and statements on the tool as a site uses it. */
async function prepare(trustId: string, deployments: readonly { id: string }[], vendorLead: SignedIn): Promise<void> {
  for (let number = 0; number < PEOPLE; number++) {
    const { personId } = await aViewer(service, trustId);
    if (number % 2 === 0) await giveApp(service, personId);
  }
  await ask(service, 'POST', '/api/v1/networks', { body: { name: 'Fenmere Imaging Network', trustIds: [trustId] } });
  for (const { id } of deployments) {
    const address = `/api/v1/deployments/${id}`;
    const tag = async (): Promise<{ 'if-match': string }> => ({
      'if-match': (await ask(service, 'GET', address)).headers.get('etag') ?? '',
    });
    await ask(service, 'PATCH', address, { body: { productVersion: '2.1' }, headers: await tag() });
    await ask(service, 'PUT', `${address}/vendor-access`, { body: { vendorAccess: true }, headers: await tag() });
  }
  for (const questionId of ['VS-01', 'VS-02', 'VS-03', 'VS-04', 'VS-05', 'VS-06']) {
    const statement = { toolId: 'echogo-pro', productVersion: '2.1', questionId, answer: { value: 2 } };
    await askAs(service, vendorLead, 'POST', '/api/v1/statements', { body: statement });
  }
}

/** The requests of every operation in turn, a few of each at a time, so that each finds what the others left. */
function* requests(): Generator<ApiRequest> {
  const operations = operationsOf(document);
  const arbitraries = operations.map((operation) => anyRequest(document, operation, vocabulary));
  let left = REQUESTS;
  for (let round = 0; left > 0; round++) {
    // A seed each: with one for all, operations on people would name the same person, whom the first of them erases.
    const samples = arbitraries.map((arbitrary, place) =>
      fc.sample(arbitrary, { numRuns: ROUND, seed: SEED + round * arbitraries.length + place }),
    );
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
      const sender = senders[turn === 0 ? (OTHERS[operationId] ?? turn) : turn] as RequestSender;
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
    // The requests are worth something only if the service takes some of each kind, or finds that its state forbids it.
    const taken = (status: number): boolean => status < 300 || status === 409;
    const never = [...answered].filter(([, all]) => ![...all].some(taken)).map(([id]) => id);
    expect(never.filter((id) => !BEYOND_CHANCE.includes(id))).toEqual([]);
    expect((await ask(service, 'GET', '/health/ready')).status).toBe(200);
    expect(await service.database.defects()).toEqual([]);
  },
  Math.max(2, REQUESTS / 400) * MINUTE,
);

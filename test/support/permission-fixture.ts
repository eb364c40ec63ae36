import { randomUUID } from 'node:crypto';
import { AssessmentEntity } from '../../src/assessments/assessment.entity.js';
import { KeysService } from '../../src/accounts/keys.service.js';
import { InvitationsService } from '../../src/accounts/invitations.service.js';
import { HandOversService } from '../../src/handovers/hand-overs.service.js';
import { PeopleService } from '../../src/accounts/people.service.js';
import { PersonEntity } from '../../src/accounts/person.entity.js';
import { GrantEntity } from '../../src/accounts/grant.entity.js';
import { SessionEntity } from '../../src/accounts/session.entity.js';
import { TicketEntity } from '../../src/accounts/ticket.entity.js';
import { SignInService } from '../../src/accounts/sign-in.service.js';
import { DeploymentEntity } from '../../src/deployments/deployment.entity.js';
import { NetworkEntity, NetworkTrustEntity } from '../../src/organisations/network.entity.js';
import { ConcernsService } from '../../src/concerns/concerns.service.js';
import { PublishedAnswerEntity } from '../../src/concerns/published-answer.entity.js';
import { PortfolioRefresh } from '../../src/portfolio/portfolio-refresh.service.js';
import { SavedViews } from '../../src/portfolio/saved-views.service.js';
import { ContactsService } from '../../src/support/contacts.service.js';
import { PromisesService } from '../../src/support/promises.service.js';
import { operator } from '../../src/platform/actor/actor.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import { ask, setUpAssessment, type TestService } from './service.js';
import { addVendor, askAs, readAs, signedIn, type Held, type SignedIn } from './signed-in.js';
import { sectionTag, upload } from './uploads.js';

const MAKER = operator('tests');
const HOLD = { trustId: null, vendorId: null, networkId: null, assessmentId: null, sections: null } as const;

/** Somebody who sends requests; nobody has neither headers nor a form token. */
export interface Caller {
  readonly id?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly formToken?: string;
}

export interface Side {
  readonly trustId: string;
  readonly siteId: string;
  readonly deploymentId: string;
  readonly assessmentId: string;
  readonly vendorId: string;
}

/** Two trusts with a tool each of two vendors. The first is in a network, shares one section, and has all there is. */
export interface Fixture {
  readonly own: Side;
  readonly other: Side;
  readonly callers: Readonly<Record<string, Caller>>;
  /** Ids in paths, of things of the first trust */
  readonly ids: Readonly<Record<string, string>>;
  /** Of an evidence item that was taken away */
  readonly deletedEvidenceId: string;
}

async function made<T = { id: string }>(
  service: TestService,
  address: string,
  { as, ...options }: { as?: Pick<SignedIn, 'cookie'>; body?: unknown; headers?: Record<string, string> } = {},
): Promise<T> {
  const { status, body } =
    as === undefined
      ? await ask<T>(service, 'POST', address, options)
      : await askAs<T>(service, as, 'POST', address, options);
  if (status >= 300) throw new Error(`${address} answered ${String(status)}: ${JSON.stringify(body)}`);
  return body;
}

/** A session of somebody that is not used for anything else. @returns the cookie */
export async function anotherSession(service: TestService, personId: string): Promise<Caller> {
  const token = await service.app
    .get(UnitOfWork)
    .write(MAKER, (scope) => service.app.get(SignInService).enter(scope, personId, 'password', 'Firefox', true));
  return callerOf(service, { id: personId, cookie: `__Host-session=${token}` });
}

/** A viewer of a trust, whom its leads look after. */
export async function aViewer(service: TestService, trustId: string): Promise<{ personId: string; grantId: string }> {
  const people = service.app.get(PeopleService);
  return service.app.get(UnitOfWork).write(MAKER, async (scope) => {
    const email = `${randomUUID()}@example.nhs.uk`;
    const { id } = await people.add(scope, { email, name: 'A Viewer', createdBy: 'tests' });
    await people.grant(scope, id, 'tests', { ...HOLD, role: 'trust-viewer', trustId });
    const grant = await scope.manager.findOneByOrFail(GrantEntity, { personId: id });
    return { personId: id, grantId: grant.id };
  });
}

export async function makeFixture(service: TestService): Promise<Fixture> {
  const own = { ...(await setUpAssessment(service)), vendorId: await addVendor(service, 'Own', ['echogo-pro']) };
  const second = await setUpAssessment(service, { code: 'ZZ91', tool: 'ambient-scribe' });
  const other = { ...second, vendorId: await addVendor(service, 'Other', ['ambient-scribe']) };
  const networkId = randomUUID();
  const now = service.clock.now();
  await service.app.get(UnitOfWork).keepBooks(async (manager) => {
    await manager.insert(NetworkEntity, {
      id: networkId,
      name: 'A network',
      version: 1,
      createdAt: now,
      updatedAt: now,
    });
    await manager.insert(NetworkTrustEntity, { networkId, trustId: own.trustId });
    await manager.update(DeploymentEntity, { id: own.deploymentId }, { vendorAccess: true });
    await manager.update(AssessmentEntity, { id: own.assessmentId }, { sharedSections: ['IT'] });
  });
  const { people, key } = await makeCallers(service, own, other, networkId);
  const by = {
    lead: people['trust-lead'] as SignedIn,
    vendor: people['vendor-lead'] as SignedIn,
    toolId: 'echogo-pro',
  };
  const { ids, ...things } = await makeThings(service, own, by);
  // what a support team sees is worked out in a job
  await service.app.get(PortfolioRefresh).refreshStale();
  const signed = Object.entries(people).map(async ([name, who]) => [name, await callerOf(service, who)] as const);
  const callers = {
    nobody: { headers: { 'x-nobody': '1' } },
    ...Object.fromEntries(await Promise.all(signed)),
    'key-without-scope': { id: key.id, headers: { authorization: `Bearer ${key.key}` } },
  };
  const suspended = people['suspended-person'] as SignedIn;
  await service.app
    .get(UnitOfWork)
    .keepBooks((manager) => manager.update(PersonEntity, { id: suspended.id }, { state: 'suspended' }));
  const viewer = { ...MAKER, id: people['vendor-lead']?.id ?? '' };
  const { id: viewId } = await service.app.get(SavedViews).save(viewer, { name: 'Stage 2', query: { stage: 2 } });
  return { own, other, callers, ids: { ...ids, networkId, viewId }, ...things };
}

async function makeCallers(service: TestService, own: Side, other: Side, networkId: string) {
  const sections = ['GV'];
  const held: Readonly<Record<string, Held>> = {
    administrator: { role: 'administrator' },
    'vendor-lead': { role: 'vendor-lead', vendorId: own.vendorId },
    'vendor-support': { role: 'vendor-support', vendorId: own.vendorId },
    'trust-lead': { role: 'trust-lead', trustId: own.trustId },
    'trust-viewer': { role: 'trust-viewer', trustId: own.trustId },
    'network-viewer': { role: 'network-viewer', networkId },
    contributor: { role: 'contributor', trustId: own.trustId, assessmentId: own.assessmentId, sections },
    'other-trust-lead': { role: 'trust-lead', trustId: other.trustId },
    'other-vendor-lead': { role: 'vendor-lead', vendorId: other.vendorId },
    'other-contributor': { role: 'contributor', trustId: other.trustId, assessmentId: other.assessmentId, sections },
    'suspended-person': { role: 'trust-lead', trustId: own.trustId },
  };
  const people: Record<string, SignedIn> = {};
  for (const [name, role] of Object.entries(held)) people[name] = await signedIn(service, [role]);
  const key = await service.app
    .get(KeysService)
    .create(MAKER, { name: 'Scores only', role: 'trust-lead', trustId: own.trustId, scopes: ['score'] });
  return { people, key };
}

/** Who makes the things of a side. */
interface Makers {
  readonly lead: Pick<SignedIn, 'id' | 'cookie'>;
  readonly vendor: Pick<SignedIn, 'cookie'>;
  readonly toolId: string;
}

/** One of everything that there can be at a side; two submissions, and an evidence item that was taken away. */
export async function makeThings(service: TestService, own: Side, { lead, vendor, toolId }: Makers) {
  const { assessmentId, trustId } = own;
  const base = `/api/v1/assessments/${assessmentId}`;
  const file = await upload(service, assessmentId, 'paper.txt', 'text');
  await ask(service, 'PUT', `${base}/sections/GV`, {
    body: { answers: { 'GV-01': { value: 3 } } },
    headers: { 'if-match': await sectionTag(service, assessmentId, 'GV') },
  });
  const submit = async (): Promise<string> => {
    const { headers } = await ask(service, 'GET', `${base}/revision`);
    const tag = { 'if-match': headers.get('etag') ?? '' };
    const { id } = await made(service, `${base}/submit`, { headers: tag });
    await made(service, `${base}/revisions`);
    return id;
  };
  const firstSnapshotId = await submit();
  const snapshotId = await submit();
  const evidence = async (): Promise<string> => {
    const tag = { 'if-match': await sectionTag(service, assessmentId, 'GV') };
    const body = { questionId: 'GV-01', item: { title: 'Paper', date: '2026-10-01', owner: 'SIRO' } };
    return (await made(service, `${base}/evidence`, { body, headers: tag })).id;
  };
  const [evidenceId, deletedEvidenceId] = [await evidence(), await evidence()];
  const tag = { 'if-match': await sectionTag(service, assessmentId, 'GV') };
  await ask(service, 'DELETE', `/api/v1/evidence/${deletedEvidenceId}`, { headers: tag });
  const plan = await made(service, `/api/v1/snapshots/${snapshotId}/plans`, { body: {} });
  const job = await made(service, '/api/v1/plan-orders', { as: lead, body: {} });
  const archive = await made(service, '/api/v1/portfolio/plan-archives', { as: vendor });
  const ranking = await made(service, '/api/v1/portfolio/rankings', { as: vendor });
  const key = await service.app
    .get(KeysService)
    .create(MAKER, { name: 'A program', role: 'trust-viewer', trustId, scopes: ['score'] });
  const invitation = await service.app
    .get(InvitationsService)
    .create(
      MAKER,
      { email: `${randomUUID()}@example.nhs.uk`, name: 'New', role: 'trust-viewer', trustId },
      service.url,
    );
  const handOver = await service.app
    .get(HandOversService)
    .create(
      MAKER,
      assessmentId,
      { section: 'GV', email: `${randomUUID()}@example.nhs.uk`, name: 'A Colleague' },
      service.url,
    );
  const statement = await made(service, '/api/v1/statements', {
    as: vendor,
    body: { toolId, productVersion: '2.2', questionId: 'VS-01', answer: { value: 3 } },
  });
  const { id: handOverTicketId } = await service.app
    .get(UnitOfWork)
    .read((manager) => manager.findOneByOrFail(TicketEntity, { handOverId: handOver.id }));
  const talk = { ...(await makeConcerns(service, own, lead, toolId)), ...(await makeSupport(service, own, toolId)) };
  const session = await anotherSession(service, lead.id);
  const { id: sessionId } = await service.app
    .get(UnitOfWork)
    .read((manager) => manager.findOneByOrFail(SessionEntity, { formToken: session.formToken ?? '' }));
  const ids = {
    ...{ ...own, evidenceId, sessionId },
    ...{
      firstSnapshotId,
      snapshotId,
      planId: plan.id,
      jobId: job.id,
      archiveId: archive.id,
      rankingId: ranking.id,
      keyId: key.id,
      fileId: file.body.id,
    },
    ...{ invitationId: invitation.id, handOverId: handOver.id, handOverTicketId, statementId: statement.id, ...talk },
  };
  return { ids, deletedEvidenceId };
}

/** A question that waits, and one from which an answer was published. */
async function makeConcerns(
  service: TestService,
  { assessmentId, trustId, vendorId }: Side,
  { id }: Pick<SignedIn, 'id'>,
  toolId: string,
): Promise<Readonly<Record<string, string>>> {
  const asking = { id, role: 'trust-lead', grants: [{ role: 'trust-lead', trustIds: [trustId] }] } as const;
  const command = { kind: 'question', subject: 'Ports', text: 'Which?', questionId: 'GV-01' } as const;
  const concerns = service.app.get(ConcernsService);
  const { id: concernId } = await concerns.ask(asking, assessmentId, command);
  const { id: answeredConcernId } = await concerns.ask(asking, assessmentId, command);
  const publishedAnswerId = randomUUID();
  const now = service.clock.now();
  // The vendor may take no part, and has published it before.
  const answer: PublishedAnswerEntity = {
    ...{ id: publishedAnswerId, vendorId, toolId, concernId: answeredConcernId, questionId: 'GV-01' },
    ...{ question: 'Which ports?', answer: 'These.', searched: 'which ports?\nthese.', version: 1 },
    ...{ createdAt: now, updatedAt: now, createdBy: 'tests', withdrawnAt: null },
  };
  await service.app.get(UnitOfWork).keepBooks((manager) => manager.insert(PublishedAnswerEntity, answer));
  return { concernId, answeredConcernId, publishedAnswerId };
}

/** A contact and a promise of the vendor's, which may take no part any more. */
async function makeSupport(
  service: TestService,
  { deploymentId, vendorId }: Side,
  toolId: string,
): Promise<Readonly<Record<string, string>>> {
  const supporting = { ...MAKER, grants: [{ role: 'vendor-support', vendorId, toolIds: [toolId] }] } as const;
  const contact = { kind: 'call', on: '2026-11-20', hours: 1 } as const;
  const { id: contactId } = await service.app.get(ContactsService).log(supporting, deploymentId, contact);
  const promise = { what: 'Send the ports', dueOn: '2026-12-04' };
  const { id: promiseId } = await service.app.get(PromisesService).make(supporting, deploymentId, promise);
  return { contactId, promiseId };
}

async function callerOf(service: TestService, { id, cookie }: Pick<SignedIn, 'id' | 'cookie'>): Promise<Caller> {
  const { html } = await readAs(service, { cookie }, '/signed-out');
  const formToken = /name="formToken" value="([^"]+)"/.exec(html)?.[1] ?? '';
  return { id, headers: { cookie, origin: service.url }, formToken };
}

// Calls every operation of the API once with a good request, on the data of the demonstration and with a clock that
// stands still, and writes what was sent and answered to data/api/examples/<operation id>.json. Ids are made one after
// the other, so that a second run writes the same files. `npm run build` first; then renew docs/api/openapi.json.
import 'reflect-metadata';
import crypto, { createHash } from 'node:crypto';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { format, resolveConfig } from 'prettier';
import { parse } from 'yaml';

const ROOT = path.resolve(import.meta.dirname, '../..');
const FOLDER = path.join(ROOT, 'data/api/examples');
const NOW = new Date('2026-11-23T12:00:00Z');
/** Replies that are longer than this, in characters, are shortened. */
const LONGEST_REPLY = 4000;
const KEPT = 2;
/** Operations that are called again to come to others. */
const FIRST_COUNTS = ['createTrust', 'createHandOver', 'reassignHandOver'];
const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

let made = 0;
crypto.randomUUID = () => {
  made += 1;
  const hex = createHash('sha256').update(`example ${made}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};
syncBuiltinESMExports();

// After the ids, so that every module of the service takes its ids from above.
const { createApp } = await import('../../dist/app.js');
const { DemoClock } = await import('../../dist/demo/demo-clock.js');
const { loadDemo } = await import('../../dist/demo/load-demo.js');
const { readConfig } = await import('../../dist/platform/config/config.js');
const { operator } = await import('../../dist/platform/actor/actor.js');
const { PeopleService } = await import('../../dist/accounts/people.service.js');
const { SessionsService } = await import('../../dist/accounts/sessions.service.js');
const { SecondFactorEntity } = await import('../../dist/accounts/second-factor.entity.js');
const { JobRunner } = await import('../../dist/platform/jobs/job-runner.js');
const { UnitOfWork } = await import('../../dist/platform/database/unit-of-work.js');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'record-examples-'));
const clock = new DemoClock();
const settings = { DATABASE_PATH: path.join(folder, 'demo.sqlite'), LOG_LEVEL: 'silent', PORT: '0', PLAN_THREADS: '1' };
const environment = {
  SECRET_KEY: 'kP3vT9xQ2mZr7LwY5bNf8HsJ4cGd6VqE1uAoXiRt',
  API_DOCS: 'public',
  // Done when they are asked for, so that ids are made in the same order each time.
  JOBS: 'off',
  REQUESTS_PER_MINUTE: '100000',
  ...settings,
};
let app = await createApp(readConfig(environment), clock);
const recorded = new Map();

try {
  await app.init();
  await loadDemo(app, clock, () => undefined);
  clock.set(NOW);
  await app.listen(0, '127.0.0.1');
  const base = `http://127.0.0.1:${app.getHttpServer().address().port}`;
  const administrator = await signedIn({ role: 'administrator' });
  const description = await (await fetch(`${base}/api/openapi.json`)).json();
  const assessmentId = await callAll(callerOf(base, description, administrator));
  await moveOn(description, administrator, assessmentId);
  const missing = [...operationsOf(description).keys()].filter((id) => !recorded.has(id));
  if (missing.length > 0) throw new Error(`No call is written down here for ${missing.join(', ')}.`);
  await writeAll();
} finally {
  await app.close();
  fs.rmSync(folder, { recursive: true, force: true });
}

/** The same database after an update that brought a newer version of the questions along. */
async function moveOn(description, identity, assessmentId) {
  await app.close();
  const data = path.join(folder, 'data');
  fs.cpSync(path.join(ROOT, 'data'), data, { recursive: true });
  const [older, newer] = ['1.0.0', '1.1.0'].map((version) => path.join(data, 'instruments/ai-site-readiness', version));
  fs.cpSync(older, newer, { recursive: true });
  const file = path.join(newer, 'instrument.yaml');
  fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace('version: 1.0.0', 'version: 1.1.0'));
  app = await createApp(readConfig({ ...environment, DATA_FOLDER: data }), clock);
  await app.init();
  await app.listen(0, '127.0.0.1');
  const call = callerOf(`http://127.0.0.1:${app.getHttpServer().address().port}`, description, identity);
  const where = { assessmentId };
  await call('getNewerVersion', { path: where });
  const kept = recorded.get('getOpenRevision');
  const { etag } = await call('getOpenRevision', { path: where });
  recorded.set('getOpenRevision', kept);
  await call('moveToNewerVersion', { path: where, version: etag });
}

function operationsOf(description) {
  return new Map(
    Object.entries(description.paths).flatMap(([address, item]) =>
      METHODS.filter((method) => item[method] !== undefined).map((method) => [
        item[method].operationId,
        { method: method.toUpperCase(), address },
      ]),
    ),
  );
}

/** Makes one call by its operation id, keeps it and gives the reply with its ETag. */
function callerOf(base, description, identity) {
  const operations = operationsOf(description);
  return async (id, { path: parameters = {}, query = {}, version, body, file, as = identity } = {}) => {
    const operation = operations.get(id);
    if (operation === undefined) throw new Error(`The description has no operation ${id}.`);
    const filled = operation.address.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(parameters[name]));
    const search = new URLSearchParams(query).toString();
    const response = await fetch(`${base}${filled}${search === '' ? '' : `?${search}`}`, {
      method: operation.method,
      headers: {
        ...as,
        origin: base,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(version !== undefined && { 'if-match': version }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(file !== undefined && { body: formOf(file) }),
    });
    const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
    const reply = isJson ? await response.json() : (await response.arrayBuffer(), undefined);
    if (!response.ok) throw new Error(`${id} answered ${response.status}.`);
    const shown = masked(reply);
    // The first of several calls is the example.
    if (!FIRST_COUNTS.includes(id) || !recorded.has(id))
      recorded.set(id, { ...(body !== undefined && { request: body }), ...(shown !== undefined && { reply: shown }) });
    return { reply, etag: response.headers.get('etag') ?? undefined };
  };
}

/** A person with a role who is signed in. @returns headers */
async function signedIn(held, name = 'Ada Moss', email = 'admin@service.example') {
  const token = await app.get(UnitOfWork).write(operator('service'), async (scope) => {
    const person = await app.get(PeopleService).add(scope, { email, name, createdBy: 'service' });
    const nowhere = { trustId: null, vendorId: null, networkId: null, assessmentId: null, sections: null };
    await app.get(PeopleService).grant(scope, person.id, 'service', { ...nowhere, ...held });
    const session = { personId: person.id, method: 'password', device: 'Firefox on Windows', secondFactor: true };
    return app.get(SessionsService).start(scope, session);
  });
  return { cookie: `__Host-session=${token}` };
}

/** What is random, as it would look. */
function masked(reply) {
  if (typeof reply !== 'object' || reply === null) return reply;
  if (Array.isArray(reply)) return reply.map(masked);
  const texts = {
    key: 'sra_Qm3xYt0p_…',
    prefix: 'sra_Qm3xYt0p',
    link: 'https://readiness.example/invitations/…',
  };
  return Object.fromEntries(
    Object.entries(reply).map(([name, value]) => [
      name,
      typeof value === 'string' && name in texts ? texts[name] : masked(value),
    ]),
  );
}

function formOf({ name, content }) {
  const form = new FormData();
  form.append('file', new Blob([content]), name);
  return form;
}

async function callAll(call) {
  await readCatalogue(call);
  const { assessmentId, trustId } = await setUp(call);
  await fillIn(call, assessmentId);
  await readResults(call);
  await lookAfterAccounts(call, trustId);
  await handOver(call, { trustId, assessmentId });
  await lookAfterTenants(call, { trustId, assessmentId });
  const body = answersOf('fenmere-infirmary.yaml');
  await call('score', { body });
  await call('plan', { body: { ...body, seed: 1 } });
  await readPortfolio(call);
  return assessmentId;
}

/** The portfolio of the demonstration, once everything about it is worked out. */
async function readPortfolio(call) {
  await app.get(JobRunner).runDue();
  const { reply } = await call('listPortfolio', { query: { limit: '2' } });
  await call('getPortfolioSummary');
  await call('exportPortfolio', { query: { format: 'json', queue: 'regressed' } });
  await call('getOutlook', { path: { deploymentId: reply.items[0].deploymentId } });
  await call('getPortfolioRanks', { query: { top: '5', weights: 'IT:30,TM:5' } });
  const { reply: ordered } = await call('orderPlanArchive', { query: { queue: 'wait-on-trust', tool: 'echogo-pro' } });
  const { reply: ranking } = await call('orderRanking', { query: { queue: 'wait-on-trust', weights: 'IT:30,TM:5' } });
  await app.get(JobRunner).runDue();
  await call('getPlanArchive', { path: { archiveId: ordered.id } });
  await call('getRanking', { path: { rankingId: ranking.id }, query: { limit: '2' } });
  await call('getCohortReport', { query: { queue: 'regressed' } });
  await call('getCohort', { query: { limit: '2' } });
  await call('listPortfolioChanges', { query: { since: '2026-10-26' } });
  await call('getCalibration', { query: { tool: 'echogo-pro' } });
}

async function readCatalogue(call) {
  const { reply: tools } = await call('listTools');
  await call('getTool', { path: { toolId: tools.items[0].id } });
  const { reply: instruments } = await call('listInstruments');
  const [{ id: instrumentId, version }] = instruments.items;
  await call('getInstrument', { path: { instrumentId, version }, query: { toolId: 'echogo-pro' } });
}

/** A new trust with a site, a deployment and an assessment. */
async function setUp(call) {
  const trust = { code: 'ZZ91', name: 'Aldermarsh Hospitals NHS Trust', region: 'South West' };
  const { reply: made, etag: trustTag } = await call('createTrust', { body: trust });
  const trustId = made.id;
  await call('getTrust', { path: { trustId } });
  await call('updateTrust', { path: { trustId }, version: trustTag, body: { region: 'South East' } });
  await call('listTrusts', { query: { limit: '2' } });
  await submitElsewhere(call, trustId);

  const site = { name: 'Aldermarsh General Hospital', code: 'ZZ91A' };
  const { reply: hospital, etag: siteTag } = await call('createSite', { path: { trustId }, body: site });
  const siteId = hospital.id;
  await call('getSite', { path: { siteId } });
  await call('updateSite', { path: { siteId }, version: siteTag, body: { name: 'Aldermarsh Infirmary' } });
  await call('listSites', { path: { trustId } });
  await call('listAllSites', { query: { q: 'infirm' } });
  const row = [
    'ZZ97',
    'MADE UP NHS TRUST',
    'Y61',
    '',
    'TRUST HEADQUARTERS',
    '',
    '',
    'FENMERE',
    '',
    'ZE1 0AA',
    '20200401',
  ];
  const csv = [...row, ...Array.from({ length: 16 }, () => '')].map((cell) => `"${cell}"`).join(',');
  const { reply: shown } = await call('previewTrustImport', { body: { csv } });
  await call('importTrusts', { body: { csv, digest: shown.digest } });

  const body = {
    siteId,
    toolId: 'echogo-pro',
    use: 'routine',
    productVersion: '2.2',
    targetDate: '2027-06-01',
    reporters: 6,
    vendorOwner: 'Deployment team South',
  };
  const { reply: deployment, etag: deploymentTag } = await call('createDeployment', { body });
  const deploymentId = deployment.id;
  await call('getDeployment', { path: { deploymentId } });
  const change = { physiologists: 9, changes: [{ kind: 'pacs', on: '2026-09-01' }] };
  await call('updateDeployment', { path: { deploymentId }, version: deploymentTag, body: change });
  await call('getDeploymentHistory', { path: { deploymentId } });
  await call('listDeployments', { query: { limit: '2' } });

  const { reply: assessment } = await call('createAssessment', { body: { deploymentId } });
  await call('getAssessment', { path: { assessmentId: assessment.id } });
  return { assessmentId: assessment.id, trustId };
}

/** Another site of the trust, whose answers about the trust are offered to the next assessment. */
async function submitElsewhere(call, trustId) {
  const { reply: site } = await call('createSite', { path: { trustId }, body: { name: 'Aldermarsh Chest Clinic' } });
  const { reply: deployment } = await call('createDeployment', {
    body: { siteId: site.id, toolId: 'chest-xray-triage' },
  });
  const { reply: assessment } = await call('createAssessment', { body: { deploymentId: deployment.id } });
  const path = { assessmentId: assessment.id };
  const { etag } = await call('getSection', { path: { ...path, section: 'TM' } });
  const evidence = [
    { title: 'Structure of the digital directorate', date: '2026-06-01', owner: 'Chief information officer' },
  ];
  const answers = { 'TM-01': { value: 2, evidence } };
  await call('saveSection', { path: { ...path, section: 'TM' }, version: etag, body: { answers } });
  const { etag: version } = await call('getOpenRevision', { path });
  await call('submitAssessment', { path, version });
}

/** Keys, invitations and people of the new trust, and what of it is on record. */
async function lookAfterAccounts(call, trustId) {
  await call('getMe');
  const key = { name: 'Project office', role: 'trust-viewer', trustId, scopes: ['deployments:read', 'results:read'] };
  const { reply: made } = await call('createKey', { body: key });
  await call('getKey', { path: { keyId: made.id } });
  await call('listKeys');
  await call('endKey', { path: { keyId: made.id } });
  const person = { email: 'priya.nair@aldermarsh.example', name: 'Priya Nair', role: 'trust-lead', trustId };
  const { reply: invitation } = await call('createInvitation', {
    body: { ...person, message: 'Please answer for the imaging department.' },
  });
  const path = { invitationId: invitation.id };
  await call('getInvitation', { path });
  await call('listInvitations');
  await call('remindOfInvitation', { path });
  await call('withdrawInvitation', { path });
  await signedIn({ role: 'trust-viewer', trustId }, 'Tom Hale', 'tom.hale@aldermarsh.example');
  await manage(call, trustId);
  await call('listEvents', { query: { trustId, limit: '2' } });
  await call('exportEvents', { query: { trustId, format: 'csv' } });
}

/** What can be done with a person. */
async function manage(call, trustId) {
  const { reply: people } = await call('listPeople', { query: { limit: '10' } });
  const { id: personId } = people.items.find(({ name }) => name === 'Tom Hale');
  const path = { personId };
  await call('getPerson', { path });
  const { reply } = await call('giveRole', { path, body: { role: 'trust-lead', trustId } });
  const { id: grantId } = reply.roles.find(({ role }) => role === 'trust-viewer');
  await call('takeRole', { path: { ...path, grantId }, version: `"${reply.version}"` });
  await call('suspendPerson', { path });
  await call('reactivatePerson', { path });
  await call('makeResetLink', { path });
  const lost = { personId, sealedSecret: 'sealed', confirmedAt: NOW, lastStep: 0 };
  await app.get(UnitOfWork).keepBooks((manager) => manager.insert(SecondFactorEntity, lost));
  await call('takeSecondFactor', { path });
  await call('exportPerson', { path });
  await call('erasePerson', { path });
}

/** A section and questions that go to colleagues. */
async function handOver(call, { trustId, assessmentId }) {
  const sam = { name: 'Sam Reed', email: 'sam.reed@aldermarsh.example' };
  const as = await signedIn({ role: 'trust-viewer', trustId }, sam.name, sam.email);
  const whole = { section: 'IT', name: 'Priya Nair', email: 'priya.nair@aldermarsh.example', wishedFor: '2026-12-11' };
  const handed = await call('createHandOver', {
    ...{ path: { assessmentId }, body: { ...whole, message: 'You run the imaging network, so you know this best.' } },
  });
  const path = { handOverId: handed.reply.id };
  await call('getHandOver', { path });
  await call('listHandOvers', { path: { assessmentId } });
  const { etag } = await call('remindOfHandOver', { path, version: handed.etag });
  const next = await call('reassignHandOver', { path, version: etag, body: sam });
  const nextPath = { handOverId: next.reply.id };
  const words = { message: 'IT-05 is not known: the switch is being replaced.' };
  const returned = await call('returnHandOver', { path: nextPath, version: next.etag, body: words, as });
  await call('takeBackHandOver', { path: nextPath, version: returned.etag });
  const asked = await call('createHandOver', { path: { assessmentId }, body: { questionId: 'IT-05', ...sam } });
  const reason = 'The network team knows this, not mine.';
  await call('declineHandOver', { path: { handOverId: asked.reply.id }, version: asked.etag, body: { reason }, as });
}

/** Vendors, networks, a merger, what a trust shares, and what a vendor states. */
async function lookAfterTenants(call, { trustId, assessmentId }) {
  const { reply: vendor, etag } = await call('createVendor', {
    body: { name: 'Example Imaging', toolIds: ['echogo-pro'] },
  });
  const vendorPath = { vendorId: vendor.id };
  await call('getVendor', { path: vendorPath });
  await call('updateVendor', { path: vendorPath, version: etag, body: { name: 'Example Imaging Ltd' } });
  await call('listVendors');
  const made = await call('createNetwork', { body: { name: 'South Imaging Network', trustIds: [trustId] } });
  const networkPath = { networkId: made.reply.id };
  await call('getNetwork', { path: networkPath });
  await call('updateNetwork', { path: networkPath, version: made.etag, body: { name: 'South Coast Imaging Network' } });
  await call('listNetworks');
  const gone = await call('createTrust', { body: { code: 'ZZ92', name: 'Little Marsh NHS Trust' } });
  const merger = { intoId: trustId, on: '2026-10-01' };
  await call('mergeTrust', { path: { trustId: gone.reply.id }, version: gone.etag, body: merger });
  await call('shareAssessment', { path: { assessmentId }, body: { sharedSections: ['IT'], notesKept: true } });
  const { reply: assessment } = await call('getAssessment', { path: { assessmentId } });
  const deploymentPath = { deploymentId: assessment.deploymentId };
  const { etag: version } = await call('getDeployment', { path: deploymentPath });
  await call('setVendorAccess', { path: deploymentPath, version, body: { vendorAccess: true } });
  const people = {
    vendor: await signedIn({ role: 'vendor-lead', vendorId: vendor.id }, 'Sam Reed', 'sam.reed@imaging.example'),
    lead: await signedIn({ role: 'trust-lead', trustId }, 'Mira Shah', 'mira.shah@aldermarsh.example'),
  };
  await state(call, assessmentId, people);
  await converse(call, assessmentId, people);
  await planCapacity(call, people);
  await support(call, assessment.deploymentId, people.vendor);
}

/** A statement from its publication to its withdrawal, and a version of the product. */
async function state(call, assessmentId, { vendor, lead }) {
  const statement = { toolId: 'echogo-pro', productVersion: '2.2', questionId: 'VS-01', answer: { value: 3 } };
  const note = 'Contact and reply times are in the support agreement, section 4.';
  const { reply: first } = await call('publishStatement', { as: vendor, body: { ...statement, note } });
  const path = { statementId: first.id };
  await call('getStatement', { as: vendor, path });
  await call('listStatements', { as: vendor });
  await call('listAssessmentStatements', { as: lead, path: { assessmentId } });
  await call('acceptStatement', { as: lead, path: { ...path, assessmentId } });
  const reason = 'The support line named there does not answer outside office hours.';
  await call('disputeStatement', { as: lead, path: { ...path, assessmentId }, body: { reason } });
  await call('withdrawStatement', { as: vendor, path });
  const body = { version: '2.3', releasedOn: '2026-11-20', material: true };
  await call('previewProductVersion', { as: vendor, path: { toolId: 'echogo-pro' }, body });
  await call('publishProductVersion', { as: vendor, path: { toolId: 'echogo-pro' }, body });
  await call('listProductVersions', { as: vendor, path: { toolId: 'echogo-pro' } });
}

/** What a support team logs and promises, and who of it looks after the site. */
async function support(call, deploymentId, vendor) {
  const path = { deploymentId };
  const note = 'Went through the firewall form with the network team.';
  const contact = { kind: 'call', on: '2026-11-20', hours: 1.25, note, actionId: 'IT-05' };
  const { reply: logged } = await call('logContact', { as: vendor, path, body: contact });
  await call('listContacts', { as: vendor, path });
  const one = { ...path, contactId: logged.id };
  const { etag } = await call('getContact', { as: vendor, path: one });
  await call('withdrawContact', { as: vendor, path: one, version: etag, body: { reason: 'entered-twice' } });
  const words = { what: 'Send the list of ports to the network team', dueOn: '2026-12-04', actionId: 'IT-05' };
  const { reply: made } = await call('makePromise', { as: vendor, path, body: words });
  await call('listPromises', { as: vendor, path });
  const promise = { promiseId: made.id };
  const { etag: version } = await call('getPromise', { as: vendor, path: promise });
  await call('updatePromise', { as: vendor, path: promise, version, body: { state: 'kept' } });
  const query = { region: 'South East', stage: 1, mine: true };
  const { reply: view } = await call('savePortfolioView', { as: vendor, body: { name: 'South East, stage 1', query } });
  await call('listPortfolioViews', { as: vendor });
  const own = { viewId: view.id };
  const { etag: viewTag } = await call('getPortfolioView', { as: vendor, path: own });
  await call('deletePortfolioView', { as: vendor, path: own, version: viewTag });
  const file = { format: 'csv', content: `deploymentId,owner\r\n${deploymentId},Deployment team South\r\n` };
  const { reply: shown } = await call('previewPortfolioImport', { as: vendor, body: file });
  await call('importPortfolio', { as: vendor, body: { ...file, digest: shown.digest } });
  const { etag: deployment } = await call('getDeployment', { as: vendor, path });
  await call('setVendorOwner', { as: vendor, path, version: deployment, body: { vendorOwner: 'Deployment team' } });
}

/** A question from its first words to an answer that is published, replaced and withdrawn. */
async function converse(call, assessmentId, { vendor, lead }) {
  const question = {
    kind: 'question',
    subject: 'Which ports does the gateway need?',
    text: 'Our network team asks for a list with direction and protocol before the change board meets.',
    questionId: 'IT-05',
  };
  const { reply: asked } = await call('createConcern', { as: lead, path: { assessmentId }, body: question });
  const path = { concernId: asked.id };
  const answer = 'Port 11112 inbound for DICOM and 443 outbound, both TCP.';
  await call('addMessage', { as: vendor, path, body: { text: answer } });
  await call('listConcerns', { as: vendor });
  const { etag: version } = await call('getConcern', { as: lead, path });
  const settled = { state: 'settled', text: 'Thank you, the change board has agreed.' };
  await call('updateConcern', { as: lead, path, version, body: settled });
  const words = { question: 'Which ports does the gateway use?', answer };
  const { reply: published } = await call('publishAnswer', { as: vendor, path, body: words });
  const place = { publishedAnswerId: published.id };
  const { etag } = await call('getPublishedAnswer', { as: vendor, path: place });
  const better = { ...words, answer: `${answer} The network guide has a drawing.` };
  await call('replacePublishedAnswer', { as: vendor, path: place, version: etag, body: better });
  await call('listPublishedAnswers', { as: lead });
  await call('withdrawPublishedAnswer', { as: vendor, path: place });
}

/** What a support team plans with, and who gets its hours. */
async function planCapacity(call, { vendor }) {
  // Forecasts are made beside the requests: here at once, so that they are there.
  for (let waiting = 1; waiting > 0;) {
    await app.get(JobRunner).runDue();
    ({ waiting } = (await call('getPortfolioSummary', { as: vendor })).reply);
  }
  const { etag: version } = await call('getSupportTeam', { as: vendor });
  const body = { weeklyHours: 22.5, equity: 0.5, targetDate: '2027-11-30' };
  await call('saveSupportTeam', { as: vendor, version, body });
  await call('getAllocation', { as: vendor, query: { weeklyHours: '30', targetDate: '2027-11-30' } });
}

/** Answers, their evidence and a submission, then the next revision. */
async function fillIn(call, assessmentId) {
  const assessment = { assessmentId };
  const { reply: offered } = await call('listOfferedAnswers', { path: assessment });
  const [{ questionId, source }] = offered.items;
  await call('confirmOfferedAnswer', { path: assessment, body: { questionId, snapshotId: source.snapshotId } });
  const section = { assessmentId, section: 'IT' };
  const { etag } = await call('getSection', { path: section });
  const { answers } = answersOf('fenmere-infirmary.yaml');
  const own = Object.fromEntries(Object.entries(answers).filter(([id]) => id.startsWith('IT-')));
  const saved = await call('saveSection', { path: section, version: etag, body: { answers: own } });
  const item = { title: 'Test report of the results interface', date: '2026-10-05', owner: 'Imaging systems manager' };
  const file = { name: 'results-interface-test.csv', content: 'case;result\n1;passed\n2;passed\n' };
  const { reply: stored } = await call('uploadFile', { path: assessment, file });
  await call('listFiles', { path: assessment });
  await call('getFile', { path: { fileId: stored.id } });
  await call('getFileContent', { path: { fileId: stored.id } });
  const body = { questionId: 'IT-05', item: { ...item, fileId: stored.id } };
  const added = await call('addEvidence', { path: assessment, version: saved.etag, body });
  const evidence = { evidenceId: added.reply.id };
  const read = await call('getEvidence', { path: evidence });
  const better = { item: { ...body.item, expires: '2027-10-05' } };
  const replaced = await call('replaceEvidence', { path: evidence, version: read.etag, body: better });
  await call('listEvidence', { path: assessment, query: { questionId: 'IT-05' } });
  await call('removeEvidence', { path: evidence, version: replaced.etag });

  await call('getDraftScorecard', { path: assessment });
  const revision = await call('getOpenRevision', { path: assessment });
  await call('submitAssessment', { path: assessment, version: revision.etag });
  await call('openRevision', { path: assessment });
  await call('getAssessmentHistory', { path: assessment });
  // After a submission, so that an example shows one with a result.
  await call('listAssessments', { query: { limit: '2' } });
}

/** What the demonstration's site with two submissions and an opened gate came to. */
async function readResults(call) {
  const { reply: deployments } = await call('listDeployments', { query: { limit: '200' } });
  const deploymentId = deployments.items.find(({ site }) => site.name === 'Marlingate General Hospital').id;
  const { reply: assessments } = await call('listAssessments', { query: { deploymentId } });
  const assessment = { assessmentId: assessments.items[0].id };
  await checkEvidence(call, assessment);
  await call('listSnapshots', { path: assessment });
  await call('compareSnapshots', { path: assessment });
  await call('getStanding', { path: { deploymentId } });
  const snapshot = { snapshotId: assessments.items[0].latest.id };
  for (const id of ['getSnapshot', 'getScorecard', 'getExplanation', 'getSensitivity', 'getPlan', 'getPlanPdf']) {
    await call(id, { path: snapshot });
  }
  const { reply: plan } = await call('createPlan', { path: snapshot, body: { vendorHours: 12 } });
  await call('listPlans', { query: { deploymentId } });
  await call('getStoredPlan', { path: { planId: plan.id } });
  await call('getStoredPlanPdf', { path: { planId: plan.id } });
  const { reply: job } = await call('orderPlans', { body: { deploymentIds: [deploymentId] } });
  await call('getJob', { path: { jobId: job.id } });
  await call('listJobs', {});
  await call('cancelJob', { path: { jobId: job.id } });
  await call('whatIf', { path: snapshot, body: { answers: { 'IT-05': { value: 3 } }, complete: ['GV-01'] } });
  await workOff(call, assessment);
}

/** One owner's actions are enough to see what a list is like. */
async function workOff(call, assessment) {
  const { reply } = await call('listActions', { path: assessment, query: { owner: 'IT lead' } });
  const action = { ...assessment, actionId: reply.items[0].id };
  const { etag: version } = await call('getAction', { path: action });
  const body = { state: 'under-way', targetDate: '2027-01-29', ownOwner: 'Network team', note: 'Ports are asked for.' };
  await call('saveActionProgress', { path: action, version, body });
  await call('getActionsCalendar', { path: assessment });
}

/** One of the items that the demonstration's own actor attached to the open revision. */
async function checkEvidence(call, assessment) {
  const { reply } = await call('listEvidence', { path: assessment, query: { questionId: 'IT-01' } });
  const [item] = reply.items;
  const evidence = { evidenceId: item.id };
  await call('checkEvidence', { path: evidence, version: `"${item.version}"` });
}

function answersOf(file) {
  return parse(fs.readFileSync(path.join(ROOT, 'data/demo', file), 'utf8'));
}

/** Lists and maps by question id keep their first entries. */
function shorten(value) {
  if (Array.isArray(value)) return value.slice(0, KEPT).map(shorten);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const byQuestion = entries.length > 0 && entries.every(([key]) => /^[A-Z]{2}-\d{2}$/.test(key));
  return Object.fromEntries(
    (byQuestion ? entries.slice(0, KEPT) : entries).map(([key, inner]) => [key, shorten(inner)]),
  );
}

async function writeAll() {
  const options = { ...(await resolveConfig(path.join(FOLDER, 'any.json'))), parser: 'json' };
  fs.rmSync(FOLDER, { recursive: true, force: true });
  fs.mkdirSync(FOLDER, { recursive: true });
  for (const [id, { request, reply }] of recorded) {
    // A PDF, or nothing at all
    if (request === undefined && reply === undefined) continue;
    const shortened = reply !== undefined && JSON.stringify(reply).length > LONGEST_REPLY;
    const example = {
      ...(request !== undefined && { request }),
      ...(reply !== undefined && { reply: shortened ? shorten(reply) : reply }),
      ...(shortened && { shortened }),
    };
    fs.writeFileSync(path.join(FOLDER, `${id}.json`), await format(JSON.stringify(example), options));
  }
  process.stdout.write(`${recorded.size} operations called\n`);
}

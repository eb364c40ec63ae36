import { PortfolioRefresh } from '../../src/portfolio/portfolio-refresh.service.js';
import { makeFixture, makeThings, type Caller, type Fixture, type Side } from './permission-fixture.js';
import { askAs, signedIn } from './signed-in.js';
import { OPERATORS_ID } from './operators-key.js';
import { ask, type TestService } from './service.js';
import { sectionTag } from './uploads.js';

type SideName = 'own' | 'other';

/** Ids by a short name that tells whose they are: `own`, or `own-vendor` where a side has several kinds. */
export type Named = Readonly<Record<string, readonly string[]>>;

/** The trusts and vendors of the permission fixture, where both sides have everything that can be listed. */
export interface TwoSides {
  readonly fixture: Fixture;
  /** Ids in paths and filters */
  readonly ids: Readonly<Record<SideName, Readonly<Record<string, string>>>>;
  /** What each list operation could give, by name */
  readonly things: Readonly<Record<string, Named>>;
  /** What nobody of the other side may come to see: ids and addresses of email */
  readonly secrets: Readonly<Record<SideName, readonly string[]>>;
}

/** Columns that tell whose a row is. */
const PLACES = ['trust_id', 'site_id', 'vendor_id', 'deployment_id', 'assessment_id', 'snapshot_id', 'revision_id'];
/** Tables of what is a person's own: the column that says whose. */
const OWNERS: Readonly<Record<string, string>> = {
  people: 'id',
  sessions: 'person_id',
  jobs: 'created_by',
  portfolio_views: 'owner_id',
};
/** Tables of what everybody who is signed in may see. */
const PUBLIC = ['vendors', 'vendor_tools', 'product_versions', 'migrations'];
/** Tables of what every vendor sees as well, to enrol a site. */
const DIRECTORY = ['trusts', 'sites'];

export async function makeTwoSides(service: TestService): Promise<TwoSides> {
  const fixture = await makeFixture(service);
  const makers = {
    lead: signedInCaller(fixture, 'other-trust-lead'),
    vendor: signedInCaller(fixture, 'other-vendor-lead'),
    toolId: 'ambient-scribe',
  };
  const { ids: otherIds } = await makeThings(service, fixture.other, makers);
  await service.app.get(PortfolioRefresh).refreshStale();
  const more = { own: await makeMore(service, fixture, 'own'), other: await makeMore(service, fixture, 'other') };
  const viewer = { role: 'trust-viewer' } as const;
  const places = [fixture.own.trustId, fixture.other.trustId];
  const both = await signedIn(
    service,
    places.map((trustId) => ({ ...viewer, trustId })),
  );
  const ids = {
    own: { ...fixture.ids, ...more.own, toolId: 'echogo-pro' },
    other: { ...otherIds, ...more.other, toolId: 'ambient-scribe' },
  };
  const scoped = fixture.callers['key-without-scope']?.id ?? '';
  const things = { ...thingsOf(ids, scoped), ...peopleOf(fixture, both.id), ...(await eventsOf(service, fixture)) };
  const own = await secretsOf(service, fixture.own);
  const other = await secretsOf(service, fixture.other);
  const secrets = {
    own: [...own].filter((one) => !other.has(one)),
    other: [...other].filter((one) => !own.has(one)),
  };
  return { fixture, ids, things, secrets };
}

function signedInCaller({ callers }: Fixture, name: string): { id: string; cookie: string } {
  const { id = '', headers } = callers[name] as Caller;
  return { id, cookie: headers.cookie ?? '' };
}

/** What the fixture has none of: a paper in a shared section, a file of a contributor, and what vendors have. */
async function makeMore(service: TestService, fixture: Fixture, side: SideName): Promise<Record<string, string>> {
  const prefix = side === 'own' ? '' : 'other-';
  const { assessmentId, vendorId } = fixture[side];
  const toolId = side === 'own' ? 'echogo-pro' : 'ambient-scribe';
  const [lead, vendor] = [`${prefix}trust-lead`, `${prefix}vendor-lead`].map((name) => signedInCaller(fixture, name));
  const made = async (who: { cookie: string } | undefined, address: string, body: unknown, headers = {}) => {
    const reply = await askAs<{ id: string }>(service, who ?? { cookie: '' }, 'POST', address, { body, headers });
    if (reply.status !== 201) throw new Error(`${address} answered ${JSON.stringify(reply.body)}`);
    return reply.body.id;
  };
  const item = { questionId: 'IT-05', item: { title: 'Report', date: '2026-10-01', owner: 'PACS manager' } };
  const section = `/api/v1/assessments/${assessmentId}/sections/IT`;
  const tag = async () => ({ 'if-match': await sectionTag(service, assessmentId, 'IT') });
  await ask(service, 'PUT', section, { body: { answers: { 'IT-05': { notKnown: true } } }, headers: await tag() });
  const version = { version: '3.0', releasedOn: '2026-11-20', material: false };
  const colleague = { role: 'vendor-support', vendorId, name: 'A colleague' };
  return {
    itEvidenceId: await made(lead, `/api/v1/assessments/${assessmentId}/evidence`, item, await tag()),
    versionId: await made(vendor, `/api/v1/tools/${toolId}/product-versions`, version),
    ...(side === 'other' && {
      viewId: await made(vendor, '/api/v1/portfolio/views', { name: 'Stage 2', query: { stage: 2 } }),
    }),
    vendorInvitationId: await made(vendor, '/api/v1/invitations', { ...colleague, email: `${side}@example.com` }),
    vendorKeyId: await made(vendor, '/api/v1/keys', { ...colleague, scopes: ['score'] }),
    contributorFileId: await sendFile(service, fixture.callers[`${prefix}contributor`] as Caller, assessmentId),
  };
}

async function sendFile(service: TestService, { headers }: Caller, assessmentId: string): Promise<string> {
  const body = new FormData();
  body.append('file', new Blob(['of a contributor']), 'mine.txt');
  const address = `${service.url}/api/v1/assessments/${assessmentId}/files`;
  const response = await fetch(address, { method: 'POST', headers, body });
  return ((await response.json()) as { id: string }).id;
}

/** What a list gives of each side, by the names of its ids. */
function thingsOf(ids: TwoSides['ids'], scopedKeyId: string): Record<string, Named> {
  const of = (names: Readonly<Record<string, readonly string[]>>): Named =>
    Object.fromEntries(
      (['own', 'other'] as const).flatMap((side) =>
        Object.entries(names).map(([suffix, keys]) => [`${side}${suffix}`, keys.map((key) => ids[side][key] ?? '')]),
      ),
    );
  return {
    listTrusts: of({ '': ['trustId'] }),
    listAllSites: of({ '': ['siteId'] }),
    listSites: of({ '': ['siteId'] }),
    listDeployments: of({ '': ['deploymentId'] }),
    listPortfolio: of({ '': ['deploymentId'] }),
    listAssessments: of({ '': ['assessmentId'] }),
    listSnapshots: of({ '': ['firstSnapshotId', 'snapshotId'] }),
    listEvidence: of({ '-gv': ['evidenceId'], '-it': ['itEvidenceId'] }),
    listFiles: of({ '-trust': ['fileId'], '-contributor': ['contributorFileId'] }),
    listHandOvers: of({ '': ['handOverId'] }),
    listAssessmentStatements: of({ '': ['statementId'] }),
    listStatements: of({ '': ['statementId'] }),
    listConcerns: of({ '': ['concernId', 'answeredConcernId'] }),
    listContacts: of({ '': ['contactId'] }),
    listPromises: of({ '': ['promiseId'] }),
    listPublishedAnswers: of({ '': ['publishedAnswerId'] }),
    listProductVersions: of({ '': ['versionId'] }),
    listPlans: of({ '': ['planId'] }),
    listPortfolioViews: of({ '': ['viewId'] }),
    listJobs: of({ '-trust': ['jobId'], '-vendor': ['archiveId', 'rankingId'] }),
    listVendors: of({ '': ['vendorId'] }),
    listNetworks: { own: [ids.own.networkId ?? ''] },
    listInvitations: of({ '-trust': ['invitationId', 'handOverTicketId'], '-vendor': ['vendorInvitationId'] }),
    listTools: { all: ['ambient-scribe', 'chest-xray-triage', 'echogo-pro'] },
    listInstruments: { all: ['ai-site-readiness'] },
    listKeys: {
      ...of({ '-trust': ['keyId'], '-vendor': ['vendorKeyId'] }),
      ...{ 'own-scoped': [scopedKeyId], operator: [OPERATORS_ID] },
    },
  };
}

function peopleOf({ callers }: Fixture, both: string): { listPeople: Named } {
  const of = (...names: string[]): string[] => names.map((name) => callers[name]?.id ?? '');
  return {
    listPeople: {
      'own-trust': of('trust-lead', 'trust-viewer', 'contributor', 'suspended-person'),
      'own-vendor': of('vendor-lead', 'vendor-support'),
      'other-trust': of('other-trust-lead', 'other-contributor'),
      'other-vendor': of('other-vendor-lead'),
      both: [both],
      nowhere: of('administrator', 'network-viewer'),
    },
  };
}

/** Numbers of events by the columns that they were stored with. */
async function eventsOf(service: TestService, { own, other }: Fixture): Promise<Record<string, Named>> {
  const { events = [] } = await service.database.rows();
  const of = (column: string, id?: string): string[] =>
    events.filter((row) => id === undefined || row[column] === id).map(({ sequence }) => String(sequence));
  const both = (column: string, key: 'trustId' | 'deploymentId' | 'assessmentId'): Named => ({
    own: of(column, own[key]),
    other: of(column, other[key]),
  });
  return {
    listEvents: { ...both('trust_id', 'trustId'), all: of('sequence') },
    getDeploymentHistory: both('deployment_id', 'deploymentId'),
    getAssessmentHistory: both('assessment_id', 'assessmentId'),
  };
}

/**
 * Ids and addresses of whatever belongs to a side: rows that name something of it, and what those are named by. It is
 * gathered from the tables, so that what is stored one day is among it as well.
 */
async function secretsOf(service: TestService, { trustId, vendorId }: Side): Promise<Set<string>> {
  const tables = Object.entries(await service.database.rows()).filter(([name]) => !PUBLIC.includes(name));
  const found = new Set([trustId, vendorId]);
  for (let before = 0; before < found.size;) {
    before = found.size;
    for (const [name, rows] of tables) {
      const columns = [...PLACES, ...(OWNERS[name] === undefined ? [] : [OWNERS[name]])];
      for (const row of rows.filter((one) => columns.some((column) => found.has(String(one[column]))))) {
        const cells = name === 'events' ? [row.subject_id] : [row.id, row.email, row.person_id, row.network_id];
        for (const cell of cells) if (typeof cell === 'string') found.add(cell);
      }
    }
  }
  found.delete(vendorId);
  return found;
}

/** Ids of what every vendor may see of a side, to enrol a site. */
export async function directoryOf(service: TestService): Promise<ReadonlySet<string>> {
  const tables = await service.database.rows();
  return new Set(DIRECTORY.flatMap((name) => (tables[name] ?? []).map(({ id }) => String(id))));
}

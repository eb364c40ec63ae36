import type { INestApplicationContext } from '@nestjs/common';
import { KeysService } from '../accounts/keys.service.js';
import { PeopleService } from '../accounts/people.service.js';
import { AssessmentsService } from '../assessments/assessments.service.js';
import { DeploymentsService } from '../deployments/deployments.service.js';
import { NetworksService } from '../organisations/networks.service.js';
import { TrustsService } from '../organisations/trusts.service.js';
import { VendorsService } from '../organisations/vendors.service.js';
import type { RoleColumns } from '../accounts/role-columns.js';
import { operator } from '../platform/actor/actor.js';
import { SCOPES } from '../platform/access/permissions.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { addDemoConcerns } from './demo-concerns.js';
import { addDemoSupport } from './demo-support.js';

const DEMO = operator('demo');
const NOWHERE = { trustId: null, vendorId: null, networkId: null, assessmentId: null, sections: null } as const;

/** Somebody whom the demonstration lets in. */
interface DemoPerson {
  /** In words */
  readonly role: string;
  readonly name: string;
  readonly email: string;
  readonly held: Pick<RoleColumns, 'role'> & Partial<RoleColumns>;
}

/** The same for everybody, and no secret: the demonstration is thrown away. */
const PASSWORD = 'walrus-lantern-teacup';

/** The trust whose people the demonstration has. */
const TRUST_CODE = 'ZZ01';
/** What the contributor is asked. */
const SECTIONS = ['GV'];
/** The tools of the vendor whose people it has. */
const TOOLS = ['echogo-pro', 'chest-xray-triage', 'ambient-scribe'];
/** The tool that its conversations are about. */
const TOOL = 'echogo-pro';

/** Has the vendor take part at every site of its tools. */
async function inviteVendor(app: INestApplicationContext): Promise<void> {
  const deployments = app.get(DeploymentsService);
  const { items } = await deployments.list(DEMO, { limit: 200 });
  for (const { id, version } of items) await deployments.setVendorAccess(DEMO, id, true, version);
}

/** Has the trust's first assessment of the tool filled in again, so that there is something to answer. @returns its id */
async function openAssessment(app: INestApplicationContext, trustId: string): Promise<string | undefined> {
  const assessments = app.get(AssessmentsService);
  const [first] = (await assessments.list(DEMO, { trustId, toolId: TOOL, sort: 'createdAt', limit: 1 })).items;
  if (first?.openRevision === null) await assessments.openRevision(DEMO, first.id);
  return first?.id;
}

async function contributorsOf(app: INestApplicationContext, trustId: string | null): Promise<DemoPerson[]> {
  const assessmentId = trustId === null ? undefined : await openAssessment(app, trustId);
  if (assessmentId === undefined) return [];
  const held = { role: 'contributor', trustId, assessmentId, sections: SECTIONS } as const;
  return [{ role: 'Contributor', name: 'Ife Okoro', email: 'governance@fenmere.example', held }];
}

async function peopleOf(app: INestApplicationContext): Promise<DemoPerson[]> {
  const { items } = await app.get(TrustsService).list(DEMO, { code: TRUST_CODE, limit: 1 });
  const trustId = items[0]?.id ?? null;
  const at = 'fenmere.example';
  const vendor = await app.get(VendorsService).create(DEMO, { name: 'Example Imaging', toolIds: TOOLS });
  await inviteVendor(app);
  const network = await app
    .get(NetworksService)
    .create(DEMO, { name: 'East of England Imaging Network', trustIds: trustId === null ? [] : [trustId] });
  return [
    { role: 'Trust lead', name: 'Priya Nair', email: `lead@${at}`, held: { role: 'trust-lead', trustId } },
    { role: 'Trust viewer', name: 'Tom Hale', email: `viewer@${at}`, held: { role: 'trust-viewer', trustId } },
    ...(await contributorsOf(app, trustId)),
    {
      role: 'Vendor lead',
      name: 'Sam Reed',
      email: 'lead@imaging.example',
      held: { role: 'vendor-lead', vendorId: vendor.id },
    },
    {
      role: 'Network viewer',
      name: 'Jo Lund',
      email: 'viewer@network.example',
      held: { role: 'network-viewer', networkId: network.id },
    },
    { role: 'Administrator', name: 'Ada Moss', email: 'admin@service.example', held: { role: 'administrator' } },
  ];
}

/** Has the trust lead ask the vendor, where there are both and an assessment to ask about. */
async function haveThemTalk(
  app: INestApplicationContext,
  people: readonly DemoPerson[],
  ids: ReadonlyMap<string, string>,
): Promise<void> {
  const heldBy = (role: string): Partial<RoleColumns> | undefined =>
    people.find(({ held }) => held.role === role)?.held;
  const [lead, vendor] = [heldBy('trust-lead'), heldBy('vendor-lead')];
  const assessmentId = heldBy('contributor')?.assessmentId;
  if (!lead?.trustId || !vendor?.vendorId || !assessmentId) return;
  const vendorActor = {
    id: ids.get('vendor-lead') ?? '',
    role: 'vendor-lead',
    grants: [{ role: 'vendor-lead', vendorId: vendor.vendorId, toolIds: TOOLS } as const],
  };
  await addDemoSupport(app, vendorActor);
  const asking = { role: 'trust-lead', trustIds: [lead.trustId] } as const;
  const answering = { role: 'vendor-lead', vendorId: vendor.vendorId, toolIds: [TOOL] } as const;
  await addDemoConcerns(app, {
    lead: { id: ids.get('trust-lead') ?? '', role: 'trust-lead', grants: [asking] },
    vendor: { id: ids.get('vendor-lead') ?? '', role: 'vendor-lead', grants: [answering] },
    assessmentId,
  });
}

/** Adds people to the demonstration. @returns how they sign in */
export async function addDemoPeople(
  app: INestApplicationContext,
): Promise<{ role: string; email: string; password: string }[]> {
  const people = await peopleOf(app);
  const service = app.get(PeopleService);
  const hash = await service.hash(PASSWORD);
  const ids = new Map<string, string>();
  await app.get(UnitOfWork).write(DEMO, async (scope) => {
    for (const { email, name, held } of people) {
      const person = await service.add(scope, { email, name, createdBy: DEMO.id });
      ids.set(held.role, person.id);
      await service.setPassword(scope, person.id, hash);
      await service.grant(scope, person.id, DEMO.id, { ...NOWHERE, ...held });
    }
  });
  await haveThemTalk(app, people, ids);
  return people.map(({ role, email }) => ({ role, email, password: PASSWORD }));
}

/** A key for whoever tries the API of the demonstration out. */
export async function addDemoKey(app: INestApplicationContext): Promise<string> {
  const command = { name: 'Demonstration', role: 'administrator' as const, scopes: [...SCOPES] };
  return (await app.get(KeysService).create(DEMO, command)).key;
}

import { InvitationsService } from '../../src/accounts/invitations.service.js';
import { KeysService } from '../../src/accounts/keys.service.js';
import { GrantEntity } from '../../src/accounts/grant.entity.js';
import { SessionEntity } from '../../src/accounts/session.entity.js';
import { operator } from '../../src/platform/actor/actor.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import { anotherSession, aViewer, type Fixture } from './permission-fixture.js';
import { ask, type TestService } from './service.js';

type Ids = Readonly<Record<string, string>>;

/** Things that were ended, withdrawn, erased or taken. */
export interface GoneThings {
  readonly 'ended key': Ids;
  readonly 'withdrawn invitation': Ids;
  /** With the role that they had */
  readonly 'erased person': Ids;
  /** One of the first trust's lead */
  readonly 'ended session': Ids;
  /** Of somebody who is there, and has no other */
  readonly 'taken role': Ids;
}

const MAKER = operator('tests');

/** At the first trust of the fixture, so that its lead looked after them. */
export async function makeGoneThings(service: TestService, { own, callers }: Fixture): Promise<GoneThings> {
  const { app } = service;
  const { trustId } = own;
  const role = { role: 'trust-viewer', trustId } as const;
  const keys = app.get(KeysService);
  const { id: keyId } = await keys.create(MAKER, { name: 'Ended', ...role, scopes: ['score'] });
  await keys.end(MAKER, keyId);
  const invitations = app.get(InvitationsService);
  const asked = { email: 'withdrawn@example.nhs.uk', name: 'Withdrawn', ...role };
  const { id: invitationId } = await invitations.create(MAKER, asked, service.url);
  await invitations.withdraw(MAKER, invitationId);
  const [erased, without] = [await aViewer(service, trustId), await aViewer(service, trustId)];
  await unlessRefused(ask(service, 'POST', `/api/v1/people/${erased.personId}/erase`, callerOf(callers.administrator)));
  await app.get(UnitOfWork).keepBooks((manager) => manager.delete(GrantEntity, { id: without.grantId }));
  const { formToken = '' } = await anotherSession(service, callers['trust-lead']?.id ?? '');
  const sessionId = await app.get(UnitOfWork).keepBooks(async (manager) => {
    const { id } = await manager.findOneByOrFail(SessionEntity, { formToken });
    await manager.delete(SessionEntity, { id });
    return id;
  });
  return {
    'ended key': { keyId },
    'withdrawn invitation': { invitationId },
    'erased person': erased,
    'ended session': { sessionId },
    'taken role': without,
  };
}

function callerOf(caller: { readonly headers: Ids } | undefined): { headers: Record<string, string> } {
  return { headers: { ...caller?.headers } };
}

async function unlessRefused(reply: Promise<{ readonly status: number }>): Promise<void> {
  const { status } = await reply;
  if (status >= 300) throw new Error(`What is to be gone is not: ${String(status)}`);
}

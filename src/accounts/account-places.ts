import { Injectable } from '@nestjs/common';
import type { Place } from '../platform/access/grants.js';
import { Places } from '../platform/access/places.js';
import { ApiKeyEntity } from './api-key.entity.js';
import { GrantEntity } from './grant.entity.js';
import { PersonEntity } from './person.entity.js';
import type { RoleColumns } from './role-columns.js';
import { SessionEntity } from './session.entity.js';
import { TicketEntity } from './ticket.entity.js';

/** Where accounts, roles, invitations and keys are. */
@Injectable()
export class AccountPlaces {
  constructor(places: Places) {
    places.register('keyId', async (manager, id) => {
      const key = await manager.findOneBy(ApiKeyEntity, { id });
      return key === null ? undefined : { trustId: key.trustId ?? undefined, vendorId: key.vendorId ?? undefined };
    });
    places.register('personId', async (manager, id) => {
      if (!(await manager.existsBy(PersonEntity, { id }))) return undefined;
      return { ownerId: id, ...membersOf(await manager.findBy(GrantEntity, { personId: id })) };
    });
    places.register('grantId', async (manager, id) => {
      const grant = await manager.findOneBy(GrantEntity, { id });
      return grant === null ? undefined : { ownerId: grant.personId, ...membersOf([grant]) };
    });
    places.register('invitationId', async (manager, id) => {
      const ticket = await manager.findOneBy(TicketEntity, { id, kind: 'invitation' });
      return ticket === null ? undefined : { ownerId: ticket.createdBy, ...membersOf([ticket]) };
    });
    places.register('sessionId', async (manager, id) => {
      const session = await manager.findOneBy(SessionEntity, { id });
      return session === null ? undefined : { ownerId: session.personId };
    });
  }
}

/** The organisations at which roles are held, whose leads look after them. */
function membersOf(roles: readonly Pick<RoleColumns, 'trustId' | 'vendorId'>[]): Place {
  const ids = (all: readonly (string | null)[]): string[] => all.filter((id) => id !== null);
  return {
    memberTrustIds: ids(roles.map(({ trustId }) => trustId)),
    memberVendorIds: ids(roles.map(({ vendorId }) => vendorId)),
  };
}

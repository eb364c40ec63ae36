import { Injectable } from '@nestjs/common';
import { Places } from '../platform/access/places.js';
import { ApiKeyEntity } from './api-key.entity.js';
import { PersonEntity } from './person.entity.js';
import { SessionEntity } from './session.entity.js';

/** Where accounts and keys are. */
@Injectable()
export class AccountPlaces {
  constructor(places: Places) {
    places.register('keyId', async (manager, id) => {
      const key = await manager.findOneBy(ApiKeyEntity, { id });
      return key === null ? undefined : { trustId: key.trustId ?? undefined, vendorId: key.vendorId ?? undefined };
    });
    places.register('personId', async (manager, id) =>
      (await manager.existsBy(PersonEntity, { id })) ? { ownerId: id } : undefined,
    );
    places.register('sessionId', async (manager, id) => {
      const session = await manager.findOneBy(SessionEntity, { id });
      return session === null ? undefined : { ownerId: session.personId };
    });
  }
}

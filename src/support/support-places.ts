import { Injectable } from '@nestjs/common';
import { Places } from '../platform/access/places.js';
import { SupportContactEntity } from './support-contact.entity.js';
import { SupportPromiseEntity } from './support-promise.entity.js';

/** Where contacts and promises are: at their deployments. */
@Injectable()
export class SupportPlaces {
  constructor(places: Places) {
    for (const [parameter, entity] of [
      ['contactId', SupportContactEntity],
      ['promiseId', SupportPromiseEntity],
    ] as const) {
      places.register(parameter, async (manager, id) => {
        const row = await manager.findOne<SupportContactEntity | SupportPromiseEntity>(entity, {
          select: { id: true, deploymentId: true },
          where: { id },
        });
        return row === null ? undefined : places.find(manager, 'deploymentId', row.deploymentId);
      });
    }
  }
}

import { Injectable } from '@nestjs/common';
import { Places } from '../platform/access/places.js';
import { HandOverEntity } from './hand-over.entity.js';

/** Where hand-overs are: with their assessment, and with whom they went to. */
@Injectable()
export class HandOverPlaces {
  constructor(places: Places) {
    places.register('handOverId', async (manager, id) => {
      const row = await manager.findOneBy(HandOverEntity, { id });
      if (row === null) return undefined;
      const place = await places.find(manager, 'assessmentId', row.assessmentId);
      return place === undefined ? undefined : { ...place, handedTo: row.personId };
    });
  }
}

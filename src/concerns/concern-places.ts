import { Injectable } from '@nestjs/common';
import { Places } from '../platform/access/places.js';
import { ConcernEntity } from './concern.entity.js';
import { PublishedAnswerEntity } from './published-answer.entity.js';

/** Where questions and concerns are, and answers that were published. */
@Injectable()
export class ConcernPlaces {
  constructor(places: Places) {
    places.register('concernId', async (manager, id) => {
      const concern = await manager.findOneBy(ConcernEntity, { id });
      if (concern === null) return undefined;
      const { deploymentId, assessmentId, section } = concern;
      const place = await places.find(manager, 'deploymentId', deploymentId);
      // Of what is about the whole assessment a contributor sees nothing: the invitation was to a section.
      if (section === null) return place;
      // It was written to the vendor, whatever else of the section the trust shows.
      return { ...place, assessmentId, section, sharedSections: [section] };
    });
    // At no one place: whom one concerns, the service asks.
    places.register('publishedAnswerId', async (manager, id) =>
      (await manager.existsBy(PublishedAnswerEntity, { id })) ? {} : undefined,
    );
  }
}

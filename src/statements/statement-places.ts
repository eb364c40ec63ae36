import { Injectable } from '@nestjs/common';
import { Places } from '../platform/access/places.js';
import { StatementEntity } from './statement.entity.js';

/** Where statements are: at no one place. One may be for every site of a tool; whom it concerns, the service asks. */
@Injectable()
export class StatementPlaces {
  constructor(places: Places) {
    places.register('statementId', async (manager, id) =>
      (await manager.existsBy(StatementEntity, { id })) ? {} : undefined,
    );
  }
}

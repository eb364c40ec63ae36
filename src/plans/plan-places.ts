import { Injectable } from '@nestjs/common';
import { Places } from '../platform/access/places.js';
import { PlanEntity } from './plan.entity.js';

/** Where plans are: with their deployment. */
@Injectable()
export class PlanPlaces {
  constructor(places: Places) {
    places.register('planId', async (manager, id) => {
      const plan = await manager.findOneBy(PlanEntity, { id });
      return plan === null ? undefined : places.find(manager, 'deploymentId', plan.deploymentId);
    });
  }
}

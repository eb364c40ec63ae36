import { Injectable } from '@nestjs/common';
import { Places } from '../platform/access/places.js';
import { NetworkEntity } from './network.entity.js';
import { SiteEntity } from './site.entity.js';
import { TrustEntity } from './trust.entity.js';
import { VendorEntity } from './vendor.entity.js';

/** Where organisations are. Names and codes of trusts and sites are official: vendors find them to enrol a site. */
@Injectable()
export class OrganisationPlaces {
  constructor(places: Places) {
    places.register('trustId', async (manager, id) =>
      (await manager.existsBy(TrustEntity, { id })) ? { trustId: id, directory: true } : undefined,
    );
    places.register('siteId', async (manager, id) => {
      const site = await manager.findOneBy(SiteEntity, { id });
      return site === null ? undefined : { trustId: site.trustId, directory: true };
    });
    places.register('vendorId', async (manager, id) =>
      (await manager.existsBy(VendorEntity, { id })) ? { vendorId: id } : undefined,
    );
    places.register('networkId', async (manager, id) =>
      (await manager.existsBy(NetworkEntity, { id })) ? { networkId: id } : undefined,
    );
  }
}

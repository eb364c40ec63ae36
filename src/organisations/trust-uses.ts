import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

type CountUses = (manager: EntityManager, trustIds: readonly string[]) => Promise<ReadonlyMap<string, number>>;

/** How many deployments hang on trusts, told by whoever keeps them: this room does not know what is done at a trust. */
@Injectable()
export class TrustUses {
  private count: CountUses = () => Promise.resolve(new Map());

  register(count: CountUses): void {
    this.count = count;
  }

  /** Deployments by the trust's id; a trust without any may be left out. */
  of(manager: EntityManager, trustIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    return this.count(manager, trustIds);
  }
}

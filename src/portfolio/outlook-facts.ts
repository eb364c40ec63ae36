import { Inject, Injectable } from '@nestjs/common';
import { In, type EntityManager } from 'typeorm';
import type { GainCurve } from '../core/contracts/allocation.js';
import type { SiteBarrier } from '../core/contracts/portfolio.js';
import type { Catalogue } from '../core/instrument/catalogue.js';
import { CATALOGUE } from '../tools/catalogue-token.js';
import { GainCurveEntity } from './gain-curve.entity.js';
import { PortfolioEntryEntity } from './portfolio-entry.entity.js';

/** What an outlook says of one site where many are looked at together. */
export interface KeptOutlook {
  readonly barriers: readonly SiteBarrier[];
  readonly live: boolean;
  /** Weeks of its plan before the site factor at `hoursPerWeek`; empty when it does not lead to go-live */
  readonly planWeeks: readonly number[];
  /** Weeks to a go-live date that lies ahead, else 0 */
  readonly notBeforeWeeks: number;
}

/** An entry by the outlook that it has. */
export type OutlookOf = Pick<PortfolioEntryEntity, 'id' | 'fingerprint'>;

/** Outlooks that are kept at hand: about 3 kB each. */
const MOST_KEPT = 10_000;
/** Sites that are read by one statement. */
const BATCH = 500;

/**
 * The long columns of outlooks, taken apart once for each outlook and kept at hand: for thousands of sites that takes longer
 * than all else. Outlooks with one fingerprint are the same.
 */
@Injectable()
export class OutlookFacts {
  /** Vendor hours a week at which sites are looked at together: the level next below those that plans count on */
  readonly hoursPerWeek: number;
  private readonly kept = new Map<string, { readonly fingerprint: string | null; readonly facts: KeptOutlook }>();

  constructor(@Inject(CATALOGUE) { instrument }: Catalogue) {
    const { vendorHourLevels: levels, vendorHoursPerWeek } = instrument.method.plan;
    this.hoursPerWeek = levels.findLast((level) => level <= vendorHoursPerWeek) ?? (levels[0] as number);
  }

  /** By id; an entry without an outlook has none. */
  async of(manager: EntityManager, entries: readonly OutlookOf[]): Promise<ReadonlyMap<string, KeptOutlook>> {
    const found = new Map<string, KeptOutlook>();
    const missing = entries.filter(({ id, fingerprint }) => {
      const kept = this.kept.get(id);
      if (fingerprint === null) return false;
      if (kept?.fingerprint !== fingerprint) return true;
      found.set(id, kept.facts);
      return false;
    });
    for (let start = 0; start < missing.length; start += BATCH) {
      const ids = missing.slice(start, start + BATCH).map(({ id }) => id);
      for (const { id, fingerprint, facts } of await this.read(manager, ids)) {
        found.set(id, facts);
        this.kept.delete(id);
        this.kept.set(id, { fingerprint, facts });
      }
    }
    this.forgetOldest();
    return found;
  }

  private async read(manager: EntityManager, ids: string[]): Promise<(OutlookOf & { readonly facts: KeptOutlook })[]> {
    const rows = await manager
      .createQueryBuilder(PortfolioEntryEntity, 'entry')
      .select('entry.id', 'id')
      .addSelect('entry.fingerprint', 'fingerprint')
      .addSelect('entry.barriers', 'barriers')
      .innerJoin(GainCurveEntity, 'kept', 'kept.deploymentId = entry.id')
      .addSelect('kept.curve', 'curve')
      .where({ id: In(ids) })
      .getRawMany<OutlookOf & { barriers: string; curve: string }>();
    return rows.map(({ id, fingerprint, barriers, curve }) => {
      const { live, notBeforeWeeks, levels } = JSON.parse(curve) as GainCurve;
      // A curve that an earlier version drew may have other levels.
      const level = levels.findLast((one) => one.hoursPerWeek <= this.hoursPerWeek) ?? levels[0];
      const planWeeks = live ? [] : (level?.planWeeks ?? []);
      return {
        ...{ id, fingerprint },
        facts: { barriers: JSON.parse(barriers) as SiteBarrier[], live, planWeeks, notBeforeWeeks },
      };
    });
  }

  private forgetOldest(): void {
    for (const id of this.kept.keys()) {
      if (this.kept.size <= MOST_KEPT) return;
      this.kept.delete(id);
    }
  }
}

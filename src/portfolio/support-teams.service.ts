import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { addMonths, isoDate } from '../core/contracts/calendar.js';
import type { Catalogue } from '../core/instrument/catalogue.js';
import { TenantsService } from '../organisations/tenants.service.js';
import { grantsFor } from '../platform/access/decide.js';
import type { Permission } from '../platform/access/permissions.js';
import type { Actor } from '../platform/actor/actor.js';
import { Clock } from '../platform/clock/clock.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { updateVersion } from '../platform/database/versioned.js';
import { staleVersion } from '../platform/http/versions.js';
import { notFound, Problem } from '../platform/problem/problem.js';
import { CATALOGUE } from '../tools/catalogue-token.js';
import { MOST_WEEKLY_HOURS, type HoursPlan, type SaveSettings, type SettingsView } from './planner.dto.js';
import { PortfolioService } from './portfolio.service.js';
import { SupportTeamEntity } from './support-team.entity.js';

/** Version of a team that has said nothing yet. */
const UNTOUCHED = 1;
/** A team that has not said what it has starts with a day for each site in so many weeks: one person for twenty sites. */
const WEEKS_FOR_A_DAY = 4;
const MONTHS_AHEAD = 12;
const FIELDS = ['weeklyHours', 'equity', 'targetDate'] as const;

/** What the support teams of vendors plan with. */
@Injectable()
export class SupportTeams {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly tenants: TenantsService,
    private readonly portfolio: PortfolioService,
    @Inject(CATALOGUE) private readonly catalogue: Catalogue,
  ) {}

  /** @throws Problem `not-found`, `invalid-request` where it is not clear whose team is meant */
  get(actor: Actor, vendorId?: string): Promise<SettingsView> {
    return this.unitOfWork.read(async (manager) =>
      this.view(manager, actor, await this.vendorOf(manager, actor, 'portfolio.read', vendorId)),
    );
  }

  /** @throws Problem as `get`, `stale-version`, `invalid-request` for a target date that has passed */
  async save(
    actor: Actor,
    vendorId: string | undefined,
    { weeklyHours, equity, targetDate }: SaveSettings,
    expectedVersion: number,
  ): Promise<SettingsView> {
    const values = { weeklyHours, equity, targetDate };
    if (this.isPast(targetDate)) throw pastTarget({ pointer: '/targetDate' });
    try {
      return await this.unitOfWork.write(actor, async ({ manager, now, record }) => {
        const own = await this.vendorOf(manager, actor, 'portfolio.plan', vendorId);
        const row = await manager.findOneBy(SupportTeamEntity, { vendorId: own });
        const version = row?.version ?? UNTOUCHED;
        if (version !== expectedVersion) throw staleVersion(version);
        const said = { ...values, updatedAt: now, updatedBy: actor.id };
        if (row === null) {
          await manager.insert(SupportTeamEntity, { vendorId: own, version: UNTOUCHED + 1, ...said });
        } else if (!(await updateVersion(manager, SupportTeamEntity, { vendorId: own }, version, said))) {
          throw staleVersion(version);
        }
        const fields = FIELDS.filter((field) => row?.[field] !== values[field]);
        record({ type: 'support-team-changed', subjectId: own, data: { fields } });
        return this.view(manager, actor, own);
      });
    } catch (error) {
      // Two were the first to say something.
      if (error instanceof Problem && error.code === 'conflict') throw staleVersion(UNTOUCHED + 1);
      throw error;
    }
  }

  /** The setting that somebody's planning starts from: the own team's, or a first guess for all sites that he or she sees. */
  startFor(actor: Actor): Promise<SettingsView | (HoursPlan & { readonly vendorId: null })> {
    return this.unitOfWork.read((manager) => this.startIn(manager, actor));
  }

  /** The same in a read that has begun. */
  async startIn(
    manager: EntityManager,
    actor: Actor,
  ): Promise<SettingsView | (HoursPlan & { readonly vendorId: null })> {
    const vendors = vendorsOf(actor, 'portfolio.read');
    const [vendorId] = vendors;
    if (vendorId !== undefined && vendors.length === 1) return this.view(manager, actor, vendorId);
    return { vendorId: null, ...(await this.firstGuess(manager, actor)) };
  }

  /** Whether a target date lies in the past. */
  isPast(targetDate: string | null): boolean {
    return targetDate !== null && targetDate < isoDate(this.clock.today());
  }

  private async view(manager: EntityManager, actor: Actor, vendorId: string): Promise<SettingsView> {
    const row = await manager.findOneBy(SupportTeamEntity, { vendorId });
    if (row !== null) {
      const { weeklyHours, equity, targetDate, version, updatedAt } = row;
      return { vendorId, kept: true, weeklyHours, equity, targetDate, version, updatedAt };
    }
    const guess = await this.firstGuess(manager, actor, await this.tenants.toolsOf(manager, vendorId));
    return { vendorId, kept: false, ...guess, version: UNTOUCHED, updatedAt: null };
  }

  /** @param toolIds only sites of these tools; default: all that somebody sees */
  private async firstGuess(manager: EntityManager, actor: Actor, toolIds?: readonly string[]): Promise<HoursPlan> {
    const entries = await this.portfolio.entries(manager, actor, {}, ['id', 'toolId']);
    const sites = entries.filter(({ toolId }) => toolIds?.includes(toolId) ?? true).length;
    const { plan, portfolio } = this.catalogue.instrument.method;
    return {
      weeklyHours: Math.min(MOST_WEEKLY_HOURS, Math.ceil((sites * plan.hoursPerDay) / WEEKS_FOR_A_DAY)),
      equity: portfolio.allocation.equity,
      targetDate: isoDate(addMonths(this.clock.today(), MONTHS_AHEAD)),
    };
  }

  private async vendorOf(
    manager: EntityManager,
    actor: Actor,
    permission: Permission,
    asked: string | undefined,
  ): Promise<string> {
    const own = vendorsOf(actor, permission);
    const [only] = own;
    if (asked === undefined && only !== undefined && own.length === 1) return only;
    if (asked === undefined) throw whichTeam();
    const isEverywhere = grantsFor(actor, permission).some(({ role }) => role === 'administrator');
    const reached = own.includes(asked) || (isEverywhere && (await this.tenants.namesOf(manager, [asked])).has(asked));
    if (!reached) throw notFound('vendor', asked);
    return asked;
  }
}

/** The vendors for which somebody holds a permission. */
function vendorsOf(actor: Actor, permission: Permission): string[] {
  return [...new Set(grantsFor(actor, permission).flatMap(({ vendorId }) => vendorId ?? []))];
}

function whichTeam(): Problem {
  return new Problem('invalid-request', 'Say which vendor’s team is meant: you belong to none, or to several.', {
    errors: [{ parameter: 'vendorId', code: 'missing', detail: 'vendorId must name the vendor whose team is meant.' }],
  });
}

/** @param where the date was given */
export function pastTarget(where: { readonly pointer: string } | { readonly parameter: string }): Problem {
  return new Problem('invalid-request', 'The target date has passed.', {
    errors: [{ ...where, code: 'out-of-range', detail: 'targetDate must be today or later.' }],
  });
}

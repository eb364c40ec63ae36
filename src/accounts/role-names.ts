import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Catalogue } from '../core/instrument/catalogue.js';
import { SitesService } from '../organisations/sites.service.js';
import { TenantsService } from '../organisations/tenants.service.js';
import type { Place, Role } from '../platform/access/grants.js';
import { Places } from '../platform/access/places.js';
import { CATALOGUE } from '../tools/catalogue-token.js';
import { ToolsService } from '../tools/tools.service.js';
import type { Handed, RoleColumns } from './role-columns.js';

/** A role in words. */
export const ROLE_NAMES: Readonly<Record<Role, string>> = {
  administrator: 'Administrator',
  'vendor-lead': 'Vendor lead',
  'vendor-support': 'Vendor support',
  'trust-lead': 'Trust lead',
  'network-viewer': 'Network viewer',
  'trust-viewer': 'Trust viewer',
  contributor: 'Contributor',
};

/** Where a role is held, and what it is called, for people. */
export interface RoleInWords {
  readonly roleName: string;
  /** Organisation, for a contributor with the tool and the site that are assessed; null for an administrator */
  readonly placeName: string | null;
  /** Contributors: names of the sections */
  readonly sectionNames: readonly string[];
  /** Contributors: ids of single questions */
  readonly questionIds: readonly string[];
}

/** Says roles in words. */
@Injectable()
export class RoleNames {
  constructor(
    private readonly tenants: TenantsService,
    private readonly sites: SitesService,
    private readonly places: Places,
    private readonly tools: ToolsService,
    @Inject(CATALOGUE) private readonly catalogue: Catalogue,
  ) {}

  /** Several roles in words, in the order in which they came. */
  async of(manager: EntityManager, roles: readonly (RoleColumns & Partial<Handed>)[]): Promise<RoleInWords[]> {
    const ids = roles.flatMap(({ trustId, vendorId, networkId }) => trustId ?? vendorId ?? networkId ?? []);
    const names = await this.tenants.namesOf(manager, [...new Set(ids)]);
    const assessed = await this.assessedBy(manager, roles);
    return roles.map(({ role, trustId, vendorId, networkId, assessmentId, sections, questions }) => {
      const id = trustId ?? vendorId ?? networkId;
      const what = assessmentId === null ? undefined : assessed.get(assessmentId);
      const parts = [id === null ? undefined : names.get(id), what].filter((part) => part !== undefined);
      return {
        roleName: ROLE_NAMES[role],
        placeName: parts.length === 0 ? null : parts.join(', '),
        sectionNames: (sections ?? []).map((code) => this.sectionName(code)),
        questionIds: questions ?? [],
      };
    });
  }

  /** What somebody does, without the places, such as "Trust lead; Contributor: IT interoperability". */
  inShort(roles: readonly Pick<RoleColumns, 'role' | 'sections'>[]): string {
    const sections = [...new Set(roles.flatMap((held) => held.sections ?? []))].map((code) => this.sectionName(code));
    return [...new Set(roles.map(({ role }) => role))]
      .map((role) =>
        role === 'contributor' && sections.length > 0
          ? `${ROLE_NAMES[role]}: ${sections.join(', ')}`
          : ROLE_NAMES[role],
      )
      .join('; ');
  }

  /** Sections of the instrument, for whoever chooses some. */
  sections(): readonly { readonly code: string; readonly name: string }[] {
    return this.catalogue.instrument.domains.map(({ code, name }) => ({ code, name }));
  }

  private sectionName(code: string): string {
    return this.catalogue.instrument.domains.find((domain) => domain.code === code)?.name ?? code;
  }

  /** Tool and site by the assessment's id, such as "EchoGo Pro at Holt Community Hospital". */
  private async assessedBy(
    manager: EntityManager,
    roles: readonly RoleColumns[],
  ): Promise<ReadonlyMap<string, string>> {
    const places = new Map<string, Place>();
    for (const assessmentId of new Set(roles.flatMap((role) => role.assessmentId ?? []))) {
      const place = await this.places.find(manager, 'assessmentId', assessmentId);
      if (place !== undefined) places.set(assessmentId, place);
    }
    const sites = await this.sites.findAll(
      manager,
      [...places.values()].flatMap(({ siteId }) => siteId ?? []),
    );
    return new Map(
      [...places].flatMap(([id, { toolId, siteId }]) => {
        if (toolId === undefined) return [];
        const site = siteId === undefined ? undefined : sites.get(siteId);
        return [[id, `${this.tools.nameOf(toolId)}${site === undefined ? '' : ` at ${site.name}`}`] as const];
      }),
    );
  }
}

/** A role in one line, such as "Trust lead at Fenmere and Holt NHS Trust". */
export function roleLine({ roleName, placeName, sectionNames, questionIds }: RoleInWords): string {
  const place = placeName === null ? '' : ` at ${placeName}`;
  const asked = questionIds.length === 1 ? 'question' : 'questions';
  const parts = [...sectionNames, ...(questionIds.length === 0 ? [] : [`${asked} ${questionIds.join(', ')}`])];
  return `${roleName}${place}${parts.length === 0 ? '' : `: ${parts.join(', ')}`}`;
}

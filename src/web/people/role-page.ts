import { Injectable } from '@nestjs/common';
import { RoleChoices, type PlaceChoice } from '../../accounts/role-choices.service.js';
import { RoleNames, ROLE_NAMES } from '../../accounts/role-names.js';
import { AssessmentsService } from '../../assessments/assessments.service.js';
import type { Actor } from '../../platform/actor/actor.js';
import type { Role } from '../../platform/access/grants.js';
import type { FormFields } from '../../platform/http/takes-form.js';
import { ToolsService } from '../../tools/tools.service.js';

const PAGE = 200;
const LABELS = { trustId: 'Trust', vendorId: 'Vendor', networkId: 'Network', assessmentId: 'Assessment' } as const;

/** What the pages show by which somebody chooses a role, and then its place. */
@Injectable()
export class RolePage {
  constructor(
    private readonly choices: RoleChoices,
    private readonly names: RoleNames,
    private readonly assessments: AssessmentsService,
    private readonly tools: ToolsService,
  ) {}

  /** The radios of the first page. */
  roles(actor: Actor, invites: boolean): readonly Readonly<Record<string, unknown>>[] {
    return this.choices
      .roles(actor, invites)
      .map(({ role, name, meaning }) => ({ value: role, text: name, hint: { text: meaning } }));
  }

  mayChoose(actor: Actor, role: Role, invites: boolean): boolean {
    return this.choices.roles(actor, invites).some((choice) => choice.role === role);
  }

  /** What the second page asks about one role. @param given what was chosen before */
  async fields(actor: Actor, role: Role, given: FormFields): Promise<Readonly<Record<string, unknown>>> {
    const field = this.choices.fieldOf(role);
    if (field === undefined) return { role, roleName: ROLE_NAMES[role] };
    const places =
      field === 'assessmentId' ? await this.openAssessments(actor) : await this.choices.organisations(actor, role);
    const chosen = given[field] ?? (places.length === 1 ? places[0]?.id : undefined);
    return {
      ...{ role, roleName: ROLE_NAMES[role] },
      place: {
        ...{ field, label: LABELS[field], empty: places.length === 0 },
        items: [
          ...(places.length === 1 ? [] : [{ value: '', text: 'Choose one' }]),
          ...places.map(({ id, name }) => ({ value: id, text: name, selected: id === chosen })),
        ],
      },
      ...(role === 'contributor' && { sections: this.sections(given.sections) }),
    };
  }

  private sections(given: FormFields[string]): readonly Readonly<Record<string, unknown>>[] {
    const chosen = typeof given === 'string' ? [given] : (given ?? []);
    return this.names.sections().map(({ code, name }) => ({ value: code, text: name, checked: chosen.includes(code) }));
  }

  private async openAssessments(actor: Actor): Promise<PlaceChoice[]> {
    const found: PlaceChoice[] = [];
    let cursor: string | undefined;
    do {
      const query = { limit: PAGE, state: 'open', ...(cursor !== undefined && { cursor }) } as const;
      const { items, next } = await this.assessments.list(actor, query);
      found.push(
        ...items.map(({ id, site, trust, toolId }) => ({
          id,
          name: `${this.tools.nameOf(toolId)} at ${site.name}, ${trust.name}`,
        })),
      );
      cursor = next ?? undefined;
    } while (cursor !== undefined);
    return found;
  }
}

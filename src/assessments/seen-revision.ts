import type { DeploymentView } from '../deployments/deployments.dto.js';
import type { RevisionEntity } from './revision.entity.js';
import type { SectionEntity } from './section.entity.js';

/** What counts into a submission besides the answers. */
export const FACTS = ['deployment', 'site', 'trust'] as const;

/** An open revision as somebody saw it: enough to tell later what was changed. */
export interface Seen {
  readonly number: number;
  readonly facts: Readonly<Record<(typeof FACTS)[number], number>>;
  /** Version of each section by its code */
  readonly sections: ReadonlyMap<string, number>;
}

const TEXT = /^(\d{1,9})_(\d{1,9})\.(\d{1,9})\.(\d{1,9})((?:-[A-Z]{1,8}\d{1,9}){1,50})$/;

/** As it is carried in a form or an address, such as `2_5.1.1-GV3-IT4`. */
export function seenText(
  { number }: Pick<RevisionEntity, 'number'>,
  sections: readonly SectionEntity[],
  { version, site, trust }: Pick<DeploymentView, 'version' | 'site' | 'trust'>,
): string {
  const codes = sections.map(({ code, version: saved }) => `-${code}${String(saved)}`).sort();
  return `${String(number)}_${String(version)}.${String(site.version)}.${String(trust.version)}${codes.join('')}`;
}

/** Undefined for what this service never wrote. */
export function readSeen(text: string): Seen | undefined {
  const match = TEXT.exec(text);
  if (match === null) return undefined;
  const [, number, deployment, site, trust, sections = ''] = match;
  return {
    number: Number(number),
    facts: { deployment: Number(deployment), site: Number(site), trust: Number(trust) },
    sections: new Map(
      sections
        .slice(1)
        .split('-')
        .map((part) => [part.replace(/\d+$/, ''), Number(part.replace(/^[A-Z]+/, ''))]),
    ),
  };
}

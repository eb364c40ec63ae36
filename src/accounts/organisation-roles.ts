import fs from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import type { Role } from '../platform/access/grants.js';

/** A group of the provider and the role that its members have. */
export interface MappedRole {
  /** As the provider's claim names it */
  readonly group: string;
  readonly role: Role;
  /** ODS code */
  readonly trust?: string;
  /** Name */
  readonly vendor?: string;
  /** Name */
  readonly network?: string;
}

export interface RoleMap {
  /** The claim that lists somebody's groups */
  readonly claim: string;
  readonly roles: readonly MappedRole[];
}

const TEXT = { type: 'string', minLength: 1, maxLength: 200 } as const;
const placed = (roles: readonly Role[], place: string | undefined): object => ({
  type: 'object',
  properties: { group: TEXT, role: { enum: roles }, ...(place !== undefined && { [place]: TEXT }) },
  required: ['group', 'role', ...(place === undefined ? [] : [place])],
  additionalProperties: false,
});

const SCHEMA = {
  type: 'object',
  properties: {
    claim: TEXT,
    roles: {
      type: 'array',
      minItems: 1,
      items: {
        anyOf: [
          placed(['administrator'], undefined),
          placed(['trust-lead', 'trust-viewer'], 'trust'),
          placed(['vendor-lead', 'vendor-support'], 'vendor'),
          placed(['network-viewer'], 'network'),
        ],
      },
    },
  },
  required: ['claim', 'roles'],
  additionalProperties: false,
} as const;

/** Reads which groups have which roles. @throws Error that names the file and every defect */
export function readRoleMap(file: string): RoleMap {
  const validate = new Ajv2020({ allErrors: true }).compile<RoleMap>(SCHEMA);
  const document: unknown = parse(fs.readFileSync(file, 'utf8'));
  if (validate(document)) return document;
  const defects = (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath || '/'} ${message ?? ''}`);
  throw new Error(`OIDC_ROLES_PATH: ${file} is not sound:\n${[...new Set(defects)].join('\n')}`);
}

/**
 * The roles that somebody's groups give.
 *
 * @param claims of the provider
 * @returns undefined where the provider says that the groups were too many to be named (Microsoft Entra ID, above 200):
 *   nobody knows then which roles they give
 */
export function mappedRoles(
  { claim, roles }: RoleMap,
  claims: Readonly<Record<string, unknown>>,
): MappedRole[] | undefined {
  const { [claim]: groups, _claim_names: elsewhere, hasgroups } = claims;
  // One group alone some providers send without a list.
  const named: unknown = typeof groups === 'string' ? [groups] : groups;
  if (Array.isArray(named)) return roles.filter(({ group }) => named.includes(group));
  const leftOut = hasgroups === true || (typeof elsewhere === 'object' && elsewhere !== null && claim in elsewhere);
  return leftOut ? undefined : [];
}

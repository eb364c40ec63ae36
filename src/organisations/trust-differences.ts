import type { OfficialTrust } from './official-trust.js';

/** A trust of the service, as far as the official file speaks of it. */
export interface KnownTrust extends OfficialTrust {
  readonly id: string;
  readonly version: number;
}

export const COMPARED = ['name', 'region', 'address', 'postcode', 'openedOn', 'closedOn'] as const;
export type ComparedField = (typeof COMPARED)[number];

export interface FieldChange {
  readonly field: ComparedField;
  readonly before: string | null;
  readonly after: string | null;
}

export type DifferenceKind = 'new' | 'changed' | 'closed' | 'reopened';

/** What the file would change of one trust. */
export interface TrustDifference {
  readonly kind: DifferenceKind;
  /** The trust that is there; undefined for a new one */
  readonly known: KnownTrust | undefined;
  readonly official: OfficialTrust;
  /** Field by field; for a new trust what it would have */
  readonly changes: readonly FieldChange[];
}

export interface TrustDifferences {
  /** By code */
  readonly differences: readonly TrustDifference[];
  readonly unchanged: number;
  /** Trusts here that the file does not have: told, never touched */
  readonly missing: readonly KnownTrust[];
}

/** Holds the official file against the trusts that are here. */
export function differencesOf(known: readonly KnownTrust[], file: readonly OfficialTrust[]): TrustDifferences {
  const byCode = new Map(known.map((trust) => [trust.code, trust]));
  const all = file.map((official) => differenceOf(byCode.get(official.code), official));
  const codes = new Set(file.map(({ code }) => code));
  const differences = all.filter(({ changes }) => changes.length > 0);
  return {
    differences: differences.sort((one, other) => (one.official.code < other.official.code ? -1 : 1)),
    unchanged: all.length - differences.length,
    missing: known.filter(({ code }) => !codes.has(code)),
  };
}

function differenceOf(known: KnownTrust | undefined, official: OfficialTrust): TrustDifference {
  const changes = COMPARED.flatMap((field): FieldChange[] => {
    const [before, after] = [known?.[field] ?? null, official[field]];
    return isSame(field, before, after) ? [] : [{ field, before, after }];
  });
  return { kind: kindOf(known, official), known, official, changes };
}

/** The file has its names in capitals, and not every region: neither says that something is otherwise. */
function isSame(field: ComparedField, before: string | null, after: string | null): boolean {
  if (before === after || (field === 'region' && after === null)) return true;
  return field === 'name' && before?.toLowerCase() === after?.toLowerCase();
}

function kindOf(known: KnownTrust | undefined, { closedOn }: OfficialTrust): DifferenceKind {
  if (known === undefined) return 'new';
  if (known.closedOn === null && closedOn !== null) return 'closed';
  return known.closedOn !== null && closedOn === null ? 'reopened' : 'changed';
}

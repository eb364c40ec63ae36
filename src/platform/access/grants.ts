/** What somebody may be, the one with most power first. The order decides which of several roles an event names. */
export const ROLES = [
  'administrator',
  'vendor-lead',
  'vendor-support',
  'trust-lead',
  'network-viewer',
  'trust-viewer',
  'contributor',
] as const;
export type Role = (typeof ROLES)[number];

/** A role that somebody holds, and where. An administrator holds it everywhere, so names no place. */
export interface Grant {
  readonly role: Role;
  /** Trust roles: the trust, with those that were merged into it */
  readonly trustIds?: readonly string[];
  /** Vendor roles: the vendor */
  readonly vendorId?: string;
  /** Vendor roles: the vendor's tools */
  readonly toolIds?: readonly string[];
  /** Network viewers: the network; its trusts are in `trustIds` */
  readonly networkId?: string;
  /** Contributors: the assessment that they were invited to */
  readonly assessmentId?: string;
  /** Contributors: codes of the sections that they were invited to */
  readonly sections?: readonly string[];
  /** Contributors: single questions that they were asked, with the section of each */
  readonly questions?: readonly GrantedQuestion[];
}

export interface GrantedQuestion {
  readonly id: string;
  readonly section: string;
}

/** Where a thing is, for the question who reaches it. */
export interface Place {
  /** The trust that it is about; nobody's where it is left out */
  readonly trustId?: string | undefined;
  readonly toolId?: string | undefined;
  readonly deploymentId?: string | undefined;
  readonly siteId?: string | undefined;
  readonly assessmentId?: string | undefined;
  /** Whether the tool's vendor takes part in the deployment */
  readonly vendorAccess?: boolean | undefined;
  readonly vendorId?: string | undefined;
  readonly networkId?: string | undefined;
  /** The person or program whose own it is */
  readonly ownerId?: string | undefined;
  /** Of official names and codes, which vendors need to enrol a site */
  readonly directory?: boolean | undefined;
  /** The section of an assessment that it belongs to */
  readonly section?: string | undefined;
  /** The question of an assessment that it belongs to */
  readonly question?: string | undefined;
  /** Of a file: who sent it; of an assessment's files a contributor sees the own ones */
  readonly uploadedBy?: string | undefined;
  /** Of a hand-over: to whom it went, null while nobody took it; a contributor sees the own ones */
  readonly handedTo?: string | null | undefined;
  /** Of a person, a role or an invitation: trusts where the role is held; their leads look after it */
  readonly memberTrustIds?: readonly string[] | undefined;
  /** The same of vendors */
  readonly memberVendorIds?: readonly string[] | undefined;
  /** Whether it holds free notes that the trust keeps from the vendor and the network */
  readonly keptNotes?: boolean | undefined;
  /** Sections of the open revision that the trust shows to the vendor */
  readonly sharedSections?: readonly string[] | undefined;
}

/** Whether a role reaches to a place at all; what it may do there, the permission table says. */
export function reaches(grant: Grant, place: Place): boolean {
  switch (grant.role) {
    case 'administrator':
      return true;
    case 'vendor-lead':
    case 'vendor-support':
      return place.keptNotes !== true && reachesAsVendor(grant, place);
    case 'network-viewer':
      return (
        place.keptNotes !== true && (holds(grant.trustIds, place.trustId) || same(grant.networkId, place.networkId))
      );
    case 'trust-lead':
    case 'trust-viewer':
      return holds(grant.trustIds, place.trustId);
    case 'contributor':
      return same(grant.assessmentId, place.assessmentId);
  }
}

/** Whether a lead's role is held at one of the organisations that somebody, or an invitation, belongs to. */
export function leadsMember(grant: Grant, { memberTrustIds = [], memberVendorIds = [] }: Place): boolean {
  if (grant.role === 'trust-lead') return memberTrustIds.some((id) => holds(grant.trustIds, id));
  return grant.role === 'vendor-lead' && grant.vendorId !== undefined && memberVendorIds.includes(grant.vendorId);
}

function reachesAsVendor({ vendorId, toolIds }: Grant, place: Place): boolean {
  if (place.directory === true) return true;
  return same(vendorId, place.vendorId) || (place.vendorAccess === true && holds(toolIds, place.toolId));
}

function same(held: string | undefined, asked: string | undefined): boolean {
  return held !== undefined && held === asked;
}

function holds(held: readonly string[] | undefined, asked: string | undefined): boolean {
  return asked !== undefined && held?.includes(asked) === true;
}

import { ROLES, type Role } from './grants.js';

/** What a program's key can be made for. A key does what its role and its scopes both allow. */
export const SCOPES = [
  'score',
  'directory:read',
  'directory:write',
  'deployments:read',
  'deployments:write',
  'answers:read',
  'answers:write',
  'results:read',
  'plans:write',
  'statements:read',
  'statements:write',
  'concerns:read',
  'concerns:write',
  'portfolio:read',
  'portfolio:write',
  'record:read',
  'organisations:write',
] as const;
export type Scope = (typeof SCOPES)[number];

interface PermissionEntry {
  /** What it lets somebody do, for the documentation */
  readonly title: string;
  readonly roles: readonly Role[];
  /** Scope that a program needs; null: people only */
  readonly scope: Scope | null;
}

const EVERYONE = ROLES;
const VENDOR = ['vendor-lead', 'vendor-support'] as const;
const TRUST = ['trust-lead', 'trust-viewer'] as const;
const READERS = ['administrator', ...VENDOR, 'network-viewer', ...TRUST] as const;
const LEADS = ['administrator', 'vendor-lead', 'trust-lead'] as const;

/**
 * The one table of who may do what. Whether somebody reaches the thing at all is asked first (`reaches`): what is not
 * reached is not found. docs/permissions.md shows it.
 */
export const PERMISSIONS = {
  'score.try': { title: 'Score and plan answers without storing them', roles: EVERYONE, scope: 'score' },
  'directory.read': { title: 'See trusts and sites', roles: READERS, scope: 'directory:read' },
  'trusts.add': { title: 'Add a trust', roles: ['administrator', 'vendor-lead'], scope: 'directory:write' },
  'trusts.change': { title: 'Change a trust', roles: ['administrator', 'trust-lead'], scope: 'directory:write' },
  'sites.add': { title: 'Add a site', roles: LEADS, scope: 'directory:write' },
  'sites.change': { title: 'Change a site', roles: ['administrator', 'trust-lead'], scope: 'directory:write' },
  'trusts.merge': { title: 'Record that trusts merged', roles: ['administrator'], scope: 'organisations:write' },
  'trusts.import': {
    title: 'Take trusts over from the official file',
    roles: ['administrator'],
    scope: 'organisations:write',
  },
  'deployments.read': {
    title: 'See deployments and assessments, without their answers',
    roles: EVERYONE,
    scope: 'deployments:read',
  },
  'deployments.start': {
    title: 'Start a deployment and its assessment; for a vendor: enrol a site',
    roles: LEADS,
    scope: 'deployments:write',
  },
  'deployments.change': {
    title: 'Change a deployment; a vendor: only who looks after it',
    roles: LEADS,
    scope: 'deployments:write',
  },
  'deployments.share': {
    title: 'Invite the vendor, share sections of the open revision, keep notes back',
    roles: ['administrator', 'trust-lead'],
    scope: 'deployments:write',
  },
  'history.read': {
    title: 'See what was done with a deployment or an assessment',
    roles: ['administrator', ...TRUST],
    scope: 'record:read',
  },
  'revision.read': {
    title: 'See the sections of the open revision and how far they are',
    roles: ['administrator', ...TRUST, 'contributor'],
    scope: 'answers:read',
  },
  'answers.read': {
    title: 'Read the answers of the open revision; a vendor: of shared sections; a contributor: of the own ones',
    roles: ['administrator', ...VENDOR, ...TRUST, 'contributor'],
    scope: 'answers:read',
  },
  'answers.write': {
    title: 'Answer, attach and check evidence; a contributor: in the own sections and questions',
    roles: ['administrator', 'trust-lead', 'contributor'],
    scope: 'answers:write',
  },
  'handovers.manage': {
    title: 'Hand sections and questions to colleagues, remind them, take back',
    roles: ['administrator', 'trust-lead'],
    scope: null,
  },
  'handovers.read': {
    title: 'See what was handed to whom; a contributor: the own ones',
    roles: ['administrator', ...TRUST, 'contributor'],
    scope: 'answers:read',
  },
  'handovers.answer': {
    title: 'Say of what was handed to oneself that it is done, or that one cannot answer it',
    roles: ['contributor'],
    scope: null,
  },
  'draft.score': {
    title: 'Score the open revision before it is submitted',
    roles: ['administrator', ...TRUST],
    scope: 'answers:read',
  },
  'assessments.submit': {
    title: 'Submit the open revision, and open the next',
    roles: ['administrator', 'trust-lead'],
    scope: 'answers:write',
  },
  'files.read': {
    title: 'Read the files of an assessment',
    roles: ['administrator', ...TRUST, 'contributor'],
    scope: 'answers:read',
  },
  'results.read': { title: 'Read what was submitted, its scorecard and plans', roles: READERS, scope: 'results:read' },
  'plans.make': {
    title: 'Make support plans and keep them',
    roles: ['administrator', ...VENDOR, 'trust-lead'],
    scope: 'plans:write',
  },
  'actions.track': {
    title: 'Say how far the actions of a plan are, with dates, owners and notes',
    roles: ['administrator', 'trust-lead'],
    scope: 'plans:write',
  },
  'jobs.own': { title: 'See and cancel work that one ordered oneself', roles: EVERYONE, scope: 'plans:write' },
  'statements.read': {
    title: "Read a vendor's statements",
    roles: ['administrator', ...VENDOR, ...TRUST, 'contributor'],
    scope: 'statements:read',
  },
  'statements.publish': {
    title: 'Publish statements and product versions',
    roles: ['vendor-lead'],
    scope: 'statements:write',
  },
  'statements.answer': {
    title: 'Accept or dispute a statement',
    roles: ['trust-lead'],
    scope: 'statements:write',
  },
  'concerns.read': {
    title: 'Read questions and concerns and published answers; a contributor: those of the own sections',
    roles: ['administrator', ...VENDOR, ...TRUST, 'contributor'],
    scope: 'concerns:read',
  },
  'concerns.ask': {
    title: 'Ask the vendor, raise a concern, settle and re-open it; a contributor: in the own sections',
    roles: ['trust-lead', 'contributor'],
    scope: 'concerns:write',
  },
  'concerns.reply': {
    title: 'Write in the conversation about a question or concern',
    roles: [...VENDOR, 'trust-lead', 'contributor'],
    scope: 'concerns:write',
  },
  'concerns.answer': {
    title: 'See the inbox, publish answers to every site of the tool and withdraw them',
    roles: VENDOR,
    scope: 'concerns:write',
  },
  'portfolio.read': {
    title: "See the support team's work list, cohort and planner",
    roles: ['administrator', ...VENDOR],
    scope: 'portfolio:read',
  },
  'portfolio.archive': {
    title: 'Have the plans of all sites of the work list made as one file',
    roles: ['administrator', ...VENDOR],
    scope: 'plans:write',
  },
  'portfolio.plan': {
    title: "Set the support team's weekly hours, equity and target date",
    roles: ['vendor-lead'],
    scope: 'portfolio:write',
  },
  'portfolio.work': {
    title: 'Log contacts and hours, make promises to sites, say who looks after one, save views of the work list',
    roles: VENDOR,
    scope: 'portfolio:write',
  },
  'organisations.read': { title: 'See vendors and networks', roles: EVERYONE, scope: 'directory:read' },
  'organisations.change': {
    title: 'Add and change vendors and networks',
    roles: ['administrator'],
    scope: 'organisations:write',
  },
  'people.manage': { title: 'Invite people, give and take roles', roles: LEADS, scope: null },
  'people.erase': { title: 'Erase a person', roles: ['administrator'], scope: null },
  'people.recover': {
    title: 'Take a lost authenticator app off an account',
    roles: ['administrator'],
    scope: null,
  },
  'keys.manage': { title: 'Make and end keys for programs', roles: LEADS, scope: null },
  'record.read': {
    title: 'Read and export the record',
    roles: ['administrator', 'trust-lead'],
    scope: 'record:read',
  },
  'self.use': { title: 'Look after the own account', roles: EVERYONE, scope: null },
  'self.read': { title: 'Ask who one is here', roles: EVERYONE, scope: 'score' },
} as const satisfies Readonly<Record<string, PermissionEntry>>;

export type Permission = keyof typeof PERMISSIONS;

/** Roles that a permission is given to. */
export function rolesWith(permission: Permission): readonly Role[] {
  return PERMISSIONS[permission].roles;
}

import type {
  ReportBlock,
  ReportedAction,
  ReportModel,
  ReportSection,
  ReportTimeline,
} from '../../core/contracts/report.js';
import type { PageBlock, PageSection, PageTable } from '../page-blocks.js';
import { actionAnchor, askAboutAction } from './result-links.js';

/** A role that the plan can be narrowed to. */
export interface PlanRole {
  /** What the address says */
  readonly code: string;
  readonly name: string;
  /** Actions that it owns or helps with */
  readonly count: number;
}

/** What of a plan a page shows. */
export interface PlanView {
  readonly roles: readonly PlanRole[];
  /** The role whose actions alone are shown; null: the whole plan */
  readonly role: PlanRole | null;
  /** Blocks before the sections: those of the document's first page */
  readonly firstPage: readonly PageBlock[];
  readonly sections: readonly PageSection[];
}

/** Sections to look something up in: all of them open, a plan is fifty screens long. */
const FOLDED = ['owners', 'details', 'answers', 'evidence', 'method', 'glossary', 'sign-off'];

/** How somebody reads a plan. */
export interface PlanReading {
  /** Code of a role of the plan; left out or unknown: the whole plan */
  readonly owner: string | undefined;
  /** Address of the page */
  readonly path: string;
  /** Whose plan it is, for questions to the vendor; null for who asks none */
  readonly assessmentId: string | null;
}

/** Actions up to which the lists of all roles stand on one page: with more of them it would be slow to load at a busy site. */
const MOST_LISTED = 60;

/** Sections that a role's own list is made of, in this order. */
const OF_A_ROLE = ['timeline', 'owners', 'actions', 'details'];

/** A kept plan as a page shows it: its own blocks, with an anchor for each action, narrowed to a role where one is chosen. */
export function planView(report: ReportModel, { owner, path, assessmentId }: PlanReading): PlanView {
  const actions = report.actions ?? [];
  const roles = rolesOf(actions);
  const role = roles.find(({ code }) => code === owner) ?? null;
  const shown = role === null ? null : new Set(actions.filter((action) => concerns(action, role)).map(({ id }) => id));
  const sections =
    role === null || shown === null
      ? report.sections
      : OF_A_ROLE.flatMap((id) => report.sections.filter((section) => section.id === id)).map((section) =>
          narrowed(section, shown, role),
        );
  const ask = (id: string): PageBlock[] =>
    assessmentId === null
      ? []
      : [
          {
            type: 'links',
            links: [
              {
                href: askAboutAction(assessmentId, id),
                text: `Ask the vendor about this action (${id.replace(':', ' ')})`,
              },
            ],
          },
        ];
  return {
    roles,
    role,
    firstPage: role === null ? report.firstPage.flatMap((block) => pageBlock(block)) : [],
    sections: sections.map(({ blocks, ...section }) => {
      const isLong = section.id === 'owners' && role === null && actions.length > MOST_LISTED;
      const folded = role === null && FOLDED.includes(section.id);
      return { ...section, folded, blocks: isLong ? linksToRoles(blocks, roles, path) : withLinks(blocks, ask) };
    }),
  };
}

/** The roles of a plan by name, the trust's and the vendor's. */
function rolesOf(actions: readonly ReportedAction[]): PlanRole[] {
  const names = [...new Set(actions.flatMap(({ owner, helpers }) => [owner, ...helpers]))];
  return names
    .sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1))
    .map((name) => ({
      code: name.toLowerCase().replace(/[^a-z0-9]+/g, '-'),
      name,
      count: actions.filter((action) => concerns(action, { name })).length,
    }));
}

function concerns({ owner, helpers }: ReportedAction, { name }: Pick<PlanRole, 'name'>): boolean {
  return owner === name || helpers.includes(name);
}

/** A section with what is about other actions left out. */
function narrowed({ blocks, ...section }: ReportSection, shown: ReadonlySet<string>, role: PlanRole): ReportSection {
  if (section.id === 'owners') return { ...section, blocks: ownPart(blocks, role) };
  if (section.id === 'details') return { ...section, blocks: groupsOf(blocks, shown) };
  return { ...section, blocks: blocks.flatMap((block) => narrowedBlock(block, shown, role)) };
}

function narrowedBlock(block: ReportBlock, shown: ReadonlySet<string>, role: PlanRole): ReportBlock[] {
  if (block.type === 'table' && block.about !== undefined) {
    const { about } = block;
    const kept = (_: unknown, i: number): boolean => shown.has(about[i] as string);
    return [{ ...block, caption: '', rows: block.rows.filter(kept), about: about.filter((id) => shown.has(id)) }];
  }
  if (block.type === 'timeline') return narrowedTimeline(block, shown, role);
  return [];
}

function narrowedTimeline(block: ReportTimeline, shown: ReadonlySet<string>, role: PlanRole): ReportTimeline[] {
  const rows = block.rows.filter(({ about }) => about !== undefined && shown.has(about));
  if (rows.length === 0) return [];
  const caption = `Actions of the ${role.name} over time, if nothing slips`;
  const alternative = `Bars of ${String(rows.length)} of the actions. Their dates stand in the tables below.`;
  return [{ ...block, caption, alternative, rows }];
}

/** What stands under a role's own heading, without the heading. */
function ownPart(blocks: readonly ReportBlock[], { name }: PlanRole): ReportBlock[] {
  const isHeading = (block: ReportBlock): boolean =>
    block.type === 'subheading' && block.text.toLowerCase() === name.toLowerCase();
  const start = blocks.findIndex(isHeading);
  if (start < 0) return [];
  const rest = blocks.slice(start + 1);
  const end = rest.findIndex(({ type }) => type === 'subheading');
  return end < 0 ? rest : rest.slice(0, end);
}

/** The groups of blocks that are about an action that is shown. */
function groupsOf(blocks: readonly ReportBlock[], shown: ReadonlySet<string>): ReportBlock[] {
  let current: string | undefined;
  return blocks.filter((block) => {
    if (block.type === 'subheading') current = block.about;
    return current !== undefined && shown.has(current);
  });
}

/** The words before the lists, and a link to the list of each role instead of the lists. */
function linksToRoles(blocks: readonly ReportBlock[], roles: readonly PlanRole[], path: string): PageBlock[] {
  const words = blocks.slice(
    0,
    blocks.findIndex(({ type }) => type === 'subheading'),
  );
  const links = roles.map(({ code, name, count }) => ({
    href: `${path}?owner=${code}`,
    text: `${name} (${String(count)})`,
  }));
  return [
    ...words.flatMap(pageBlock),
    {
      type: 'paragraph',
      text: 'The plan is long, so each role’s list is a page of its own, to print or to work from:',
    },
    { type: 'list-of-links', links },
  ];
}

/** Page blocks, with the links about an action at the end of its group. */
function withLinks(blocks: readonly ReportBlock[], ask: (id: string) => PageBlock[]): PageBlock[] {
  const made: PageBlock[] = [];
  let current: string | undefined;
  for (const block of blocks) {
    if (block.type === 'subheading') {
      if (current !== undefined) made.push(...ask(current));
      current = block.about;
    }
    made.push(...pageBlock(block));
  }
  if (current !== undefined) made.push(...ask(current));
  return made;
}

function pageBlock(block: ReportBlock): PageBlock[] {
  if (block.type === 'subheading') {
    const { about, ...heading } = block;
    return [about === undefined ? heading : { ...heading, id: actionAnchor(about).slice(1) }];
  }
  if (block.type !== 'table' || block.about === undefined) return [block];
  const table: PageTable = { ...block, hrefs: block.about.map((id) => actionAnchor(id)) };
  return [table];
}

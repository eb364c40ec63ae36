import type { ReportBlock, ReportSection, ReportTable } from '../core/contracts/report.js';
import type { PageLink } from './page-renderer.js';

/** A table of a page: what a document's table holds, with what its rows lead to. */
export interface PageTable extends ReportTable {
  /** Where the first cell of each row leads, in the rows' order */
  readonly hrefs?: readonly string[];
  /** Ids of the rows, for links to them */
  readonly ids?: readonly string[];
}

/** A block of a page: of a document, or links that only a page has. */
export type PageBlock =
  | Exclude<ReportBlock, { readonly type: 'table' | 'subheading' }>
  | PageTable
  | { readonly type: 'subheading'; readonly text: string; readonly id?: string }
  /** On one line, for the screen only */
  | { readonly type: 'links'; readonly links: readonly PageLink[] }
  | { readonly type: 'list-of-links'; readonly links: readonly PageLink[] };

export interface PageSection extends Omit<ReportSection, 'blocks'> {
  readonly blocks: readonly PageBlock[];
  /** Whether it is folded away until somebody opens it; printed it is whole */
  readonly folded?: boolean;
}

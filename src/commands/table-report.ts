import type { ReportModel, ReportTable } from '../core/contracts/report.js';
import type { Scorecard } from '../core/contracts/scorecard.js';
import { renderText } from '../rendering/text/render-text.js';

export interface TableReport {
  readonly title: string;
  readonly subtitle: string;
  /** ISO date */
  readonly asOf: string;
  /** Said before the table */
  readonly sentences: readonly string[];
  readonly table: Omit<ReportTable, 'type'>;
}

/** A table for the terminal, with what has to be said about it first. */
export function renderTable({ title, subtitle, asOf, sentences, table }: TableReport, width: number): string {
  const report: ReportModel = {
    version: 1,
    language: 'en-GB',
    title,
    subtitle,
    notice: null,
    summary: [],
    headline: '',
    warning: false,
    firstPage: [],
    sections: [
      {
        id: 'table',
        heading: 'Results',
        blocks: [
          ...(sentences.length === 0 ? [] : [{ type: 'list' as const, items: sentences }]),
          { type: 'table', ...table },
        ],
      },
    ],
    footer: { left: '', fingerprint: '' },
    date: asOf,
  };
  return renderText(report, width);
}

/** One line a site: index with its bound, what is known, and the headline. In the order given: not a ranking. */
export function siteTable(sites: readonly (readonly [label: string, scorecard: Scorecard])[], width: number): string {
  return renderTable(
    {
      title: sites.length === 1 ? '1 site' : `${String(sites.length)} sites`,
      subtitle: 'In the order of the files: not a ranking, and not an order of help.',
      asOf: sites[0]?.[1].asOf as string,
      sentences: [],
      table: {
        caption: 'Index, how much is known, and headline',
        columns: [
          { heading: 'Site', width: 0.28 },
          { heading: 'Index', width: 0.08, align: 'right' },
          { heading: 'Could be', width: 0.1, align: 'right' },
          { heading: 'Known', width: 0.08, align: 'right' },
          { heading: 'Headline', width: 0.46 },
        ],
        rows: sites.map(([label, { index, completeness, headline }]) => [
          label,
          String(Math.round(index.value)),
          String(Math.round(index.upper)),
          `${String(Math.round(100 * completeness))}%`,
          headline,
        ]),
        empty: 'No site.',
      },
    },
    width,
  );
}

import type { Scorecard } from '../core/contracts/scorecard.js';
import type { ReportModel } from '../core/contracts/report.js';
import { renderText } from '../rendering/text/render-text.js';

/** One line a site: index with its bound, what is known, and the headline. In the order given: not a ranking. */
export function siteTable(sites: readonly (readonly [label: string, scorecard: Scorecard])[], width: number): string {
  const report: ReportModel = {
    version: 1,
    language: 'en-GB',
    title: sites.length === 1 ? '1 site' : `${String(sites.length)} sites`,
    subtitle: 'In the order of the files: not a ranking, and not an order of help.',
    summary: [],
    headline: '',
    warning: false,
    sections: [
      {
        id: 'sites',
        heading: 'Sites',
        blocks: [
          {
            type: 'table',
            caption: 'Stage, index and headline',
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
        ],
      },
    ],
    footer: { left: '', fingerprint: '' },
    date: sites[0]?.[1].asOf ?? '1970-01-01',
  };
  return renderText(report, width);
}

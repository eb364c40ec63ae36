import type { ReportModel } from '../core/contracts/report.js';
import { renderPdf } from './pdf/render-pdf.js';
import { renderText } from './text/render-text.js';

/**
 * What makes a document of a report model, by format and version. A stored plan says which version made it. Once a release
 * has used a version, a change that moves anything on a page is a new version beside it: add, do not change.
 */
export const RENDERERS = {
  pdf: { 1: (report: ReportModel): Promise<Uint8Array> => renderPdf(report) },
  text: { 1: renderText },
} as const;

/** The versions that new documents are made with. */
export const CURRENT = { pdf: 1, text: 1 } as const satisfies {
  [F in keyof typeof RENDERERS]: keyof (typeof RENDERERS)[F];
};

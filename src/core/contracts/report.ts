/** A plan as a document: all sentences and numbers are final. Renderers lay it out and decide nothing. */
export interface ReportModel {
  readonly version: 1;
  readonly language: 'en-GB';
  readonly title: string;
  readonly subtitle: string;
  readonly summary: readonly LabelledText[];
  readonly headline: string;
  /** Set when the headline is a safety warning */
  readonly warning: boolean;
  readonly sections: readonly ReportSection[];
  readonly footer: { readonly left: string; readonly fingerprint: string };
  /** Creation date for document metadata, ISO date */
  readonly date: string;
}

export interface LabelledText {
  readonly label: string;
  readonly text: string;
}

export interface ReportSection {
  readonly id: string;
  readonly heading: string;
  readonly blocks: readonly ReportBlock[];
}

export type ReportBlock =
  | { readonly type: 'paragraph'; readonly text: string; readonly emphasis?: boolean }
  | { readonly type: 'list'; readonly items: readonly string[] }
  | ReportTable
  | { readonly type: 'subheading'; readonly text: string };

export interface ReportTable {
  readonly type: 'table';
  readonly caption: string;
  readonly columns: readonly ReportColumn[];
  /** Cells in column order; the first cell names the row */
  readonly rows: readonly (readonly string[])[];
  /** Said in place of the table when it has no rows */
  readonly empty: string;
}

export interface ReportColumn {
  readonly heading: string;
  /** Share of the page width, all columns of a table sum to 1 */
  readonly width: number;
  readonly align?: 'left' | 'right';
}

/** A plan as a document: all sentences and numbers are final. Renderers lay it out and decide nothing. */
export interface ReportModel {
  readonly version: 1;
  readonly language: 'en-GB';
  readonly title: string;
  readonly subtitle: string;
  /** Said before anything else, when a reader should rather read another document */
  readonly notice: string | null;
  readonly headline: string;
  /** Set when the headline is a safety warning */
  readonly warning: boolean;
  readonly summary: readonly LabelledText[];
  /** What stands on the first page with the summary; the sections start on the next one. Empty: they follow at once */
  readonly firstPage: readonly ReportBlock[];
  readonly sections: readonly ReportSection[];
  /** The plan's actions, whose ids its blocks name; left out of a document without a plan, and of plans kept from before */
  readonly actions?: readonly ReportedAction[];
  /** At the foot of each page, beside its number */
  readonly footer: { readonly left: string; readonly fingerprint: string };
  /** Creation date for document metadata, ISO date */
  readonly date: string;
}

/** An action that a document is about. */
export interface ReportedAction {
  readonly id: string;
  /** Question and title */
  readonly label: string;
  /** Names of the role that owns it, and of those that help */
  readonly owner: string;
  readonly helpers: readonly string[];
}

export interface LabelledText {
  readonly label: string;
  readonly text: string;
}

export interface ReportSection {
  readonly id: string;
  readonly heading: string;
  /** Set when it is to start on a page of its own, as what stands alone in a meeting does */
  readonly startsPage?: boolean;
  readonly blocks: readonly ReportBlock[];
}

export type ReportBlock =
  | { readonly type: 'paragraph'; readonly text: string; readonly emphasis?: boolean }
  | { readonly type: 'list'; readonly items: readonly string[] }
  | ReportTable
  | ReportBars
  | ReportTimeline
  /** `about` is the id of the action that what follows is about */
  | { readonly type: 'subheading'; readonly text: string; readonly about?: string };

export interface ReportTable {
  readonly type: 'table';
  readonly caption: string;
  readonly columns: readonly ReportColumn[];
  /** Cells in column order; the first cell names the row */
  readonly rows: readonly (readonly string[])[];
  /** Ids of the actions that the rows are about, in their order */
  readonly about?: readonly string[];
  /** Said in place of the table when it has no rows */
  readonly empty: string;
  /** Rows are high enough to sign in by hand, and stay on one page where they can */
  readonly toFillIn?: boolean;
}

export interface ReportColumn {
  readonly heading: string;
  /** Share of the page width, all columns of a table sum to 1 */
  readonly width: number;
  readonly align?: 'left' | 'right';
  /** Said of an empty cell to who cannot see that it is to be written in by hand */
  readonly toFillIn?: string;
}

/** What a chart has, whatever its kind. Its numbers stand in a table beside it, too. */
interface ReportChart {
  readonly caption: string;
  /** What the chart shows, in words, for who cannot see it */
  readonly alternative: string;
}

/** Horizontal bars from 0 to 1 of the chart's width, each with how far it could reach. */
export interface ReportBars extends ReportChart {
  readonly type: 'bars';
  readonly bars: readonly ReportBar[];
  /** A line across all bars */
  readonly mark: { readonly at: number; readonly label: string } | null;
  readonly legend: { readonly value: string; readonly upper: string };
}

export interface ReportBar {
  readonly label: string;
  /** 0 to 1; null when there is none */
  readonly value: number | null;
  /** From `value` to 1; null when there is none */
  readonly upper: number | null;
  /** Beside the bar */
  readonly text: string;
}

/** Rows along one line of time; all places are from 0, its start, to 1, its end. */
export interface ReportTimeline extends ReportChart {
  readonly type: 'timeline';
  readonly ticks: readonly { readonly at: number; readonly label: string }[];
  readonly rows: readonly TimelineRow[];
  /** Lines across all rows */
  readonly lines: readonly { readonly at: number; readonly label: string }[];
  /** What the kinds that are used mean, in this order */
  readonly legend: readonly { readonly kind: TimelineKind; readonly text: string }[];
}

export interface TimelineRow {
  readonly label: string;
  /** Id of the action that it is about */
  readonly about?: string;
  readonly spans: readonly { readonly from: number; readonly to: number; readonly kind: SpanKind }[];
  readonly points: readonly { readonly at: number; readonly kind: PointKind }[];
}

/** Kinds differ in shape as well as in colour */
export type SpanKind = 'critical' | 'work' | 'slack';
export type PointKind = 'plan' | 'half' | 'nine';
export type TimelineKind = SpanKind | PointKind | 'line';

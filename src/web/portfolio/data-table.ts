/** A table of what a chart shows. */
export interface DataTable {
  readonly caption: string;
  readonly headings: readonly string[];
  readonly rows: readonly {
    readonly head: string;
    readonly href?: string;
    /** Beside the head */
    readonly note?: string;
    readonly cells: readonly string[];
  }[];
}

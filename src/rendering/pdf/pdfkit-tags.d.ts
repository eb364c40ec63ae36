/** What pdfkit 0.20 can do with tags and its declarations do not say */
declare namespace PDFKit {
  interface PDFStructureElement {
    /** The element's dictionary; strings in it are written as PDF names */
    readonly dictionary: { readonly data: Record<string, unknown> };
  }
  interface PDFDocument {
    /** Writes the XMP packet from `info`, after the information dictionary has been written; called by `end()` */
    endMetadata(): void;
  }
  namespace Mixins {
    interface StructureElementOptions {
      /** Of a table header cell */
      scope?: 'Column' | 'Row';
    }
    interface PDFOutlineOptions {
      expanded?: boolean;
      top?: number;
      left?: number;
    }
  }
  interface PDFOutline {
    addItem(title: string, options?: Mixins.PDFOutlineOptions): PDFOutline;
  }
}

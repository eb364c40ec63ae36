import { PAGE } from './theme.js';
import type { PreparedText, Typesetter } from './typesetter.js';

export type Tag = PDFKit.PDFStructureElement;

/** An element that is made when its first content is drawn, so that elements come in the order of their content */
export type LazyTag = () => Tag;

/** The page being written: where the next thing goes, and which tag what is drawn belongs to. */
export class Sheet {
  readonly left = PAGE.left;
  readonly width = PAGE.width - PAGE.left - PAGE.right;
  readonly top = PAGE.top;
  readonly bottom = PAGE.height - PAGE.bottom;
  /** Upper edge of what is drawn next */
  y: number = PAGE.top;
  readonly root: Tag;

  constructor(
    readonly doc: PDFKit.PDFDocument,
    readonly type: Typesetter,
  ) {
    this.root = doc.struct('Document');
    doc.addStructure(this.root);
    doc.addPage();
  }

  /** Height of an empty page */
  get height(): number {
    return this.bottom - this.top;
  }

  /** Height left on this page */
  get room(): number {
    return this.bottom - this.y;
  }

  get atTop(): boolean {
    return this.y <= this.top;
  }

  get isFirstPage(): boolean {
    return this.doc.bufferedPageRange().count === 1;
  }

  startPage(): void {
    this.doc.addPage();
    this.y = this.top;
  }

  /** Goes to a new page unless `height` fits on this one or this one is still empty. */
  reserve(height: number): void {
    if (height > this.room && !this.atTop) this.startPage();
  }

  /** Leaves white space, but none at the head of a page. */
  skip(gap: number): void {
    if (!this.atTop) this.y += gap;
  }

  /** Adds a structure element; what it holds is drawn with `draw`, on as many pages as it takes. */
  tag(parent: Tag, role: string, options: PDFKit.Mixins.StructureElementOptions = {}): Tag {
    const element = this.doc.struct(role, options);
    parent.add(element);
    return element;
  }

  /** As `tag`, for an element that the things to be drawn share. */
  tagLater(parent: LazyTag, role: string, finish?: (element: Tag) => void): LazyTag {
    let element: Tag | undefined;
    return () => {
      if (element === undefined) {
        element = this.tag(parent(), role);
        finish?.(element);
      }
      return element;
    };
  }

  /** As `tag`, for text: where characters were replaced, readers and copies are given the real ones. */
  tagText(parent: Tag, role: string, prepared: PreparedText, options: PDFKit.Mixins.StructureElementOptions = {}): Tag {
    const element = this.tag(parent, role, options);
    return prepared.original === undefined ? element : this.tag(element, 'Span', { actual: prepared.original });
  }

  /** Draws on this page as content of an element. */
  draw(element: Tag, draw: () => void): void {
    element.add(draw);
  }

  /** Draws something that no reading program is to read. */
  decorate(draw: () => void, type: 'Layout' | 'Pagination' = 'Layout'): void {
    this.doc.markContent('Artifact', { type });
    draw();
    this.doc.endMarkedContent();
  }

  /** Draws a horizontal line over the whole text width. */
  rule(y: number, colour: string, thickness: number): void {
    this.decorate(() => {
      this.doc
        .moveTo(this.left, y)
        .lineTo(this.left + this.width, y)
        .lineWidth(thickness)
        .stroke(colour);
    });
  }
}

import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { readMarking, readObjects, readPageNumbers, readTags, type PdfObject, type TagNode } from './pdf-objects.js';

export interface PdfText {
  readonly text: string;
  readonly x: number;
  /** Distance of the baseline from the foot of the page */
  readonly y: number;
  readonly width: number;
  readonly size: number;
  /** Whether reading programs leave it out */
  readonly artifact: boolean;
}

export interface PdfPage {
  readonly width: number;
  readonly height: number;
  readonly texts: readonly PdfText[];
  /** All text as seen, artifacts included */
  readonly seen: string;
  readonly annotations: number;
  /** Drawing operators that belong neither to a tag nor to an artifact */
  readonly unmarked: readonly string[];
  /** Ids of tagged content that no structure element holds */
  readonly orphans: readonly number[];
}

export interface Bookmark {
  readonly title: string;
  readonly items: readonly Bookmark[];
}

/** An element with the text that it and its descendants hold */
export interface ReadTag {
  readonly role: string;
  readonly scope: string | undefined;
  readonly actualText: string | undefined;
  readonly alt: string | undefined;
  readonly text: string;
  /** Pages, counted from 1, on which it has content */
  readonly pages: readonly number[];
  readonly children: readonly ReadTag[];
}

export interface PdfReading {
  readonly pages: readonly PdfPage[];
  readonly tree: ReadTag;
  readonly info: Readonly<Record<string, unknown>>;
  readonly language: string | undefined;
  readonly tagged: boolean;
  readonly displaysTitle: boolean;
  readonly bookmarks: readonly Bookmark[];
  readonly xmp: string;
  readonly objects: ReadonlyMap<number, PdfObject>;
}

interface OutlineItem {
  readonly title: string;
  readonly items: readonly OutlineItem[];
}

type TextPiece =
  | {
      readonly type: 'beginMarkedContent' | 'beginMarkedContentProps';
      readonly tag: string;
      readonly id?: string | null;
    }
  | { readonly type: 'endMarkedContent' }
  | {
      readonly type?: undefined;
      readonly str: string;
      readonly width: number;
      readonly transform: readonly [number, number, number, number, number, number];
    };

/** Reads a PDF back with pdf.js, and its tags and markings from its objects. */
export async function readPdf(bytes: Uint8Array): Promise<PdfReading> {
  const objects = readObjects(bytes);
  const numbers = readPageNumbers(objects);
  const tags = readTags(objects);
  const texts = new Map<string, string>();
  const held = new Set<string>();
  collectContent(tags, held);
  // pdf.js takes the buffer that it is given
  const task = getDocument({ data: bytes.slice(), verbosity: 0 });
  const document = await task.promise;
  const pages: PdfPage[] = [];
  for (const [index, number] of numbers.entries()) {
    const page = await document.getPage(index + 1);
    const viewport = page.getViewport({ scale: 1 });
    const content = await page.getTextContent({ includeMarkedContent: true });
    const found = readTexts(content.items as TextPiece[], texts);
    const contents = Number(/\/Contents (\d+) 0 R/.exec(objects.get(number)!.dictionary)![1]);
    const { unmarked, mcids } = readMarking(objects.get(contents)!.stream!.toString('latin1'));
    pages.push({
      width: viewport.width,
      height: viewport.height,
      texts: found,
      seen: found.map(({ text }) => text).join(' '),
      annotations: (await page.getAnnotations()).length,
      unmarked,
      orphans: mcids.filter((mcid) => !held.has(`p${number}R_mc${mcid}`)),
    });
  }
  const metadata = await document.getMetadata();
  const info = metadata.info as Record<string, unknown>;
  // pdf.js declares these too vaguely, or as always there
  const preferences = new Object(await document.getViewerPreferences());
  const outline = (await document.getOutline()) as readonly OutlineItem[] | null;
  const reading: PdfReading = {
    pages,
    tree: readTree(tags, texts, numbers),
    info,
    language: info.Language as string | undefined,
    tagged: (await document.getMarkInfo())?.Marked === true,
    displaysTitle: Reflect.get(preferences, 'DisplayDocTitle') === true,
    bookmarks: (outline ?? []).map(readBookmark),
    xmp: [...objects.values()].find(({ dictionary }) => dictionary.includes('/Subtype /XML'))!.stream!.toString('utf8'),
    objects,
  };
  await task.destroy();
  return reading;
}

function readTexts(items: readonly TextPiece[], texts: Map<string, string>): PdfText[] {
  const open: { tag: string; id: string | undefined }[] = [];
  const found: PdfText[] = [];
  for (const item of items) {
    if (item.type === 'beginMarkedContent' || item.type === 'beginMarkedContentProps') {
      open.push({ tag: item.tag, id: item.id ?? undefined });
    } else if (item.type === 'endMarkedContent') {
      open.pop();
    } else if ('str' in item && item.str !== '') {
      const { transform, width, str } = item;
      const id = open.find((mark) => mark.id !== undefined)?.id;
      // pdf.js leaves out the space at the end of a line
      if (id !== undefined) texts.set(id, `${texts.get(id) ?? ''} ${str}`);
      const artifact = open.some(({ tag }) => tag === 'Artifact');
      found.push({ text: str, x: transform[4], y: transform[5], width, size: transform[3], artifact });
    }
  }
  return found.filter(({ text }) => text.trim() !== '');
}

function collectContent(tag: TagNode, held: Set<string>): void {
  for (const child of tag.children) {
    if ('role' in child) collectContent(child, held);
    else held.add(`p${child.page}R_mc${child.mcid}`);
  }
}

function readTree(tag: TagNode, texts: ReadonlyMap<string, string>, numbers: readonly number[]): ReadTag {
  const children: ReadTag[] = [];
  const parts: string[] = [];
  const pages = new Set<number>();
  for (const child of tag.children) {
    if ('role' in child) {
      const read = readTree(child, texts, numbers);
      children.push(read);
      parts.push(read.text);
      read.pages.forEach((page) => pages.add(page));
    } else {
      parts.push(texts.get(`p${child.page}R_mc${child.mcid}`) ?? '');
      pages.add(numbers.indexOf(child.page) + 1);
    }
  }
  const text = parts.join(' ').replace(/ +/g, ' ').trim();
  return {
    role: tag.role,
    scope: tag.scope,
    actualText: tag.actualText,
    alt: tag.alt,
    text,
    pages: [...pages],
    children,
  };
}

function readBookmark(item: OutlineItem): Bookmark {
  return { title: item.title, items: item.items.map(readBookmark) };
}

/** All elements of a role below an element, in reading order. */
export function findTags(tree: ReadTag, ...roles: readonly string[]): ReadTag[] {
  return tree.children.flatMap((child) => [
    ...(roles.includes(child.role) ? [child] : []),
    ...findTags(child, ...roles),
  ]);
}

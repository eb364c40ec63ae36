import { inflateSync } from 'node:zlib';

/** A structure element with its children in reading order */
export interface TagNode {
  readonly role: string;
  readonly scope: string | undefined;
  readonly actualText: string | undefined;
  /** Alternative text, of a figure */
  readonly alt: string | undefined;
  readonly children: readonly (TagNode | ContentRef)[];
}

/** A marked piece of a page's content */
export interface ContentRef {
  readonly page: number;
  readonly mcid: number;
}

export interface PdfObject {
  /** The dictionary with its strings taken out and numbered: "(3)" */
  readonly dictionary: string;
  readonly strings: readonly string[];
  readonly stream: Buffer | undefined;
}

const STRING = /\((?:\\[\s\S]|[^\\()])*\)/g;

/** The objects of an unencrypted PDF with a plain cross-reference table, by number. */
export function readObjects(bytes: Uint8Array): Map<number, PdfObject> {
  const raw = Buffer.from(bytes).toString('latin1');
  const start = Number(/startxref\n(\d+)\n%%EOF\s*$/.exec(raw)?.[1]);
  const entries = [...raw.slice(start).matchAll(/^(\d{10}) \d{5} n/gm)].map((match) => Number(match[1]));
  const offsets = entries.toSorted((one, other) => one - other);
  return new Map(
    offsets.map((at, index) => {
      // by offsets alone: a string may hold "endobj" too
      const object = raw.slice(at, offsets[index + 1] ?? start);
      return [Number(/^(\d+) 0 obj/.exec(object)?.[1]), readObject(object)];
    }),
  );
}

function readObject(object: string): PdfObject {
  const strings: string[] = [];
  const streamAt = object.indexOf('\nstream\n');
  const head = streamAt === -1 ? object : object.slice(0, streamAt);
  const dictionary = head.replace(STRING, (text) => `(${strings.push(decodeString(text)) - 1})`);
  if (streamAt === -1) return { dictionary, strings, stream: undefined };
  const length = Number(/\/Length (\d+)/.exec(dictionary)?.[1]);
  const body = Buffer.from(object.slice(streamAt + 8, streamAt + 8 + length), 'latin1');
  return { dictionary, strings, stream: dictionary.includes('/FlateDecode') ? inflateSync(body) : body };
}

function decodeString(text: string): string {
  const names: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };
  const plain = text.slice(1, -1).replace(/\\([\s\S])/g, (_, character: string) => names[character] ?? character);
  if (!plain.startsWith('\xfe\xff')) return plain;
  return Buffer.from(plain.slice(2), 'latin1').swap16().toString('utf16le');
}

/** Numbers of the page objects, in page order. */
export function readPageNumbers(objects: ReadonlyMap<number, PdfObject>): number[] {
  const pages = [...objects.values()].find(({ dictionary }) => /\/Type \/Pages\b/.test(dictionary));
  return readReferences(/\/Kids \[([^\]]*)\]/.exec(pages?.dictionary ?? '')?.[1] ?? '');
}

function readReferences(text: string): number[] {
  return [...text.matchAll(/(\d+) 0 R/g)].map((match) => Number(match[1]));
}

/** The structure tree from its root element. */
export function readTags(objects: ReadonlyMap<number, PdfObject>): TagNode {
  const root = [...objects.values()].find(({ dictionary }) => dictionary.includes('/Type /StructTreeRoot'));
  const [first] = readReferences(/\/K \[([^\]]*)\]/.exec(root?.dictionary ?? '')?.[1] ?? '');
  return readTag(objects, first!);
}

function readTag(objects: ReadonlyMap<number, PdfObject>, number: number): TagNode {
  const { dictionary, strings } = objects.get(number)!;
  const kids = /\/K \[([^\]]*)\]/.exec(dictionary)?.[1] ?? '';
  const page = Number(/\/Pg (\d+) 0 R/.exec(dictionary.replace(kids, ''))?.[1]);
  const children = [...kids.matchAll(/<<[^>]*\/Pg (\d+) 0 R[^>]*\/MCID (\d+)[^>]*>>|(\d+) 0 R|(\d+)/g)].map(
    ([, mcrPage, mcrId, reference, mcid]): TagNode | ContentRef => {
      if (mcrPage !== undefined) return { page: Number(mcrPage), mcid: Number(mcrId) };
      if (reference !== undefined) return readTag(objects, Number(reference));
      return { page, mcid: Number(mcid) };
    },
  );
  const alt = /\/Alt \((\d+)\)/.exec(dictionary)?.[1];
  const actual = /\/ActualText \((\d+)\)/.exec(dictionary)?.[1];
  return {
    role: /\/S \/(\w+)/.exec(dictionary)![1]!,
    scope: /\/Scope \/(\w+)/.exec(dictionary)?.[1],
    alt: alt === undefined ? undefined : strings[Number(alt)],
    actualText: actual === undefined ? undefined : strings[Number(actual)],
    children,
  };
}

/** What a page draws outside of tagged content and artifacts, and the ids of its tagged content. */
export function readMarking(content: string): { unmarked: string[]; mcids: number[] } {
  const open: string[] = [];
  const unmarked: string[] = [];
  const mcids: number[] = [];
  for (const line of content.replace(/<<[^>]*>>/g, (text) => text.replace(/\n/g, ' ')).split('\n')) {
    const mark = /^\/(\w+) .*?(?:BDC|BMC)$/.exec(line);
    if (mark) {
      const mcid = /\/MCID (\d+)/.exec(line)?.[1];
      if (mcid !== undefined) mcids.push(Number(mcid));
      open.push(mcid !== undefined || mark[1] === 'Artifact' ? 'marked' : 'other');
    } else if (line === 'EMC') {
      open.pop();
    } else if (/(?:^|\s)(?:TJ|Tj|f\*?|S|s|B\*?|b\*?|Do|sh)$/.test(line) && !open.includes('marked')) {
      unmarked.push(line);
    }
  }
  return { unmarked, mcids };
}

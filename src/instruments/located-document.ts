import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml';

/** A defect in a file, said so that it can be found: file, line (from 1; 0 for the whole file), what is wrong. */
export interface FileDefect {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

/** A YAML or JSON text as plain data, with the line of every value in it. */
export interface LocatedDocument {
  readonly value: unknown;
  readonly defects: readonly FileDefect[];
  /** Line, from 1, of the value at a JSON pointer, or of the nearest thing above it */
  lineAt(pointer: string): number;
}

/** Nodes deeper than this are refused before anything walks the tree. */
const DEEPEST = 100;

/**
 * Parses YAML 1.2, of which JSON is a part. Syntax errors and duplicate keys come as defects with their lines; aliases
 * are allowed in small numbers only, so that a small file cannot grow into a large one.
 */
export function parseLocated(text: string, file: string): LocatedDocument {
  const lines = new LineCounter();
  if (nestingOf(text) > DEEPEST) {
    return failed(file, [{ file, line: 1, message: `The file is nested deeper than ${String(DEEPEST)} levels.` }]);
  }
  // The parser runs inside as well: indentation alone can nest deeply enough to exhaust the stack.
  try {
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
    const defects = document.errors.map(({ message, pos }) => ({ file, line: lines.linePos(pos[0]).line, message }));
    if (defects.length > 0) return failed(file, defects);
    const value: unknown = document.toJS({ maxAliasCount: 20 });
    return { value, defects: [], lineAt: (pointer) => lineAt(document, lines, pointer) };
  } catch (error) {
    return failed(file, [{ file, line: 1, message: `The file cannot be read: ${(error as Error).message}` }]);
  }
}

function failed(file: string, defects: readonly FileDefect[]): LocatedDocument {
  return { value: undefined, defects, lineAt: () => 0 };
}

/** Depth of brackets and of indentation, an upper bound on how deep the parser would go. */
function nestingOf(text: string): number {
  let [depth, deepest] = [0, 0];
  for (const character of text) {
    if (character === '{' || character === '[') deepest = Math.max(deepest, (depth += 1));
    else if (character === '}' || character === ']') depth -= 1;
  }
  const dashes = text.match(/^[ ]*(?:- ){20,}/gm) ?? [];
  return Math.max(deepest, ...dashes.map((line) => line.length / 2));
}

function lineAt(document: Document, lines: LineCounter, pointer: string): number {
  let node: Node | null = document.contents;
  let offset = node?.range?.[0] ?? 0;
  for (const segment of pointer.split('/').slice(1)) {
    const key = segment.replace(/~1/g, '/').replace(/~0/g, '~');
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === key);
      if (pair === undefined) break;
      offset = (pair.key as Node).range?.[0] ?? offset;
      node = pair.value as Node | null;
    } else if (isSeq(node)) {
      node = (node.items[Number(key)] as Node | undefined) ?? null;
      offset = node?.range?.[0] ?? offset;
    } else break;
  }
  return lines.linePos(offset).line;
}

import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type Document,
  type Node,
  type Pair,
  type YAMLMap,
} from 'yaml';

/** A defect in a file, said so that it can be found: file, line (from 1; 0 for the whole file), what is wrong. */
export interface FileDefect {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

/** A defect as one line, `file:line: message`; the file alone where it is wrong as a whole. */
export function defectLine({ file, line, message }: FileDefect): string {
  return `${file}${line > 0 ? `:${String(line)}` : ''}: ${message}`;
}

/** A YAML or JSON text as plain data, with the line of every value in it. */
export interface LocatedDocument {
  /** Undefined when it cannot be read; a duplicate key is a defect and leaves the later value */
  readonly value: unknown;
  readonly defects: readonly FileDefect[];
  /** Line, from 1, of the value at a JSON pointer, or of the nearest thing above it */
  lineAt(pointer: string): number;
}

/** Nodes deeper than this are refused before anything walks the tree. */
const DEEPEST = 100;
/** Syntax errors named; one slip of the pen can make thousands. */
const MOST_ERRORS = 20;
const MOST_ALIASES = 20;
const TOO_DEEP = `The file is nested deeper than ${String(DEEPEST)} levels.`;

/**
 * Parses YAML 1.2, of which JSON is a part. Syntax errors and duplicate keys come as defects with their lines; aliases
 * are allowed in small numbers only, so that a small file cannot grow into a large one.
 */
export function parseLocated(text: string, file: string): LocatedDocument {
  const lines = new LineCounter();
  if (nestingOf(text) > DEEPEST) {
    return failed([{ file, line: 1, message: TOO_DEEP }]);
  }
  // The parser runs inside as well: indentation alone can nest deeply enough to exhaust the stack.
  try {
    // Duplicate keys are looked for here: the parser's own message does not name them.
    const options = { lineCounter: lines, prettyErrors: false, uniqueKeys: false, logLevel: 'error' } as const;
    const document = parseDocument(text, options);
    const defect = (offset: number, message: string): FileDefect => ({
      file,
      line: lines.linePos(offset).line,
      message,
    });
    if (document.errors.length > 0) {
      const defects = document.errors.map((error) => defect(error.pos[0], syntaxMessage(error)));
      return failed(withoutRepeats(defects).slice(0, MOST_ERRORS));
    }
    const refused = [...unresolvedAliases(document, defect), ...unusualYaml(document, defect)];
    if (refused.length > 0) return failed(refused.slice(0, MOST_ERRORS));
    const duplicates = duplicateKeys(document, lines, defect);
    const value: unknown = document.toJS({ maxAliasCount: MOST_ALIASES });
    const index: PairIndex = new WeakMap();
    return { value, defects: duplicates, lineAt: (pointer) => lineAt(document, lines, index, pointer) };
  } catch (error) {
    return failed([{ file, line: 1, message: readingMessage(error as Error) }]);
  }
}

type MakeDefect = (offset: number, message: string) => FileDefect;

function failed(defects: readonly FileDefect[]): LocatedDocument {
  return { value: undefined, defects, lineAt: () => 0 };
}

function withoutRepeats(defects: readonly FileDefect[]): FileDefect[] {
  return [...new Map(defects.map((defect) => [`${String(defect.line)}:${defect.message}`, defect])).values()];
}

function syntaxMessage({ code, message }: { readonly code: string; readonly message: string }): string {
  if (code === 'MULTIPLE_DOCS') return 'A second document starts here ("---"); a file holds one.';
  return isStackOverflow(message) ? TOO_DEEP : message;
}

function readingMessage({ message }: Error): string {
  if (isStackOverflow(message)) return TOO_DEEP;
  if (message.includes('alias count')) return 'The file repeats itself by too many aliases (*name).';
  return `The file cannot be read: ${message}`;
}

function isStackOverflow(message: string): boolean {
  return message.includes('call stack');
}

/**
 * YAML that would change what is meant without showing it: another version's rules, tags that make other kinds of
 * collections, and keys that are not plain text.
 */
function unusualYaml(document: Document.Parsed, defect: MakeDefect): FileDefect[] {
  const defects: FileDefect[] = [];
  if (document.directives.yaml.explicit === true && document.directives.yaml.version !== '1.2') {
    defects.push(defect(0, 'Only YAML 1.2 is read: take the line %YAML out.'));
  }
  visit(document, {
    Node: (_key, node) => {
      if (!isAlias(node) && node.tag !== undefined) {
        defects.push(defect(node.range?.[0] ?? 0, `Tags are not read: take ${node.tag} out.`));
      }
    },
    Pair: (_key, { key }) => {
      if (!isScalar(key)) defects.push(defect((key as Node | null)?.range?.[0] ?? 0, 'A key must be plain text.'));
    },
  });
  return defects;
}

/** Aliases whose anchor does not stand before them. */
function unresolvedAliases(document: Document, defect: MakeDefect): FileDefect[] {
  const anchors = new Set<string>();
  const defects: FileDefect[] = [];
  visit(document, {
    Node: (_key, node) => {
      if (!isAlias(node)) {
        if (node.anchor !== undefined) anchors.add(node.anchor);
      } else if (!anchors.has(node.source)) {
        defects.push(defect(node.range?.[0] ?? 0, `*${node.source} stands for nothing: no &${node.source} before it.`));
      }
    },
  });
  return defects;
}

function duplicateKeys(document: Document, lines: LineCounter, defect: MakeDefect): FileDefect[] {
  const defects: FileDefect[] = [];
  visit(document, {
    Map: (_key, { items }) => {
      const seen = new Map<string, number>();
      for (const { key } of items as Pair<Node>[]) {
        if (!isScalar(key)) continue;
        const name = String(key.value);
        const offset = key.range?.[0] ?? 0;
        const first = seen.get(name);
        if (first === undefined) seen.set(name, offset);
        else {
          const line = String(lines.linePos(first).line);
          defects.push(defect(offset, `"${name}" stands a second time; the first is in line ${line}.`));
        }
      }
    },
  });
  return defects;
}

/** Depth of brackets and of dashes on one line; deep indentation is left to the parser's own stack. */
function nestingOf(text: string): number {
  let [depth, deepest] = [0, 0];
  for (const character of text) {
    if (character === '{' || character === '[') deepest = Math.max(deepest, (depth += 1));
    else if (character === '}' || character === ']') depth -= 1;
  }
  const dashes = text.match(/^[ ]*(?:- ){20,}/gm) ?? [];
  return Math.max(deepest, ...dashes.map((line) => line.length / 2));
}

/** Pairs of a map by key, looked up once: a file with very many defects asks for very many lines. */
type PairIndex = WeakMap<object, ReadonlyMap<string, Pair>>;

function pairOf(map: YAMLMap, key: string, index: PairIndex): Pair | undefined {
  let pairs = index.get(map);
  if (pairs === undefined) {
    // The first of two alike counts, as a reader finds it.
    pairs = new Map([...map.items].reverse().map((pair) => [isScalar(pair.key) ? String(pair.key.value) : '', pair]));
    index.set(map, pairs);
  }
  return pairs.get(key);
}

function lineAt(document: Document, lines: LineCounter, index: PairIndex, pointer: string): number {
  let node: Node | null = document.contents;
  let offset = node?.range?.[0] ?? 0;
  for (const segment of pointer.split('/').slice(1)) {
    const key = segment.replace(/~1/g, '/').replace(/~0/g, '~');
    if (isMap(node)) {
      const pair = pairOf(node, key, index);
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

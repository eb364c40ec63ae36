import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { TYPE, type MessageFormatElement } from '@formatjs/icu-messageformat-parser';
import { IntlMessageFormat } from 'intl-messageformat';
import type { GlossaryTerm, Wording } from '../core/contracts/wording.js';
import { LISTS, PHRASES } from '../core/reporting/phrases.js';
import { defectLine, parseLocated, type FileDefect, type LocatedDocument } from '../instruments/located-document.js';

/** `templates/plan/` of this installation. */
const WORDING_FOLDER = fileURLToPath(new URL('../../templates/plan/', import.meta.url));
const LOCALE = 'en-GB';
const GLOSSARY_TERMS = 'glossary.terms';

export type LoadedWording =
  { readonly ok: true; readonly wording: Wording } | { readonly ok: false; readonly defects: readonly FileDefect[] };

/** The texts of documents are not sound; nothing can be written with them. */
class WordingError extends Error {
  constructor(defects: readonly FileDefect[]) {
    super(`The wording of plans is not sound:\n${defects.map(defectLine).join('\n')}`);
    this.name = 'WordingError';
  }
}

let loaded: Wording | undefined;

/** The wording of this installation, read once a process. @throws WordingError with every defect by file and line */
export function requireWording(): Wording {
  if (loaded !== undefined) return loaded;
  const found = loadWording();
  if (!found.ok) throw new WordingError(found.defects);
  loaded = found.wording;
  return loaded;
}

/**
 * Reads the texts of documents and holds them against the texts that the core asks for: every key is there, none is left
 * over, each is a sound ICU message and uses only values that it is given. Either all is sound or every defect is reported.
 *
 * @param folder default: `templates/plan` of this installation
 */
export function loadWording(folder: string = WORDING_FOLDER): LoadedWording {
  return new WordingReader(folder).read();
}

class WordingReader {
  private readonly defects: FileDefect[] = [];
  private readonly texts = new Map<string, Text>();
  /** Files that were read, and files whose texts are not looked for, since the file itself is reported */
  private readonly known = new Set<string>();
  private readonly unread = new Set<string>();
  private glossary: readonly GlossaryTerm[] = [];

  constructor(private readonly folder: string) {}

  read(): LoadedWording {
    const files = fs.existsSync(this.folder)
      ? fs.readdirSync(this.folder).filter((name) => name.endsWith('.yaml'))
      : [];
    for (const file of files.sort()) this.readFile(file);
    for (const key of [...Object.keys(PHRASES), ...Object.keys(LISTS), GLOSSARY_TERMS]) this.require(key);
    if (this.defects.length > 0) return { ok: false, defects: this.defects };
    const { texts } = this;
    const format = (key: string, values: Readonly<Record<string, string | number>>): string[] =>
      (texts.get(key) as Text).messages.map((message) => message(values));
    const wording: Wording = {
      say: (key, values) => format(key, values)[0] as string,
      list: format,
      glossary: this.glossary,
    };
    return { ok: true, wording };
  }

  private readFile(name: string): void {
    const file = `templates/plan/${name}`;
    const document = parseLocated(fs.readFileSync(path.join(this.folder, name), 'utf8'), file);
    const { value, defects } = document;
    this.known.add(file);
    if (defects.length > 0) {
      this.unread.add(file);
      this.defects.push(...defects);
      return;
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.unread.add(file);
      this.defects.push({ file, line: 1, message: 'The file holds keys with texts.' });
      return;
    }
    for (const [own, text] of Object.entries(value)) this.readText(file, document, path.parse(name).name, own, text);
  }

  private readText(file: string, document: LocatedDocument, part: string, own: string, text: unknown): void {
    const key = `${part}.${own}`;
    const report = (message: string): void => {
      this.defects.push({ file, line: document.lineAt(`/${own}`), message: `${own}: ${message}` });
    };
    this.texts.set(key, NO_TEXT);
    if (key === GLOSSARY_TERMS) {
      if (isGlossary(text)) this.glossary = text;
      else report('is a list of a term and a meaning each.');
      return;
    }
    const isList = key in LISTS;
    const names = (isList ? LISTS : PHRASES)[key as never] as readonly string[] | undefined;
    if (names === undefined) {
      report('No document uses this text.');
      return;
    }
    const texts = isList ? text : [text];
    if (!isTexts(texts)) {
      report(isList ? 'is a list of texts.' : 'is one text.');
      return;
    }
    const messages = texts.flatMap((one) => compile(one, names, report) ?? []);
    this.texts.set(key, { messages });
  }

  /** Reports a text that is not there; of a file that could not be read, only that. */
  private require(key: string): void {
    const file = fileOf(key);
    if (this.texts.has(key) || this.unread.has(file)) return;
    if (!this.known.has(file)) {
      this.unread.add(file);
      this.defects.push({ file, line: 0, message: 'The file is missing.' });
      return;
    }
    this.defects.push({ file, line: 0, message: `${key.slice(key.indexOf('.') + 1)}: The text is missing.` });
  }
}

interface Text {
  readonly messages: readonly ((values: Readonly<Record<string, string | number>>) => string)[];
}

const NO_TEXT: Text = { messages: [] };

function fileOf(key: string): string {
  return `templates/plan/${key.slice(0, key.indexOf('.'))}.yaml`;
}

function isTexts(texts: unknown): texts is readonly string[] {
  return Array.isArray(texts) && texts.length > 0 && texts.every((text) => typeof text === 'string' && text !== '');
}

function isGlossary(terms: unknown): terms is readonly GlossaryTerm[] {
  return (
    Array.isArray(terms) &&
    terms.every((entry: unknown) => {
      const { term, meaning, ...rest } = (entry ?? {}) as Record<string, unknown>;
      return isTexts([term, meaning]) && Object.keys(rest).length === 0;
    })
  );
}

/** A text as a function of its values; nothing when it is not sound, which is then reported. */
function compile(
  text: string,
  names: readonly string[],
  report: (message: string) => void,
): Text['messages'][number] | undefined {
  let message: IntlMessageFormat;
  try {
    // Angle brackets are text here, not markup.
    message = new IntlMessageFormat(text, LOCALE, undefined, { ignoreTag: true });
  } catch (error) {
    report(`"${text}" is not a sound message (${error instanceof Error ? error.message : String(error)}).`);
    return undefined;
  }
  const used = [...namesIn(message.getAst())];
  const unknown = used.filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    const known = names.length === 0 ? 'there are none' : `known are ${names.join(', ')}`;
    report(`There is no value {${unknown.join('}, {')}} for this text; ${known}.`);
    return undefined;
  }
  if (used.length === 0) {
    const fixed = String(message.format());
    return () => fixed;
  }
  return (values) => String(message.format({ ...values }));
}

/** Names of the values that a message uses, in its plural forms as well. */
function namesIn(elements: readonly MessageFormatElement[]): Set<string> {
  const names = new Set<string>();
  for (const element of elements) {
    if (element.type === TYPE.literal || element.type === TYPE.pound) continue;
    names.add(element.value);
    if (element.type !== TYPE.plural && element.type !== TYPE.select) continue;
    for (const { value } of Object.values(element.options)) for (const name of namesIn(value)) names.add(name);
  }
  return names;
}

import fs from 'node:fs';
import path from 'node:path';
import { parseLocated, type FileDefect } from '../instruments/located-document.js';
import { unreadable, type AnswersDocument } from './answers-document.js';
import { readCsv } from './read-csv.js';

/** Endings of the files that can hold answers. */
const ANSWER_FILE_ENDINGS = ['.yaml', '.yml', '.json', '.csv'] as const;
/** Larger files are refused: an assessment is a few dozen answers. */
const LARGEST_BYTES = 5_000_000;

/** Reads one answers file by its ending. Problems of reading come as defects of the document, never as exceptions. */
export function readAnswersFile(file: string): AnswersDocument {
  const ending = path.extname(file).toLowerCase();
  if (!isAnswersFile(file)) {
    const allowed = `allowed are ${ANSWER_FILE_ENDINGS.join(', ')}`;
    return unreadable(
      file,
      0,
      `${ending === '' ? 'Files without an ending' : `"${ending}" files`} are not read; ${allowed}.`,
    );
  }
  let bytes: Buffer;
  try {
    const stat = fs.statSync(file);
    // A pipe would be waited for, perhaps for ever.
    if (!stat.isFile()) return unreadable(file, 0, 'This is not an ordinary file.');
    if (stat.size > LARGEST_BYTES)
      return unreadable(file, 0, `The file is larger than ${String(LARGEST_BYTES / 1e6)} MB.`);
    bytes = fs.readFileSync(file);
  } catch (error) {
    return unreadable(
      file,
      0,
      `The file cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'unknown reason'}.`,
    );
  }
  const text = decode(bytes);
  if (text === undefined) return unreadable(file, 0, 'The file is not text in UTF-8. Save it as UTF-8 and try again.');
  return ending === '.csv' ? readCsv(text, file) : readTree(text, file, ending === '.json');
}

export function isAnswersFile(name: string): boolean {
  return (ANSWER_FILE_ENDINGS as readonly string[]).includes(path.extname(name).toLowerCase());
}

function decode(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** YAML and JSON go through one parser, which knows lines and duplicate keys; JSON has to be JSON as well. */
function readTree(text: string, file: string, json: boolean): AnswersDocument {
  const strict = json ? jsonDefect(text, file) : undefined;
  if (strict !== undefined) return unreadable(file, strict.line, strict.message);
  const located = parseLocated(json ? text.replace(/\t/g, ' ') : text, file);
  const { value, defects } = located;
  if (value === undefined && defects.length > 0) return { file, raw: undefined, defects, lineAt: () => 0 };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return unreadable(file, 1, 'The file must hold named fields: tool, asOf, context and answers.');
  }
  return { file, raw: value as Record<string, unknown>, defects, lineAt: (pointer) => located.lineAt(pointer) };
}

function jsonDefect(text: string, file: string): FileDefect | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    const { message } = error as Error;
    // The position is said as a line, and the excerpt, which may run over several, is left out.
    const what = message.replace(/(?:,[^,]*"[^]*)? is not valid JSON$|(?: in JSON)? at position \d+.*$/s, '');
    return { file, line: lineOf(text, message), message: `The file is not JSON: ${what}.` };
  }
}

function lineOf(text: string, message: string): number {
  const position = /position (\d+)/.exec(message)?.[1];
  const offset = position === undefined ? firstWrongToken(text) : Number(position);
  return text.slice(0, offset).split('\n').length;
}

/** Where the token is that JSON.parse names without its position: after the longest beginning that it could go on from. */
function firstWrongToken(text: string): number {
  let [good, bad] = [0, text.length + 1];
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (isWrong(text.slice(0, middle))) bad = middle;
    else good = middle;
  }
  return good;
}

function isWrong(beginning: string): boolean {
  try {
    JSON.parse(beginning);
    return false;
  } catch (error) {
    return (error as Error).message.startsWith('Unexpected token');
  }
}

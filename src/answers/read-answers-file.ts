import fs from 'node:fs';
import path from 'node:path';
import { parseLocated, type FileDefect } from '../instruments/located-document.js';
import { unreadable, type AnswersDocument } from './answers-document.js';
import { readCsv } from './read-csv.js';

/** Endings of the files that can hold answers. */
export const ANSWER_FILE_ENDINGS = ['.yaml', '.yml', '.json', '.csv'] as const;
/** Larger files are refused: an assessment is a few dozen answers. */
const LARGEST_BYTES = 5_000_000;

/** Reads one answers file by its ending. Problems of reading come as defects of the document, never as exceptions. */
export function readAnswersFile(file: string): AnswersDocument {
  const ending = path.extname(file).toLowerCase();
  if (!isAnswersFile(file)) {
    return unreadable(file, 0, `"${ending}" files are not read; allowed are ${ANSWER_FILE_ENDINGS.join(', ')}.`);
  }
  let bytes: Buffer;
  try {
    const { size } = fs.statSync(file);
    if (size > LARGEST_BYTES) return unreadable(file, 0, `The file is larger than ${String(LARGEST_BYTES)} bytes.`);
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
  if (located.defects.length > 0) return { file, raw: {}, defects: located.defects, lineAt: () => 0 };
  const { value } = located;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return unreadable(file, 1, 'The file must hold named fields: tool, asOf, context and answers.');
  }
  return { file, raw: value as Record<string, unknown>, defects: [], lineAt: (pointer) => located.lineAt(pointer) };
}

function jsonDefect(text: string, file: string): FileDefect | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    const { message } = error as Error;
    const position = /position (\d+)/.exec(message)?.[1];
    const line = position === undefined ? 1 : text.slice(0, Number(position)).split('\n').length;
    return { file, line, message: `The file is not JSON: ${message}` };
  }
}

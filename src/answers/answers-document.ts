import type { FileDefect } from '../instruments/located-document.js';

/** An answers file as plain data, before it is held against the instrument. */
export interface AnswersDocument {
  readonly file: string;
  /** The raw contract: tool, asOf, context, answers; undefined when nothing could be read */
  readonly raw: Readonly<Record<string, unknown>> | undefined;
  /** What is wrong with the file itself, whatever the instrument says */
  readonly defects: readonly FileDefect[];
  /** Line of the value at a JSON pointer, from 1; 0 for the whole file */
  lineAt(pointer: string): number;
}

/** A document of which nothing could be read. */
export function unreadable(file: string, line: number, message: string): AnswersDocument {
  return { file, raw: undefined, defects: [{ file, line, message }], lineAt: () => 0 };
}

import fs from 'node:fs';
import path from 'node:path';
import { fingerprintOfAssessment } from '../answers/fingerprint.js';
import { isAnswersFile, readAnswersFile } from '../answers/read-answers-file.js';
import type { Catalogue } from '../core/instrument/catalogue.js';
import { checkAssessment, type CheckedAssessment } from '../core/scoring/check-assessment.js';
import type { FileDefect } from '../instruments/located-document.js';
import { loadCatalogue } from '../tools/load-catalogue.js';
import type { Console } from './console.js';
import { badInput, usageError } from './failure.js';

/** Options that the commands on answers share; each one stands in place of what the file says. */
export interface InputOptions {
  readonly tool?: string;
  readonly asOf?: string;
  readonly seed?: number;
  /** Where a command takes it; a part of the fingerprint */
  readonly vendorHours?: number;
}

export interface SiteInput extends CheckedAssessment {
  readonly file: string;
  /** Hash of instrument, tool, date, context, answers, seed and the vendor's hours */
  readonly fingerprint: string;
}

/** The instrument and profiles of this installation; bad data files end the command with all their defects. */
export function requireCatalogue(): Catalogue {
  const loaded = loadCatalogue();
  if (!loaded.ok) throw badInput(loaded.defects);
  return loaded.catalogue;
}

/**
 * A file named, or the answers files of a folder named, sorted by name. A folder is not searched below, and files whose
 * names start with a dot are passed over: other programs leave them there.
 */
export function listAnswerFiles(target: string): { files: string[]; folder: boolean } {
  let folder: boolean;
  try {
    folder = fs.statSync(target).isDirectory();
  } catch {
    throw badInput([{ file: target, line: 0, message: 'There is no such file or folder.' }]);
  }
  if (!folder) return { files: [target], folder };
  const files = namesIn(target)
    .filter((name) => isAnswersFile(name) && !name.startsWith('.'))
    .sort();
  if (files.length === 0) {
    throw badInput([
      { file: target, line: 0, message: 'The folder holds no answers file (.yaml, .yml, .json or .csv).' },
    ]);
  }
  return { files: files.map((name) => path.join(target, name)), folder };
}

function namesIn(folder: string): string[] {
  try {
    return fs.readdirSync(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw badInput([{ file: folder, line: 0, message: `The folder cannot be read: ${code ?? 'unknown reason'}.` }]);
  }
}

/** Reads and checks every file; either all of them are sound or every defect of all of them is reported. */
export function readInputs(
  files: readonly string[],
  catalogue: Catalogue,
  options: InputOptions,
  console: Console,
): SiteInput[] {
  checkTool(catalogue, options.tool);
  const inputs: SiteInput[] = [];
  const defects: FileDefect[] = [];
  const progress = console.progress(files.length, 'Reading');
  files.forEach((file, index) => {
    const result = readInput(file, catalogue, options);
    if ('defects' in result) for (const defect of result.defects) defects.push(defect);
    else inputs.push(result);
    progress.done(index + 1);
  });
  progress.stop();
  if (defects.length > 0) throw badInput(defects);
  return inputs;
}

export function checkTool(catalogue: Catalogue, tool: string | undefined): void {
  if (tool !== undefined && !catalogue.toolIds.includes(tool)) {
    throw usageError(`error: option '--tool' takes one of ${catalogue.toolIds.join(', ')}; got "${tool}"`);
  }
}

function readInput(
  file: string,
  catalogue: Catalogue,
  options: InputOptions,
): SiteInput | { readonly defects: readonly FileDefect[] } {
  const document = readAnswersFile(file);
  if (document.raw === undefined) return { defects: document.defects };
  const checked = checkAssessment(withOptions(document.raw, options), catalogue);
  if (checked.ok && document.defects.length === 0) {
    return { ...checked.value, file, fingerprint: fingerprintOfAssessment(checked.value, options.vendorHours) };
  }
  const found = (checked.ok ? [] : checked.defects).map(({ pointer, message, questionId }) => ({
    file,
    line: document.lineAt(pointer),
    message: questionId === undefined || message.includes(questionId) ? message : `${questionId}: ${message}`,
  }));
  return { defects: [...document.defects, ...found].sort((a, b) => a.line - b.line) };
}

/** Options take the place of what the file says; a missing date is today in London. */
export function withOptions(raw: Readonly<Record<string, unknown>>, { tool, asOf, seed }: InputOptions): object {
  return {
    ...raw,
    ...(tool !== undefined && { tool }),
    asOf: asOf ?? raw.asOf ?? today(),
    ...(seed !== undefined && { seed }),
  };
}

/** Today in Europe/London, `YYYY-MM-DD`. */
export function today(): string {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', dateStyle: 'short' }).format(new Date());
  const [day, month, year] = parts.split('/');
  return `${year as string}-${month as string}-${day as string}`;
}

export function siteLabel({ input, file }: SiteInput): string {
  return input.site?.name ?? path.basename(file);
}

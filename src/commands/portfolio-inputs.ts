import fs from 'node:fs';
import path from 'node:path';
import type { Defect } from '../core/contracts/defect.js';
import type { Catalogue } from '../core/instrument/catalogue.js';
import { checkAssessment, type CheckedAssessment } from '../core/scoring/check-assessment.js';
import type { FileDefect } from '../instruments/located-document.js';
import {
  columnAt,
  readAnswersTable,
  TABLE_ENDINGS,
  type TableSite,
} from '../integrations/answers-table/read-answers-table.js';
import type { Console } from './console.js';
import { badInput } from './failure.js';
import { checkTool, listAnswerFiles, readInputs, siteLabel, withOptions, type InputOptions } from './inputs.js';

/** One site of a portfolio that was named on the command line. */
export interface PortfolioInput extends CheckedAssessment {
  /** One of its own, and the same whatever else is in the portfolio */
  readonly id: string;
  readonly label: string;
}

export interface Portfolio {
  readonly sites: readonly PortfolioInput[];
  /** Whether it is a table, which holds no evidence */
  readonly table: boolean;
}

/** What has to be said of what was read from a table. */
export const NO_EVIDENCE = 'A table holds no evidence, so every gate in it that is not failed counts as not known.';

/** Larger tables are refused: 5,000 sites with an answer to every question have less than a tenth of this. */
const LARGEST_BYTES = 50_000_000;

/**
 * Reads the portfolio of a command: a folder of answers files, or a table with one row a site. Either all of it is sound, or
 * every defect is reported, those of a table by row and column.
 *
 * @param oneFile whether a single answers file will do as well
 */
export async function readPortfolio(
  target: string,
  catalogue: Catalogue,
  options: InputOptions,
  console: Console,
  { oneFile = false }: { readonly oneFile?: boolean } = {},
): Promise<Portfolio> {
  const ending = path.extname(target).toLowerCase();
  const table = (TABLE_ENDINGS as readonly string[]).includes(ending) && !isFolder(target);
  if (table) return { sites: await readTable(target, catalogue, options), table };
  const { files, folder } = listAnswerFiles(target);
  if (!folder && !oneFile) {
    const message = `One file is no portfolio: name a folder of answers files, or a table (${TABLE_ENDINGS.join(' or ')}).`;
    throw badInput([{ file: target, line: 0, message }]);
  }
  const inputs = readInputs(files, catalogue, options, console);
  return {
    sites: inputs.map((input) => ({ ...input, id: path.basename(input.file), label: siteLabel(input) })),
    table,
  };
}

function isFolder(target: string): boolean {
  return fs.statSync(target, { throwIfNoEntry: false })?.isDirectory() === true;
}

async function readTable(file: string, catalogue: Catalogue, options: InputOptions): Promise<PortfolioInput[]> {
  checkTool(catalogue, options.tool);
  const questionIds = catalogue.instrument.questions.map(({ id }) => id);
  const needed = options.tool === undefined ? ['site', 'tool'] : ['site'];
  const table = await readAnswersTable(readBytes(file), file, questionIds, needed);
  const defects = [...table.defects];
  const sites: PortfolioInput[] = [];
  const lines = new Map<string, number>();
  for (const row of table.sites) {
    const checked = checkAssessment(withOptions(row.raw, options), catalogue);
    if (!checked.ok) {
      defects.push(...checked.defects.map((defect) => rowDefect(file, row, defect)));
      continue;
    }
    const site = siteOf(checked.value);
    const before = lines.get(site.id);
    if (before !== undefined) {
      const message = `column site: ${site.id} stands in row ${String(before)} already.`;
      defects.push({ file, line: row.line, message });
    }
    lines.set(site.id, before ?? row.line);
    sites.push(site);
  }
  if (defects.length > 0) throw badInput([...defects].sort((a, b) => a.line - b.line));
  return sites;
}

/** A site of a table has no file: it is known by its name, its tool and what the tool is for. */
function siteOf(checked: CheckedAssessment): PortfolioInput {
  const label = checked.input.site?.name as string;
  const { tool, context } = checked.input;
  return { ...checked, id: `${label}, ${tool}, ${context.use}`, label };
}

function rowDefect(file: string, { line }: TableSite, { pointer, message, questionId }: Defect): FileDefect {
  const column = columnAt(pointer);
  const named = questionId === undefined || message.includes(questionId) ? message : `${questionId}: ${message}`;
  return { file, line, message: column === undefined ? named : `column ${column}: ${named}` };
}

function readBytes(file: string): Buffer {
  const refuse = (message: string): never => {
    throw badInput([{ file, line: 0, message }]);
  };
  try {
    const stat = fs.statSync(file);
    if (!stat.isFile()) return refuse('This is not an ordinary file.');
    if (stat.size > LARGEST_BYTES) return refuse(`The file is larger than ${String(LARGEST_BYTES / 1e6)} MB.`);
    return fs.readFileSync(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return refuse(code === 'ENOENT' ? 'There is no such file or folder.' : `The file cannot be read: ${code}.`);
  }
}

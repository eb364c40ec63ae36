import { isoDate, longDate, parseDay, type DayNumber } from '../core/contracts/calendar.js';
import { checkAssessment } from '../core/scoring/check-assessment.js';
import { scoreAssessment } from '../core/scoring/score.js';
import { readDspt } from '../integrations/dspt/read-dspt.js';
import { readSites, type Sites } from '../integrations/dspt/read-sites.js';
import {
  registerAssessments,
  snapshotDay,
  type RegisterAssessments,
} from '../integrations/dspt/register-assessments.js';
import {
  summariseRegister,
  type RegisterResult,
  type RegisterSummary,
} from '../integrations/dspt/summarise-register.js';
import type { Catalogue } from '../core/instrument/catalogue.js';
import type { Use } from '../core/contracts/instrument.js';
import type { Console } from './console.js';
import { readTextFile } from './read-text-file.js';
import { badInput, usageError } from './failure.js';
import { checkTool, requireCatalogue, today } from './inputs.js';
import { renderTable } from './table-report.js';

export interface ScoreRegisterOptions {
  readonly sites: string;
  readonly dspt: string;
  /** Day of the snapshot; default: the day in the register file's name */
  readonly snapshotOn?: string;
  readonly asOf?: string;
  readonly tool?: string;
  readonly use: Use;
  readonly json?: boolean;
}

/**
 * `readiness score-register`: what a public register alone says about the trusts of a list. Everything else stays
 * unanswered: the point is how little that is.
 */
export function runScoreRegister(options: ScoreRegisterOptions, console: Console): void {
  const catalogue = requireCatalogue();
  checkTool(catalogue, options.tool);
  const snapshotOn = snapshotDayOf(options);
  const asOf = parseDay(options.asOf ?? today()) as DayNumber;
  const sites = readSites(readTextFile(options.sites), options.sites);
  const register = readDspt(readTextFile(options.dspt), options.dspt);
  const defects = [...sites.defects, ...register.defects];
  if (defects.length > 0) throw badInput(defects);
  const { tool, use } = options;
  const made = registerAssessments(sites.trusts, register, asOf, {
    snapshotOn,
    use,
    ...(tool !== undefined && { tool }),
  });
  const results = scoreAll(made, catalogue);
  const summary = summariseRegister(results, { sites, snapshotOn });
  reportLeftOut(sites, made, options, console);
  if (options.json === true) {
    console.out(JSON.stringify({ ...summary, results: results.map(({ scorecard }) => scorecard) }, null, 2));
  } else console.out(summaryText(summary, asOf, console.width));
}

function snapshotDayOf({ snapshotOn, dspt }: ScoreRegisterOptions): DayNumber {
  const day = snapshotOn === undefined ? snapshotDay(dspt) : parseDay(snapshotOn);
  if (day === undefined) {
    throw usageError(
      "error: the register's file name holds no date; say when it was read with '--snapshot-on YYYY-MM-DD'",
    );
  }
  return day;
}

function scoreAll({ assessments }: RegisterAssessments, catalogue: Catalogue): RegisterResult[] {
  return assessments.map((assessment) => {
    const checked = checkAssessment(assessment.document, catalogue);
    if (!checked.ok) {
      const { code } = assessment.trust;
      throw badInput(checked.defects.map(({ message }) => ({ file: code, line: 0, message })));
    }
    return { assessment, scorecard: scoreAssessment(checked.value.compiled, checked.value.input) };
  });
}

function reportLeftOut(
  { rowsWithoutCode }: Sites,
  { withoutAnswer }: RegisterAssessments,
  { sites }: ScoreRegisterOptions,
  console: Console,
): void {
  for (const { line, text } of rowsWithoutCode) {
    console.note(`${sites}:${String(line)}: left out, the row has no organisation code: ${text}`);
  }
  for (const { code, message } of withoutAnswer) console.note(`${code}: ${message}`);
}

function summaryText({ rows, sentences }: RegisterSummary, asOf: DayNumber, width: number): string {
  return renderTable(
    {
      title: 'What a public register alone says about readiness',
      subtitle: `As of ${longDate(asOf)}. In the order of the list: not a ranking.`,
      asOf: isoDate(asOf),
      sentences,
      table: {
        caption: 'GV-09, the DSPT status of each trust; everything else is not answered',
        columns: [
          { heading: 'Trust', width: 0.36 },
          { heading: 'Register', width: 0.22 },
          { heading: 'Gate GV-09', width: 0.26 },
          { heading: 'Index', width: 0.16 },
        ],
        rows: rows.map(({ code, organisation, status, gate, until, reason, index, upper }) => [
          `${code} ${organisation}`,
          status ?? 'not in the register',
          gateText(gate, reason, until),
          `${String(Math.round(index))}, could be ${String(Math.round(upper))}`,
        ]),
        empty: 'No trust.',
      },
    },
    width,
  );
}

function gateText(gate: string, reason: string | null, until: string | null): string {
  if (reason !== null) return `${gate}: ${reason}`;
  return until === null ? gate : `${gate} until ${longDate(parseDay(until) as DayNumber)}`;
}

import type { Outcome } from '../../core/planning/re-estimate.js';
import type { FileDefect } from '../../instruments/located-document.js';
import { inLineOrder, readTable } from '../csv/read-table.js';

const COLUMNS = ['site', 'plannedWeeks', 'weeks', 'live'] as const;
const WEEKS = /^\d{1,4}(\.\d+)?$/;

export interface Outcomes {
  readonly outcomes: readonly Outcome[];
  readonly defects: readonly FileDefect[];
}

/**
 * Reads what came of plans: one row a site with `plannedWeeks` (to go-live if nothing slips), `weeks` (to go-live, or
 * until now) and `live` (yes or no). Every row that cannot be read is a defect.
 */
export function readOutcomes(text: string, file: string): Outcomes {
  const table = readTable(text, file, COLUMNS);
  const defects = [...table.defects];
  const outcomes: Outcome[] = [];
  for (const { line, cells } of table.rows) {
    const report = (message: string): void => {
      defects.push({ file, line, message });
    };
    for (const column of ['plannedWeeks', 'weeks'] as const) {
      if (!WEEKS.test(cells[column]) || Number(cells[column]) === 0) {
        report(`${column} must be a number of weeks above 0 and under 10,000; got "${cells[column]}".`);
      }
    }
    if (cells.live !== 'yes' && cells.live !== 'no') report(`live must be yes or no; got "${cells.live}".`);
    outcomes.push({ plannedWeeks: Number(cells.plannedWeeks), weeks: Number(cells.weeks), live: cells.live === 'yes' });
  }
  if (outcomes.length === 0 && defects.length === 0) defects.push({ file, line: 1, message: 'The file has no rows.' });
  return { outcomes, defects: inLineOrder(defects) };
}

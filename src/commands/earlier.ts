import { comparedWith } from '../core/assess.js';
import { isoDate } from '../core/contracts/calendar.js';
import type { Assessment } from '../core/contracts/plan.js';
import type { Catalogue } from '../core/instrument/catalogue.js';
import type { PlanOptions } from '../core/planning/plan.js';
import type { PreviousPlan } from '../core/reporting/report-input.js';
import { scoreAssessment } from '../core/scoring/score.js';
import type { Console } from './console.js';
import { badInput } from './failure.js';
import { readInputs, type InputOptions, type SiteInput } from './inputs.js';

/**
 * The answers that `--since` names, for a plan that is to tell what changed. They keep their own day, whatever `--as-of`
 * says of the others.
 */
export function readEarlier(
  file: string,
  site: SiteInput,
  catalogue: Catalogue,
  { asOf: _asOf, ...options }: InputOptions,
  console: Console,
): SiteInput {
  const [earlier] = readInputs([file], catalogue, options, console) as [SiteInput];
  const refuse = (message: string): never => {
    throw badInput([{ file, line: 0, message }]);
  };
  const [tool, otherTool] = [site.compiled.tool.id, earlier.compiled.tool.id];
  if (tool !== otherTool)
    refuse(`These answers are about ${otherTool}, the plan about ${tool}: they cannot be compared.`);
  if (earlier.input.asOf > site.input.asOf) {
    refuse(`These answers are of ${isoDate(earlier.input.asOf)}, later than the plan's (${isoDate(site.input.asOf)}).`);
  }
  return earlier;
}

/** What changed from the earlier answers to a site's assessment. */
export function sinceEarlier(
  earlier: SiteInput,
  site: SiteInput,
  { scorecard }: Assessment,
  options: PlanOptions,
): PreviousPlan {
  const before = { ...earlier, scorecard: scoreAssessment(earlier.compiled, earlier.input) };
  return comparedWith(before, { ...site, scorecard }, options);
}

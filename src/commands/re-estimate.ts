import { reestimateFactor } from '../core/planning/re-estimate.js';
import { readOutcomes } from '../integrations/outcomes/read-outcomes.js';
import type { Console } from './console.js';
import { readTextFile } from './read-text-file.js';
import { badInput } from './failure.js';
import { requireCatalogue } from './inputs.js';

/** `readiness calibrate --outcomes`: re-estimates the site factor of one tool from what came of its plans. */
export function runReestimate(file: string, json: boolean, console: Console): void {
  const { forecast } = requireCatalogue().instrument.method;
  const { outcomes, defects } = readOutcomes(readTextFile(file), file);
  if (defects.length > 0) throw badInput(defects);
  const estimate = reestimateFactor(outcomes, forecast);
  if (json) {
    console.out(JSON.stringify(estimate, null, 2));
    return;
  }
  const [low, high] = estimate.interval;
  console.out(
    [
      `Outcomes: ${String(estimate.live)} live, ${String(estimate.notYetLive)} not yet live (they count as "longer than so far")`,
      `Site factor before: median ${forecast.siteFactor.median.toFixed(2)}`,
      `Site factor with these outcomes: median ${estimate.median.toFixed(2)}, 90% between ${low.toFixed(2)} and ${high.toFixed(2)}`,
      'This changes no file. A few outcomes move the factor little: the prior is worth a handful of sites.',
    ].join('\n'),
  );
}

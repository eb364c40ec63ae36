import { parseDay } from '../core/contracts/calendar.js';
import { calibrateSiteFactor, type CalibrationPoint } from '../core/planning/calibration.js';
import type { Console } from './console.js';
import { requireCatalogue, today } from './inputs.js';
import { runReestimate } from './re-estimate.js';

export interface CalibrateOptions {
  readonly json?: boolean;
  readonly asOf?: string;
  readonly seed?: number;
  /** CSV of outcomes: re-estimates one tool's factor instead */
  readonly outcomes?: string;
}

/** `readiness calibrate`: refits the forecast's site factor to the published points. It changes no file. */
export function runCalibrate(options: CalibrateOptions, console: Console): void {
  if (options.outcomes !== undefined) {
    runReestimate(options.outcomes, options.json === true, console);
    return;
  }
  const catalogue = requireCatalogue();
  const { forecast } = catalogue.instrument.method;
  const compiled = catalogue.compiled(forecast.calibration.tool, 'routine');
  const asOf = parseDay(options.asOf ?? today()) as number;
  let progress: ReturnType<Console['progress']> | undefined;
  const result = calibrateSiteFactor(compiled, asOf, options.seed ?? forecast.seed, (done, total) => {
    progress ??= console.progress(total, 'Simulating sites');
    progress.done(done);
  });
  progress?.stop();
  if (options.json === true) {
    console.out(JSON.stringify(result, null, 2));
    return;
  }
  const factor = (median: number, logSd: number): string => `median ${median.toFixed(3)}, log-sd ${logSd.toFixed(3)}`;
  const [low, middle, high] = result.weeksIfNothingSlips;
  console.out(
    [
      `Portfolio: ${String(result.sites)} made-up sites, tool profile ${result.tool}`,
      `Fitted site factor: ${factor(result.median, result.logSd)}`,
      ...result.points.map(pointLine),
      `Factor in the instrument now: ${factor(result.current.median, result.current.logSd)}`,
      ...result.current.points.map(pointLine),
      'No site factor at all:',
      ...result.withoutFactor.map(pointLine),
      `Weeks to go-live if nothing slips, over the sites: ${String(low)}, ${String(middle)}, ${String(high)} (10th, 50th, 90th percentile)`,
      `Weeks to go-live as forecast, median: ${result.medianWeeksForecast.toFixed(0)}`,
      'Two published points identify only factor times portfolio. With sites that start less or more advanced:',
      ...result.sensitivity.map(
        ({ base, median, logSd }) => `  starting level ${base.toFixed(1)}: ${factor(median, logSd)}`,
      ),
      `Range shown with plans: ${forecast.factorRange.join(' to ')}`,
    ].join('\n'),
  );
}

function pointLine({ months, published, modelled, flagged }: CalibrationPoint): string {
  const flag = flagged ? '  << differs by more than the instrument allows' : '';
  return `  after ${String(months)} months: ${modelled.toFixed(1)} modelled, ${String(published)} published${flag}`;
}

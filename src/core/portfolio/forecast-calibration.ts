import type {
  CalibrationPoint,
  CalibrationRow,
  EstimatedFactor,
  ForecastCalibration,
  ForecastOutcome,
  ForecastResult,
  ForecastVerdict,
  ObservedShare,
} from '../contracts/forecast-calibration.js';
import type { ForecastMethod } from '../contracts/instrument.js';
import { numberWord } from '../contracts/words.js';
import { EPSILON } from '../instrument/answer-value.js';
import { normalCdf, normalQuantile } from '../planning/distributions.js';
import { reestimateFactor } from '../planning/re-estimate.js';
import { counted } from './phrases.js';

/** Nominal shares of the calibration curve, in tenths. */
const TENTHS = [1, 2, 3, 4, 5, 6, 7, 8, 9] as const;
const Z_OF_P90 = normalQuantile(0.9);
/** A two-sided 90% interval lies between the 5th and the 95th percentile. */
const Z_OF_INTERVAL = normalQuantile(0.95);

/**
 * Holds forecasts against what happened (method, section 7). The chance that a forecast gave to each day is read off the
 * lognormal distribution through its own P50 and P90, so that the curve and the two shares tell the same. It is the site factor's
 * about the plan, widened by what the plan's own draws add.
 *
 * @param forecasts one for each site, in any order
 * @param method the instrument's, for the site factor and how firmly it is held
 * @throws RangeError for weeks that are not above 0, or a P90 before its P50
 */
export function calibrateForecasts(forecasts: readonly ForecastOutcome[], method: ForecastMethod): ForecastCalibration {
  const rows = forecasts.map(rowOf).sort(byDay);
  const live = rows.filter((row) => row.live);
  const waiting = rows.filter((row) => !row.live);
  const spread = rows.filter(hasSpread);
  const timesP50 = factorFrom(
    spread.map(({ p50Weeks, ...row }) => ({ ...row, plannedWeeks: p50Weeks })),
    { ...method, siteFactor: { ...method.siteFactor, median: 1 } },
  );
  const within = (...results: ForecastResult[]): number => rows.filter(({ result }) => results.includes(result)).length;
  const facts = {
    live: live.length,
    notYetLive: waiting.length,
    pastP50: within('waiting-past-p50', 'waiting-past-p90'),
    pastP90: within('waiting-past-p90'),
    withoutSpread: rows.length - spread.length,
    byP50: shareOf(within('by-p50'), live.length),
    byP90: shareOf(within('by-p50', 'by-p90'), live.length),
    curve: curveOf(live),
    timesP50,
    factor: { published: method.siteFactor.median, ...factorFrom(spread, method) },
    verdict: verdictOf(timesP50, live.filter(hasSpread).length),
    rows,
  };
  return { ...facts, sentence: sentenceOf(facts) };
}

/**
 * The site factor alone, as `calibrateForecasts` has it: for whoever forecasts with it and shows no calibration.
 *
 * @throws RangeError as `calibrateForecasts`
 */
export function estimateFactor(
  forecasts: readonly ForecastOutcome[],
  method: ForecastMethod,
): ForecastCalibration['factor'] {
  for (const forecast of forecasts) check(forecast);
  return { published: method.siteFactor.median, ...factorFrom(forecasts.filter(hasSpread).sort(byDay), method) };
}

function check({ id, plannedWeeks, p50Weeks, p90Weeks, weeks }: ForecastOutcome): void {
  if (!(plannedWeeks > 0 && p50Weeks > 0 && weeks > 0)) throw new RangeError(`Weeks must be above 0: ${id}`);
  if (!(p90Weeks >= p50Weeks)) throw new RangeError(`The P90 must not be before the P50: ${id}`);
}

function rowOf(forecast: ForecastOutcome): CalibrationRow {
  const { p50Weeks, weeks, live } = forecast;
  check(forecast);
  return {
    ...forecast,
    result: resultOf(forecast),
    timesP50: weeks / p50Weeks,
    quantile: live && hasSpread(forecast) ? predictedQuantile(forecast) : null,
  };
}

function resultOf({ p50Weeks, p90Weeks, weeks, live }: ForecastOutcome): ForecastResult {
  if (weeks > p90Weeks) return live ? 'after-p90' : 'waiting-past-p90';
  if (weeks > p50Weeks) return live ? 'by-p90' : 'waiting-past-p50';
  return live ? 'by-p50' : 'waiting';
}

function hasSpread({ p50Weeks, p90Weeks }: ForecastOutcome): boolean {
  return p90Weeks > p50Weeks;
}

/** The probability integral transform: where in the forecast's distribution the outcome lies. */
function predictedQuantile({ p50Weeks, p90Weeks, weeks }: ForecastOutcome): number {
  const logSd = Math.log(p90Weeks / p50Weeks) / Z_OF_P90;
  return normalCdf(Math.log(weeks / p50Weeks) / logSd);
}

function curveOf(live: readonly CalibrationRow[]): CalibrationPoint[] {
  const quantiles = live.flatMap(({ quantile }) => (quantile === null ? [] : [quantile]));
  return TENTHS.map((tenth) => {
    const nominal = tenth / 10;
    const count = quantiles.filter((quantile) => quantile <= nominal + ROUNDING).length;
    return { nominal, ...shareOf(count, quantiles.length) };
  });
}

/** The normal distribution function is good to 8e-8: an outcome on the very day of a P50 or P90 counts as live by it. */
const ROUNDING = 1e-6;

function factorFrom(
  outcomes: readonly Pick<ForecastOutcome, 'plannedWeeks' | 'weeks' | 'live'>[],
  method: ForecastMethod,
): EstimatedFactor {
  const { median, interval } = reestimateFactor(outcomes, method);
  return { median, interval };
}

/** A share with Wilson's score interval, which stays within 0 and 1 and is of use for few sites (Wilson 1927). */
function shareOf(count: number, of: number): ObservedShare {
  if (of === 0) return { count, of, share: null, interval: null };
  const share = count / of;
  const z2 = Z_OF_INTERVAL ** 2;
  const middle = (share + z2 / (2 * of)) / (1 + z2 / of);
  const half = (Z_OF_INTERVAL * Math.sqrt((share * (1 - share)) / of + z2 / (4 * of ** 2))) / (1 + z2 / of);
  return { count, of, share, interval: [Math.max(0, middle - half), Math.min(1, middle + half)] };
}

function verdictOf({ interval: [low, high] }: EstimatedFactor, judged: number): ForecastVerdict {
  if (low > 1 + EPSILON) return 'too-early';
  if (high < 1 - EPSILON) return 'too-late';
  return judged === 0 ? 'not-known' : 'about-right';
}

function sentenceOf(facts: Omit<ForecastCalibration, 'sentence'>): string {
  const { verdict, rows, live, byP50, byP90 } = facts;
  if (rows.length === 0) return 'No forecast has been kept yet, so none can be held against what happened.';
  const waiting = facts.notYetLive === 0 ? [] : [waitingText(facts)];
  if (verdict === 'not-known') {
    const fixed = live === 0 ? [] : [`at ${counted(live, 'live site')} nothing but a date was waited for`];
    return `No outcome yet to hold the forecasts against: ${[...fixed, ...waiting].join('; ')}.`;
  }
  const judged = rows.filter((row) => row.live && hasSpread(row)).length;
  const said = {
    'too-early': `Forecasts have been too early: ${sitesTake(facts)}`,
    'too-late': `Forecasts have been too late: ${sitesTake(facts)}`,
    'about-right': `Forecasts have been about right as far as ${outcomes(judged)} can tell: ${sitesTake(facts)}`,
  }[verdict];
  const shares =
    `${String(byP50.count)} of ${counted(live, 'live site')} ${live === 1 ? 'was' : 'were'} live by the P50 and ` +
    `${String(byP90.count)} by the P90`;
  const only = judged === 0 ? 'this rests on sites that wait alone' : `this rests on ${outcomes(judged)}`;
  return `${[said, ...(live === 0 ? [] : [shares]), ...waiting, ...(verdict === 'about-right' ? [] : [only])].join(
    '; ',
  )}.`;
}

function sitesTake({ timesP50: { median, interval } }: Pick<ForecastCalibration, 'timesP50'>): string {
  const [low, high] = interval.map(hundredths) as [string, string];
  return `a site takes ${hundredths(median)} times its P50 (90% interval ${low} to ${high})`;
}

function waitingText({ notYetLive, pastP90 }: Pick<ForecastCalibration, 'notYetLive' | 'pastP90'>): string {
  const past = pastP90 === 0 ? '' : `, ${numberWord(pastP90)} of them past the P90`;
  return `${counted(notYetLive, 'site')} ${notYetLive === 1 ? 'is' : 'are'} not live yet${past}`;
}

function outcomes(live: number): string {
  return `${numberWord(live)} ${live === 1 ? 'outcome' : 'outcomes'}`;
}

function hundredths(value: number): string {
  return value.toFixed(2);
}

function byDay(a: ForecastOutcome, b: ForecastOutcome): number {
  return compare(a.madeOn, b.madeOn) || compare(a.id, b.id);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

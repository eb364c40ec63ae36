import type { Answer, AssessmentInput } from '../contracts/answers.js';
import type { DayNumber } from '../contracts/calendar.js';
import type { Calibration, NumberScale, Question } from '../contracts/instrument.js';
import { levelValues } from '../instrument/answer-value.js';
import type { CompiledInstrument } from '../instrument/compile.js';
import { betaTable, normalCdf, normalQuantile, percentile, quantile } from './distributions.js';
import { draftFor } from './plan.js';
import { typicalLengths } from './draft.js';
import { LengthSampler } from './forecast.js';
import { stageWeeks } from './milestones.js';
import { hashText, uniform } from './random.js';
import { Scheduler } from './schedule.js';

/** Weeks in a month, on average. */
const WEEKS_PER_MONTH = 365.25 / 12 / 7;
/** What is searched for the log-sd and the median of the site factor. */
const LOG_SD_RANGE = [0.02, 3] as const;
const MEDIAN_RANGE = [0.05, 50] as const;
const BISECTIONS = 45;

export interface CalibrationPoint {
  readonly months: number;
  readonly published: number;
  /** Expected number of sites live by then */
  readonly modelled: number;
  /** The difference is larger than the instrument allows without a flag */
  readonly flagged: boolean;
}

/** The factor that another starting point of the portfolio would give: two points cannot tell them apart. */
export interface CalibrationSensitivity {
  readonly base: number;
  readonly median: number;
  readonly logSd: number;
}

export interface CalibrationResult {
  readonly tool: string;
  readonly sites: number;
  readonly median: number;
  readonly logSd: number;
  readonly sensitivity: readonly CalibrationSensitivity[];
  readonly points: readonly CalibrationPoint[];
  /** The same with the factor that the instrument holds now */
  readonly current: { readonly median: number; readonly logSd: number; readonly points: readonly CalibrationPoint[] };
  /** The same with no site factor at all */
  readonly withoutFactor: readonly CalibrationPoint[];
  /** Weeks to go-live over the portfolio's sites if nothing slips: 10th, 50th and 90th percentile of sites */
  readonly weeksIfNothingSlips: readonly [number, number, number];
  /** Median weeks over sites and draws with the fitted factor */
  readonly medianWeeksForecast: number;
}

/**
 * Fits the lognormal site factor to the published points on a portfolio that the instrument defines (method, section
 * 7). Only factor × portfolio is identified by two points, so the result stands beside a range and not for a truth.
 *
 * @param compiled the instrument under the calibration's tool, routine use
 * @param onSite told how many of all simulated sites are done
 */
export function calibrateSiteFactor(
  compiled: CompiledInstrument,
  asOf: DayNumber,
  seed: number,
  onSite: (done: number, total: number) => void = () => undefined,
): CalibrationResult {
  const { calibration, siteFactor } = compiled.instrument.method.forecast;
  const bases = calibration.sensitivity.filter((base) => base !== calibration.level.base);
  const total = calibration.sites * (1 + bases.length);
  let done = 0;
  const countSite = (): void => onSite((done += 1), total);
  const { plain, logs } = simulatePortfolio(compiled, calibration, asOf, seed, countSite);
  const { median, logSd } = fitFactor(logs, calibration);
  const sensitivity = bases.map((base) => {
    const moved = { ...calibration, level: { ...calibration.level, base } };
    return { base, ...fitFactor(simulatePortfolio(compiled, moved, asOf, seed, countSite).logs, calibration) };
  });
  const sorted = Float64Array.from(plain).sort();
  return {
    tool: compiled.tool.id,
    sites: calibration.sites,
    median,
    logSd,
    sensitivity: [...sensitivity, { base: calibration.level.base, median, logSd }].sort((a, b) => a.base - b.base),
    points: pointsOf(logs, calibration, median, logSd),
    current: { ...siteFactor, points: pointsOf(logs, calibration, siteFactor.median, siteFactor.logSd) },
    withoutFactor: pointsOf(logs, calibration, 1, LOG_SD_RANGE[0]),
    weeksIfNothingSlips: [percentile(sorted, 0.1), percentile(sorted, 0.5), percentile(sorted, 0.9)],
    medianWeeksForecast: median * Math.exp(percentile(Float64Array.from(logs).sort(), 0.5)),
  };
}

/** Weeks to go-live of every site if nothing slips, and the logarithm of the drawn weeks without a site factor. */
function simulatePortfolio(
  compiled: CompiledInstrument,
  calibration: Calibration,
  asOf: DayNumber,
  seed: number,
  onSite: () => void,
): { plain: number[]; logs: number[] } {
  const plain: number[] = [];
  const logs: number[] = [];
  for (let site = 0; site < calibration.sites; site += 1) {
    const { network, milestones } = draftFor(compiled, portfolioSite(compiled, calibration, asOf, seed, site), {});
    const weeksLive = (finish: Int32Array): number => Math.max(1, stageWeeks(milestones, finish).at(-1) as number);
    const scheduler = new Scheduler(network);
    plain.push(weeksLive(scheduler.run(typicalLengths(network)).finish));
    const sampler = new LengthSampler(network, seed, compiled.instrument.method.forecast);
    const lengths = new Int32Array(network.items.length);
    for (let draw = 0; draw < calibration.drawsPerSite; draw += 1) {
      sampler.sample(draw, lengths);
      logs.push(Math.log(weeksLive(scheduler.run(lengths).finish)));
    }
    onSite();
  }
  return { plain, logs };
}

/** One made-up site of the portfolio: general progress by skill, answers scattered about it, everything evidenced. */
export function portfolioSite(
  compiled: CompiledInstrument,
  calibration: Calibration,
  asOf: DayNumber,
  seed: number,
  site: number,
): AssessmentInput {
  const u = (what: string): number => uniform(seed, hashText(what), site);
  const skill = quantile(betaTable(calibration.skill.alpha, calibration.skill.beta), u('portfolio skill'));
  const answers = new Map<string, Answer>();
  const evidence = [{ title: 'Portfolio definition', date: asOf, owner: 'Portfolio', source: 'self' as const }];
  for (const { id, question, ruledOut } of compiled.questions) {
    if (ruledOut) continue;
    const { base, perSkill, sd } = calibration.level;
    const share = Math.min(1, Math.max(0, base + perSkill * skill + sd * normalQuantile(u(`portfolio ${id}`))));
    const value = portfolioAnswer(question, share, calibration, compiled, u(`portfolio mix ${id}`));
    answers.set(id, { type: 'value', value, evidence });
  }
  return { tool: compiled.tool.id, asOf, context: { use: 'routine', changes: [], alternatives: [] }, answers };
}

function portfolioAnswer(
  question: Question,
  share: number,
  { mixed, binary }: Calibration,
  { instrument }: CompiledInstrument,
  u: number,
): number {
  const mix = mixed[question.id];
  if (mix !== undefined) return pick(mix, u);
  if (binary.includes(question.id)) return Math.round(share);
  if (question.kind === 'number') {
    const { floor, target } = question.number as NumberScale;
    return floor + share * (target - floor);
  }
  return Math.round(share * (levelValues(question, instrument.method).length - 1));
}

function pick(mix: readonly (readonly [number, number])[], u: number): number {
  let sum = 0;
  for (const [answer, probability] of mix) {
    sum += probability;
    if (u < sum) return answer;
  }
  return (mix.at(-1) as readonly [number, number])[0];
}

/** Expected number of sites live after some months, the factor integrated out. */
function expectedLive(logs: readonly number[], sites: number, months: number, median: number, logSd: number): number {
  const bound = Math.log(months * WEEKS_PER_MONTH) - Math.log(median);
  const total = logs.reduce((sum, log) => sum + normalCdf((bound - log) / logSd), 0);
  return (sites * total) / logs.length;
}

/** Two published points, two parameters: the median that meets the first for each spread, the spread that meets the second. */
function fitFactor(logs: readonly number[], { sites, published }: Calibration): { median: number; logSd: number } {
  const [first, last] = [published[0], published.at(-1)] as [Calibration['published'][0], Calibration['published'][0]];
  const medianFor = (logSd: number): number =>
    bisect(MEDIAN_RANGE, (median) => expectedLive(logs, sites, first.months, median, logSd) > first.live);
  const logSd = bisect(LOG_SD_RANGE, (sd) => expectedLive(logs, sites, last.months, medianFor(sd), sd) > last.live);
  return { median: medianFor(logSd), logSd };
}

/** The point where `isBelow` turns from true to false; searched on a log scale. */
function bisect([low, high]: readonly [number, number], isBelow: (x: number) => boolean): number {
  let [a, b] = [Math.log(low), Math.log(high)];
  for (let i = 0; i < BISECTIONS; i += 1) {
    const middle = (a + b) / 2;
    if (isBelow(Math.exp(middle))) a = middle;
    else b = middle;
  }
  return Math.exp((a + b) / 2);
}

function pointsOf(
  logs: readonly number[],
  calibration: Calibration,
  median: number,
  logSd: number,
): CalibrationPoint[] {
  return calibration.published.map(({ months, live }) => {
    const modelled = expectedLive(logs, calibration.sites, months, median, logSd);
    return { months, published: live, modelled, flagged: Math.abs(modelled - live) > calibration.flagDifference };
  });
}

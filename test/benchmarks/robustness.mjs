/** How long rank robustness takes, beside a loop that does only the arithmetic and the sort: see README.md. */
import assert from 'node:assert/strict';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { IndexDraws } from '../../dist/core/portfolio/index-draws.js';
import { LayoutBuilder } from '../../dist/core/portfolio/layout.js';
import { rankRobustness, robustnessInSteps } from '../../dist/core/portfolio/robustness.js';
import { SOURCES } from '../../dist/core/portfolio/drivers.js';
import {
  domainKey,
  drawsGeometric,
  gammaDraw,
  questionFactor,
  questionKey,
  unknownKey,
} from '../../dist/core/portfolio/weight-draws.js';
import { uniform } from '../../dist/core/planning/random.js';
import { checkAssessment } from '../../dist/core/scoring/check-assessment.js';
import { judgeAnswers } from '../../dist/core/scoring/findings.js';
import { loadCatalogue } from '../../dist/tools/load-catalogue.js';
import { answersDocuments, seededRandom } from './sites.mjs';
import { collectGarbage, figure, machine, printTable, raceRounds } from './timing.mjs';

const SITES = 200;
const DRAWS = 2000;
const SEED = 20261127;
const TARGETS = { milliseconds: 1000, timesTheLoop: 2 };
const TIMING = { rounds: 7, warmUps: 2, leastMs: 0 };
const SIZES = [50, 200, 1000, 5000];
const UNKNOWN = 0.2;
const NAMES = {
  all: 'rank robustness (everything)',
  ranks: 'the same without what drives ranks',
  loop: 'plain loop (arithmetic and sort only)',
};

const loaded = loadCatalogue();
if (!loaded.ok) {
  console.error(loaded.defects);
  process.exit(1);
}
const { catalogue } = loaded;
const compiled = catalogue.compiled('echogo-pro', 'evaluation');
const { method } = compiled.instrument;
const { robustness } = method.portfolio;
/** One draw a source in place of the method's: what is left are the draws that the ranks come from. */
const withoutDrivers = { ...method, portfolio: { ...method.portfolio, robustness: { ...robustness, sourceDraws: 1 } } };

const sites = madeUpSites(SITES);
const drawn = drawBeforehand(sites);
describePool();
verify();
await race();
await showGrowth();

/** Sites with some unknown answers and some that do not apply, each with an id of its own. */
function madeUpSites(count) {
  const random = seededRandom(SEED);
  return answersDocuments(compiled, count, SEED).map((document, i) => {
    for (const { id, question } of compiled.questions) {
      if (random() < UNKNOWN) delete document.answers[id];
      else if (question.notApplicable?.when !== undefined && random() < 0.3)
        document.answers[id] = { notApplicable: 'It does not arise here.' };
    }
    const result = checkAssessment(document, catalogue);
    if (!result.ok) throw new Error(JSON.stringify(result.defects));
    return { id: `site-${String(i)}`, compiled, input: result.value.input };
  });
}

/** All that the plain loop needs, laid out flat and drawn before it starts: by the same keys, so that results agree. */
function drawBeforehand(own) {
  const [questions, domains] = [compiled.questions.length, compiled.domains.length];
  const gaps = new Float64Array(own.length * questions);
  const applies = new Float64Array(own.length * questions);
  const [unknownAt, unknownKeys] = [[], []];
  own.forEach((site, i) => {
    judgeAnswers(compiled, site.input).forEach(({ mark }, q) => {
      const at = i * questions + q;
      if (mark === 'not-applicable') return;
      applies[at] = 1;
      if (typeof mark === 'number') gaps[at] = 1 - mark;
      else {
        unknownAt.push(at);
        unknownKeys.push(unknownKey(site.id, compiled.questions[q].id));
      }
    });
  });
  const questionWeights = new Float64Array(DRAWS * questions);
  const domainWeights = new Float64Array(DRAWS * domains);
  const unknown = new Float64Array(DRAWS * unknownAt.length);
  const geometric = new Uint8Array(DRAWS);
  const { seed } = method.forecast;
  for (let draw = 0; draw < DRAWS; draw += 1) {
    geometric[draw] = drawsGeometric(seed, draw, robustness) ? 1 : 0;
    compiled.questions.forEach(({ id, weight }, q) => {
      const factor = questionFactor(seed, questionKey(id), draw, robustness.questionFactor);
      questionWeights[draw * questions + q] = weight * factor;
    });
    const gammas = compiled.domains.map(({ domain, weight }) =>
      gammaDraw(robustness.concentration * weight, seed, domainKey(domain.code), draw),
    );
    const sum = gammas.reduce((total, gamma) => total + gamma, 0);
    gammas.forEach((gamma, d) => (domainWeights[draw * domains + d] = gamma / sum));
    unknownKeys.forEach((key, u) => (unknown[draw * unknownAt.length + u] = 1 - uniform(seed, key, draw)));
  }
  return {
    count: own.length,
    gaps,
    applies,
    unknownAt: Uint32Array.from(unknownAt),
    unknown,
    questionWeights,
    domainWeights,
    geometric,
    domainEnds: Int32Array.from(compiled.domains, (_, d) => compiled.questions.filter((q) => q.domain <= d).length),
    floor: method.scoreFloor,
    indexes: new Float64Array(own.length),
    sorted: new Float64Array(own.length),
  };
}

/** One draw: weighted sums by domain, their geometric or arithmetic mean, and the sort. No ranks, nothing is kept. */
function plainDraw(draw) {
  const { count, gaps, applies, unknownAt, unknown, questionWeights, domainWeights, geometric, domainEnds } = drawn;
  const { floor, indexes, sorted } = drawn;
  const domains = domainEnds.length;
  const questions = domainEnds[domains - 1];
  for (let u = 0, from = draw * unknownAt.length; u < unknownAt.length; u += 1) gaps[unknownAt[u]] = unknown[from + u];
  for (let i = 0; i < count; i += 1) {
    let index = 0;
    let q = 0;
    for (let d = 0; d < domains; d += 1) {
      let [gap, full] = [0, 0];
      for (; q < domainEnds[d]; q += 1) {
        const at = i * questions + q;
        const weight = questionWeights[draw * questions + q] * applies[at];
        full += weight;
        gap += weight * gaps[at];
      }
      const score = Math.max(floor, 100 * (1 - gap / full));
      const weight = domainWeights[draw * domains + d];
      index += weight * (geometric[draw] === 1 ? Math.log(score) : score);
    }
    indexes[i] = geometric[draw] === 1 ? Math.exp(index) : index;
  }
  sorted.set(indexes);
  sorted.sort();
  return sorted[0];
}

function plainLoop() {
  let sum = 0;
  for (let draw = 0; draw < DRAWS; draw += 1) sum += plainDraw(draw);
  return sum;
}

function describePool() {
  const marks = sites.flatMap(({ input }) => judgeAnswers(compiled, input).map(({ mark }) => mark));
  const share = (kind) => ((100 * marks.filter((mark) => mark === kind).length) / marks.length).toFixed(0);
  console.log(machine());
  console.log(
    `${String(SITES)} made-up sites of ${String(compiled.questions.length)} questions, ${share('unknown')}% of the answers ` +
      `unknown and ${share('not-applicable')}% not applicable; ${figure(DRAWS)} draws.`,
  );
}

/** Nothing is timed before both have the same index for every site in every draw. */
function verify() {
  const layout = new LayoutBuilder(method.forecast.seed, undefined);
  for (const site of sites) layout.add(site);
  const draws = new IndexDraws(method, layout);
  const all = new Set(SOURCES.map(({ source }) => source));
  const indexes = new Float64Array(SITES);
  for (let draw = 0; draw < DRAWS; draw += 1) {
    draws.fill(draw, all, indexes);
    plainDraw(draw);
    indexes.forEach((index, i) => assert.ok(Math.abs(index - drawn.indexes[i]) < 1e-9));
  }
  console.log('Verified in every draw: the index of every site equal in the plain loop.');
}

async function race() {
  const times = await raceRounds(
    [
      { name: NAMES.all, run: () => rankRobustness(method, sites, { draws: DRAWS }).sites.length },
      { name: NAMES.ranks, run: () => rankRobustness(withoutDrivers, sites, { draws: DRAWS }).sites.length },
      { name: NAMES.loop, run: plainLoop },
    ],
    TIMING,
  );
  const loop = times.get(NAMES.loop).processor.median;
  const rows = [...times].map(([name, { wall, processor }]) => [
    name,
    figure(wall.median / 1000),
    `${figure(wall.fastest / 1000)} to ${figure(wall.slowest / 1000)}`,
    figure(processor.median / 1000),
    `${figure(processor.median / loop)} ×`,
  ]);
  console.log(`\nMedian of ${String(TIMING.rounds)} interleaved rounds, one thread:`);
  printTable(['', 'ms', 'fastest to slowest', 'CPU ms', 'CPU time'], rows);
  const more = (SOURCES.length * robustness.sourceDraws) / DRAWS;
  const [whole, ranks] = [NAMES.all, NAMES.ranks].map((name) => times.get(name).processor.median / loop);
  console.log(
    `\nTarget under ${figure(TARGETS.milliseconds)} ms: measured ${figure(times.get(NAMES.all).wall.median / 1000)} ms.\n` +
      `Target within ${String(TARGETS.timesTheLoop)} times the loop, draw for draw: measured ${figure(ranks)} times; ` +
      `${figure(whole)} times with what drives ranks, which is ${figure(100 * more)}% more draws ` +
      `(${figure(whole / (1 + more))} times draw for draw).`,
  );
}

async function showGrowth() {
  const pools = SIZES.map(madeUpSites);
  const times = await raceRounds(
    pools.map((pool) => ({
      name: String(pool.length),
      run: () => rankRobustness(method, pool, { draws: DRAWS }).sites.length,
    })),
    { rounds: 3, warmUps: 0, leastMs: 0 },
  );
  const rows = [];
  for (const [i, pool] of pools.entries()) {
    const { wall, processor } = times.get(String(pool.length));
    const { megabytes, longest } = await inSlices(pool);
    const before = i === 0 ? undefined : times.get(String(pools[i - 1].length)).processor.median;
    rows.push([
      figure(pool.length),
      figure(wall.median / 1000),
      figure(processor.median / 1000),
      figure(processor.median / pool.length),
      before === undefined ? '' : `${figure(processor.median / before)} ×`,
      figure(megabytes),
      figure(longest),
    ]);
  }
  console.log(`\nGrowth with sites (${figure(DRAWS)} draws, everything)`);
  printTable(
    ['sites', 'ms', 'CPU ms', 'CPU µs a site', 'to the line above', 'MB more at most', 'longest piece, ms'],
    rows,
  );
}

/** The most memory that a run takes above what was there before, and how long its longest piece holds the thread. */
async function inSlices(pool) {
  await wait(0);
  collectGarbage();
  const used = () => {
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return (heapUsed + arrayBuffers) / 1e6;
  };
  const before = used();
  let [most, longest, pieces] = [0, 0, 0];
  const run = robustnessInSteps(method, pool, { draws: DRAWS });
  for (;;) {
    const start = performance.now();
    const { done } = run.next();
    longest = Math.max(longest, performance.now() - start);
    pieces += 1;
    if (pieces % 100 === 0 || done === true) most = Math.max(most, used() - before);
    if (done === true) return { megabytes: most, longest };
  }
}

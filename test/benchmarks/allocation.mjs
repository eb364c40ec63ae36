/** Sharing hours out, gain curves and the forecast of sites live by month, and how they grow with sites: see README.md. */
import process from 'node:process';
import { allocateHours } from '../../dist/core/portfolio/allocate.js';
import { gainCurveOf } from '../../dist/core/portfolio/gain-curve.js';
import { liveByMonth } from '../../dist/core/portfolio/live-by-month.js';
import { checkAssessment } from '../../dist/core/scoring/check-assessment.js';
import { loadCatalogue } from '../../dist/tools/load-catalogue.js';
import { answersDocuments, seededRandom } from './sites.mjs';
import { figure, machine, printTable, raceRounds } from './timing.mjs';

const COUNTS = [50, 200, 1000, 5000];
const TARGETS = { allocation: { sites: 200, ms: 100 }, live: { sites: 5000, ms: 300 } };
const EXTRA_HOURS_PER_SITE = 1;
const CURVES = 40;
const SEED = 20261123;
const ROUNDS = 11;
const TIMING = { rounds: ROUNDS, warmUps: 4, leastMs: 150 };

const loaded = loadCatalogue();
if (!loaded.ok) {
  console.error(loaded.defects);
  process.exit(1);
}
const { catalogue } = loaded;
const compiled = catalogue.compiled('echogo-pro', 'routine');
const { method } = compiled.instrument;
const levels = method.plan.vendorHourLevels;
const base = levels[0];

console.log(`${machine()}; medians of ${String(ROUNDS)} interleaved rounds, one thread.`);
const pool = inputs();
await showCurves();
const curves = pool.map((input) => gainCurveOf(compiled, input));
await showAllocation();
await showHours();
await showLive();

function inputs() {
  return answersDocuments(compiled, CURVES, SEED).map((document) => {
    const result = checkAssessment(document, catalogue);
    if (!result.ok) throw new Error(JSON.stringify(result.defects));
    return result.value.input;
  });
}

/** Sites with curves of the pool, each stretched by its own factor so that no two are alike. */
function allocationSites(count) {
  const random = seededRandom(SEED);
  return Array.from({ length: count }, (_, i) => {
    const stretch = 0.5 + random();
    return {
      id: `site-${String(i)}`,
      capacity: random(),
      capacityKnown: true,
      yearlyStudies: random() < 0.2 ? null : Math.ceil(20_000 * random()),
      levels: withGain(i).levels.map(({ extraHours, gainWeeks }) => ({
        extraHours,
        gainWeeks: stretch * gainWeeks,
        probabilityByTarget: null,
      })),
      vendorShare: random(),
      noGain: null,
    };
  });
}

function withGain(i) {
  const gaining = curves.filter((curve) => curve.levels.at(-1).gainWeeks > 0);
  return gaining[i % gaining.length];
}

function liveSites(count) {
  return Array.from({ length: count }, (_, i) => ({
    id: `site-${String(i)}`,
    planWeeks: curves[i % CURVES].levels[3].planWeeks,
    notBeforeWeeks: 0,
    liveAlready: i % 10 === 0,
  }));
}

/** Median milliseconds and processor milliseconds by contestant, in their order. */
async function timed(contestants) {
  const times = await raceRounds(contestants, TIMING);
  return contestants.map(({ name }) => {
    const { wall, processor } = times.get(name);
    return { ms: wall.median / 1000, slowest: wall.slowest / 1000, cpu: processor.median / 1000 };
  });
}

async function showCurves() {
  const draws = [125, 250, method.portfolio.allocation.draws];
  const contestants = draws.map((count) => ({
    name: String(count),
    run: () => pool.map((input) => gainCurveOf(compiled, input, { draws: count })),
    perRun: CURVES,
  }));
  const times = await timed(contestants);
  console.log(
    `\nA gain curve of ${String(levels.length)} levels, mean of ${String(CURVES)} sites that are about to begin or half way`,
  );
  printTable(
    ['draws a level', 'ms', 'slowest', 'CPU ms', 'to the line above'],
    draws.map((count, i) => [String(count), ...row(times[i]), growth(times, i)]),
  );
}

async function showAllocation() {
  const contestants = COUNTS.map((count) => {
    const sites = allocationSites(count);
    const weeklyHours = (base + EXTRA_HOURS_PER_SITE) * count;
    return { name: String(count), run: () => allocateHours(sites, method, { weeklyHours }) };
  });
  const times = await timed(contestants);
  const { sites, ms } = TARGETS.allocation;
  console.log(
    `\nSharing hours out, ${String(levels.length)} levels, ${String(EXTRA_HOURS_PER_SITE)} extra hour a site (target: ${String(sites)} sites under ${String(ms)} ms)`,
  );
  printTable(
    ['sites', 'ms', 'slowest', 'CPU ms', 'to the line above', 'sites × hours', 'under target'],
    COUNTS.map((count, i) => [
      figure(count),
      ...row(times[i]),
      growth(times, i),
      i === 0 ? '' : `${figure((count / COUNTS[i - 1]) ** 2)} ×`,
      underTarget(count, times[i], TARGETS.allocation),
    ]),
  );
}

async function showHours() {
  const count = TARGETS.allocation.sites;
  const sites = allocationSites(count);
  const hours = [50, 200, 800, 3200];
  const contestants = hours.map((extra) => ({
    name: String(extra),
    run: () => allocateHours(sites, method, { weeklyHours: base * count + extra }),
  }));
  const times = await timed(contestants);
  console.log(`\nGrowth with extra hours (${String(count)} sites; 3,200 hours are all that they could use)`);
  printTable(
    ['extra hours', 'ms', 'slowest', 'CPU ms', 'to the line above'],
    hours.map((extra, i) => [figure(extra), ...row(times[i]), growth(times, i)]),
  );
}

async function showLive() {
  const options = { start: Date.UTC(2026, 10, 23) / 86_400_000, factor: method.forecast.siteFactor, seed: SEED };
  const { outlook } = method.portfolio;
  const contestants = COUNTS.map((count) => {
    const sites = liveSites(count);
    return { name: String(count), run: () => liveByMonth(sites, outlook, options) };
  });
  const times = await timed(contestants);
  const { sites, ms } = TARGETS.live;
  console.log(
    `\nSites live by month, ${String(outlook.draws)} draws, ${String(outlook.months)} months (target: ${figure(sites)} sites under ${String(ms)} ms)`,
  );
  printTable(
    ['sites', 'ms', 'slowest', 'CPU ms', 'to the line above', 'under target'],
    COUNTS.map((count, i) => [
      figure(count),
      ...row(times[i]),
      growth(times, i),
      underTarget(count, times[i], TARGETS.live),
    ]),
  );
}

function row({ ms, slowest, cpu }) {
  return [figure(ms), figure(slowest), figure(cpu)];
}

function growth(times, i) {
  return i === 0 ? '' : `${figure(times[i].cpu / times[i - 1].cpu)} ×`;
}

function underTarget(count, { ms }, target) {
  if (count !== target.sites) return '';
  return ms < target.ms ? 'yes' : 'NO';
}

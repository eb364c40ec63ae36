/** How long a support plan takes to become PDF, beside others who draw the same words: see ../README.md. */
import assert from 'node:assert/strict';
import process from 'node:process';
import { figure, machine, printTable, raceRounds } from '../timing.mjs';
import { barePdfkit } from './bare-pdfkit.mjs';
import { startChromium } from './chromium.mjs';
import { ours, oursAfresh } from './ours.mjs';
import { viaPdfmake } from './pdfmake.mjs';
import { piecesOf } from './pieces.mjs';
import { demoPlans, reportOfPages } from './plans.mjs';
import { reactPdf } from './react-pdf.mjs';
import { closeReader, countWords, readPages, wrongWords } from './words.mjs';

/** `node making.mjs 3` takes fewer. */
const ROUNDS = Number(process.argv[2] ?? 7);
const TIMING = { rounds: ROUNDS, warmUps: 2, leastMs: 1000 };
const GROWTH = [5, 10, 20, 40];
const STARTS = 5;

const plans = demoPlans().map((plan) => ({ ...plan, pieces: piecesOf(plan.report) }));
console.log(`${machine()}; medians of ${String(ROUNDS)} interleaved rounds.`);
const grown = await growReport(plans.at(-1).report);
const chromium = await startChromium();
const contestants = [ours, oursAfresh, barePdfkit, viaPdfmake, reactPdf, chromium];
try {
  const made = [];
  for (const plan of plans) made.push(await makeAll(plan));
  await closeReader();
  console.log('Verified on every plan: each of them draws the words that ours shows, and no others.');
  for (const [i, plan] of plans.entries()) await race(plan, made[i]);
} finally {
  await chromium.close();
}
await showStarts();
await showGrowth(grown);

/** Pages and bytes of each contestant's document; nothing is timed before their words agree. */
async function makeAll(plan) {
  const made = new Map();
  let shown;
  for (const { name, make } of contestants) {
    const bytes = await make(plan);
    const pages = await readPages(bytes);
    const found = countWords(pages);
    shown ??= found;
    assert.deepEqual(wrongWords(found, shown, plan.report), [], `${name} has other words on the ${plan.name} plan`);
    made.set(name, { pages: pages.length, bytes: bytes.length });
  }
  return made;
}

async function race(plan, made) {
  const times = await raceRounds(
    contestants.map(({ name, make }) => ({ name, run: () => make(plan) })),
    TIMING,
  );
  const own = times.get(ours.name).wall.median;
  console.log(`\nA ${plan.name} plan (${String(plan.actions)} actions)`);
  const rows = contestants.map(({ name }) => {
    const { wall, processor } = times.get(name);
    const { pages, bytes } = made.get(name);
    return [
      name,
      figure(wall.median / 1000),
      `${figure(wall.fastest / 1000)} to ${figure(wall.slowest / 1000)}`,
      // Chromium works in processes of its own
      name === chromium.name ? '' : figure(processor.median / 1000),
      figure(wall.median / 1000 / pages),
      String(pages),
      figure(bytes / 1024),
      `${figure(wall.median / own)} ×`,
    ];
  });
  printTable(['', 'ms', 'fastest to slowest', 'CPU ms', 'ms a page', 'pages', 'KB', 'to ours'], rows);
}

/** What warm Chromium has behind it: its start, and its fonts loaded. */
async function showStarts() {
  const run = async () => {
    const started = await startChromium();
    const ready = performance.now();
    await started.close();
    return ready;
  };
  const times = [];
  for (let i = 0; i < STARTS; i += 1) {
    const before = performance.now();
    times.push((await run()) - before);
  }
  const [fastest, , median, , slowest] = times.toSorted((a, b) => a - b).map(figure);
  console.log(`\nChromium takes ${median} ms to start (${fastest} to ${slowest}), in none of its times above.`);
}

async function growReport(report) {
  const grown = [];
  for (const wanted of GROWTH) {
    const each = await reportOfPages(report, wanted);
    grown.push({ report: each, pages: (await readPages(await ours.make({ report: each }))).length });
  }
  return grown;
}

async function showGrowth(grown) {
  const times = await raceRounds(
    grown.map((each) => ({ name: each, run: () => ours.make(each) })),
    TIMING,
  );
  console.log('\nCost a page as plans grow (ours; the long plan, cut or its sections said again)');
  const rows = grown.map((each) => {
    const { wall, processor } = times.get(each);
    return [
      String(each.pages),
      figure(wall.median / 1000),
      `${figure(wall.fastest / 1000)} to ${figure(wall.slowest / 1000)}`,
      figure(processor.median / 1000),
      figure(wall.median / 1000 / each.pages),
    ];
  });
  printTable(['pages', 'ms', 'fastest to slowest', 'CPU ms', 'ms a page'], rows);
}

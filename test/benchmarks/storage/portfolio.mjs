/** What the pages on a vendor's portfolio and the job behind them cost as it grows: see ../README.md. */
import { loadavg } from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import process from 'node:process';
import { createApp } from '../../../dist/app.js';
import { operator } from '../../../dist/platform/actor/actor.js';
import { readConfig } from '../../../dist/platform/config/config.js';
import { PortfolioRefresh } from '../../../dist/portfolio/portfolio-refresh.service.js';
import { JobRunner } from '../../../dist/platform/jobs/job-runner.js';
import { Rankings } from '../../../dist/portfolio/rankings.service.js';
import { RanksService } from '../../../dist/portfolio/ranks.service.js';
import { StaleEntries } from '../../../dist/portfolio/stale-entries.js';
import { TEST_SECRET } from '../../support/key-text.mjs';
import { inScratchFolder, processorTime, start } from '../api/processes.mjs';
import { collectGarbage, figure, machine, printTable, raceRounds } from '../timing.mjs';
import { ENGINES } from './engines.mjs';
import { idOf } from './fill.mjs';
import { fillLead, fillPortfolio, SUBMISSIONS, workedOutSites } from './portfolio-fill.mjs';

/** `node portfolio.mjs sqlite 50 500` takes others. */
const [, , engine, ...given] = process.argv;
const SIZES = given.length > 0 ? given.map(Number) : [250, 5000];
const ROUNDS = 3;
const LIST = '/portfolio';
/** Address, requests a round, and what is promised of the largest portfolio: milliseconds for 19 of 20 requests */
const PAGES = {
  'work list, first page': [LIST, 20, 100],
  'work list, two filters': [`${LIST}?queue=unblock-now&region=London`, 20, 100],
  'work list, a search': [`${LIST}?q=site+12`, 20, 100],
  'work list, own sites first': [`${LIST}?mine=yes`, 20, 100],
  summary: ['/api/v1/portfolio/summary', 20],
  cohort: [`${LIST}/cohort`, 7, 500],
  forecasts: [`${LIST}/forecasts`, 7],
  planner: [`${LIST}/planner`, 4],
  'one site': [`${LIST}/sites/${idOf('deployment 7')}`, 20],
  'export as CSV': ['/api/v1/portfolio/export?format=csv', 2],
};
/** Sites that the job works out from nothing, and after how many its memory is looked at */
const REFRESHED = 300;
const LOOK_EVERY = 50;
const RANKED = 250;
/** How often it is looked at what memory a job takes */
const LOOK_EVERY_MS = 100;
const MEGABYTE = 1024 * 1024;

const sites = await inScratchFolder(workedOutSites);
console.log(
  `Portfolios made of ${String(sites.length)} worked out sites, ${String(SUBMISSIONS)} submissions each; one reader, ${String(ROUNDS)} interleaved rounds. ${machine()}, ${load()}`,
);
for (const name of engine === undefined ? Object.keys(ENGINES) : [engine]) {
  await withServices(name, SIZES, []);
  await showJob(name);
}
console.log(load());

/** Starts a service for each size, so that all are asked in turn. */
async function withServices(name, [size, ...more], ready) {
  if (size === undefined) return showPages(name, ready, await race(ready));
  await inFilled(name, { deployments: size, documents: size <= RANKED }, async (settings, cookie) => {
    const service = await start({ settings: { ...settings, JOBS: 'off', LOG_LEVEL: 'silent' } });
    try {
      await withServices(name, more, [...ready, { size, cookie, url: service.url, pid: service.pid }]);
    } finally {
      await service.stop();
    }
    await inProcess(settings, (app) => showStale(app, name, size));
  });
}

async function inFilled(name, wanted, work) {
  await inScratchFolder((folder) =>
    ENGINES[name](folder, async ({ settings, fill, analyse }) => {
      let cookie;
      await fill(async (insert) => {
        await fillPortfolio(insert, sites, wanted);
        cookie = await fillLead(insert);
      });
      await analyse();
      await work(settings, cookie);
    }),
  );
}

/** The service without HTTP and without its jobs. */
async function inProcess(settings, work) {
  const own = { ...settings, JOBS: 'off', LOG_LEVEL: 'silent', PORT: '0', SECRET_KEY: TEST_SECRET };
  const app = await createApp(readConfig(own));
  await app.init();
  try {
    await work(app);
  } finally {
    await app.close();
  }
}

/** @returns by size and page, milliseconds of every request and processor milliseconds of the service for one */
async function race(ready) {
  const times = ready.map(() => new Map(Object.keys(PAGES).map((page) => [page, { wall: [], processor: [] }])));
  for (let round = -1; round < ROUNDS; round += 1) {
    for (const [page, [address, requests]] of Object.entries(PAGES)) {
      for (const [i, { url, cookie, pid }] of ready.entries()) {
        const before = processorTime(pid);
        const own = [];
        for (let request = 0; request < requests; request += 1) own.push(await readPage(url + address, cookie));
        if (round < 0) continue;
        times[i].get(page).wall.push(...own);
        times[i].get(page).processor.push((processorTime(pid) - before) / 1000 / requests);
      }
    }
  }
  return times;
}

async function readPage(address, cookie) {
  const began = performance.now();
  const response = await fetch(address, { headers: { cookie } });
  const text = await response.text();
  const took = performance.now() - began;
  if (response.status !== 200) throw new Error(`${address} answered ${String(response.status)}: ${text.slice(0, 300)}`);
  return took;
}

function showPages(name, ready, times) {
  console.log(`\n${name}, ms a page with the way there and back; CPU is that of the service alone. ${load()}`);
  const at = (list, share) => list.toSorted((a, b) => a - b)[Math.ceil(share * list.length) - 1];
  const mean = (list) => list.reduce((sum, one) => sum + one, 0) / list.length;
  const columns = (head) => ready.map(({ size }) => `${head}, ${String(size)}`);
  printTable(
    ['', ...columns('p50'), ...columns('p95'), ...columns('CPU'), 'growth', 'promised', 'kept'],
    Object.entries(PAGES).map(([page, [, , promised]]) => {
      const wall = times.map((measured) => measured.get(page).wall);
      const processor = times.map((measured) => mean(measured.get(page).processor));
      return [
        page,
        ...wall.map((list) => figure(at(list, 0.5))),
        ...wall.map((list) => figure(at(list, 0.95))),
        ...processor.map(figure),
        `${figure(processor.at(-1) / processor[0])} ×`,
        promised === undefined ? '' : String(promised),
        promised === undefined ? '' : at(wall.at(-1), 0.95) < promised ? 'yes' : 'NO',
      ];
    }),
  );
}

/** What the job asks every few seconds, and ranks, which are worked out in slices between other requests or in a job. */
async function showStale(app, name, size) {
  const stale = app.get(StaleEntries);
  if (await stale.exist()) throw new Error('An entry is out of date, so that the question ends at once.');
  const asked = { name: 'stale', run: () => stale.exist() };
  const { wall, processor } = (await raceRounds([asked], { rounds: 7, warmUps: 1, leastMs: 200 })).get('stale');
  console.log(
    `\n${name}, ${String(size)} deployments: "is anything out of date" takes ${figure(wall.median / 1000)} ms, ${figure(processor.median / 1000)} ms of processor time`,
  );
  if (size <= RANKED) await showRanks(app, name, size);
  else await showRanking(app, name, size);
}

/** Other draws first, since the last results are kept. */
async function showRanks(app, name, size) {
  const ranks = app.get(RanksService);
  await ranks.ranks(operator('bench'), { draws: 1999 });
  const first = await watched(() => ranks.ranks(operator('bench'), {}));
  const again = await watched(() => ranks.ranks(operator('bench'), {}));
  console.log(`${name}, ranks of ${String(size)} sites: ${first.words}; asked for again: ${again.words}`);
}

/** The job that ranks a portfolio in the background, and what reading it takes. */
async function showRanking(app, name, size) {
  const rankings = app.get(Rankings);
  const jobs = app.get(JobRunner);
  // What is due anyway is no part of it.
  await jobs.runDue();
  const { id } = await rankings.order(operator('bench'), {});
  let most = 0;
  const looking = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss);
  }, LOOK_EVERY_MS);
  collectGarbage();
  const { rss } = process.memoryUsage();
  const job = await watched(() => jobs.runDue());
  clearInterval(looking);
  const { state, done, total } = await rankings.job(operator('bench'), id);
  if (state !== 'done') throw new Error(`The job is ${state}: ${String(done)} of ${String(total)}`);
  const part = { from: 101, limit: 100 };
  const first = await watched(() => rankings.page(operator('bench'), id, part));
  const again = await watched(() => rankings.page(operator('bench'), id, part));
  console.log(
    `${name}, ${String(size)} sites ranked in the background: ${job.words}; resident memory ${figure(rss / MEGABYTE)} MB before, ${figure(most / MEGABYTE)} MB at most. A page of 100: ${first.words}; the next: ${again.words}`,
  );
}

async function watched(work) {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const [began, before] = [performance.now(), process.cpuUsage()];
  delay.enable();
  await work();
  delay.disable();
  const took = performance.now() - began;
  const { user, system } = process.cpuUsage(before);
  const words = `${figure(took)} ms, ${figure((user + system) / 1000)} ms of processor time, the event loop held ${figure(delay.max / 1e6)} ms at the longest`;
  return { words };
}

/** Works out sites of which nothing is known yet. Outlooks are made in threads, whose time and memory count here. */
async function showJob(name) {
  await inFilled(name, { deployments: REFRESHED, entries: false }, (settings) =>
    inProcess(settings, async (app) => {
      const rows = [];
      let last = { wall: performance.now(), processor: process.cpuUsage() };
      await app.get(PortfolioRefresh).refreshStale(undefined, (done) => {
        if (done % LOOK_EVERY > 0) return Promise.resolve();
        const { user, system } = process.cpuUsage(last.processor);
        const wall = (performance.now() - last.wall) / LOOK_EVERY;
        collectGarbage();
        const { rss, heapUsed } = process.memoryUsage();
        const figures = [wall, (user + system) / 1000 / LOOK_EVERY, rss / MEGABYTE, heapUsed / MEGABYTE];
        rows.push([String(done), ...figures.map(figure)]);
        last = { wall: performance.now(), processor: process.cpuUsage() };
        return Promise.resolve();
      });
      console.log(`\n${name}, refresh-portfolio from nothing. ${load()}`);
      printTable(['deployments done', 'ms each', 'CPU ms each', 'resident MB', 'heap MB'], rows);
    }),
  );
}

function load() {
  return `load ${loadavg()[0].toFixed(1)}`;
}

// The API's latency at 300 requests a second: idle, while two clients make PDFs in worker threads, and while they make
// them in the thread that answers requests.
import { atRate } from './load.mjs';
import { inScratchFolder, median, start, submissionsOf, trialPdf } from './processes.mjs';
import { figure, machine, printTable } from '../timing.mjs';

const ROUNDS = 3;
const SECONDS = 10;
const PDF_CLIENTS = 2;
const LOAD = { perSecond: 300, seconds: SECONDS };

console.log(
  `Latency at ${LOAD.perSecond} requests a second. ${machine()}; ${ROUNDS} rounds of ${SECONDS} s each in turn`,
);
await inScratchFolder(async (folder) => {
  const threaded = await start({ args: ['--demo'], settings: { TMPDIR: folder } });
  const inline = await start({
    script: new URL('./inline-service.mjs', import.meta.url).pathname,
    settings: { DATABASE_PATH: `${folder}/inline.sqlite` },
  });
  const sides = [
    { name: 'no PDFs', server: threaded, clients: 0 },
    { name: 'two clients make PDFs, worker threads', server: threaded, clients: PDF_CLIENTS },
    { name: 'two clients make PDFs, inline', server: inline, clients: PDF_CLIENTS },
  ];
  const requests = new Map();
  for (const server of [threaded, inline]) requests.set(server, await scorecardsOf(server));
  await race(sides, requests);
  await threaded.stop();
  await inline.stop();
});

async function race(sides, requests) {
  const results = sides.map(() => []);
  for (let round = -1; round < ROUNDS; round += 1) {
    for (const [i, { server, clients }] of sides.entries()) {
      const measured = await whilePdfs(server, clients, () => atRate(server, requests.get(server), LOAD));
      if (round >= 0) results[i].push(measured);
    }
  }
  printTable(
    ['', 'p50 ms', 'p99 ms', 'p99 best', 'p99 worst', 'most ms', 'PDFs/s'],
    sides.map(({ name }, i) => [
      name,
      ...[
        median(results[i].map(({ p50 }) => p50)),
        median(results[i].map(({ p99 }) => p99)),
        Math.min(...results[i].map(({ p99 }) => p99)),
        Math.max(...results[i].map(({ p99 }) => p99)),
        Math.max(...results[i].map(({ max }) => max)),
        median(results[i].map(({ pdfsPerSecond }) => pdfsPerSecond)),
      ].map(figure),
    ]),
  );
}

/** What is read most; none of it is a plan. */
async function scorecardsOf({ url }) {
  const submissions = await submissionsOf(url);
  return submissions.map((id) => ({ path: `/api/v1/snapshots/${id}/scorecard` }));
}

/** Runs `work` while so many clients ask for one PDF after the other. */
async function whilePdfs({ url }, clients, work) {
  const submissions = await submissionsOf(url);
  let [going, pdfs] = [true, 0];
  const loops = Array.from({ length: clients }, async (_, client) => {
    for (let turn = client; going; turn += clients) {
      const response = await fetch(`${url}${trialPdf(submissions[turn % submissions.length])}`);
      if (!response.ok) throw new Error(`A PDF was answered with ${response.status}`);
      await response.arrayBuffer();
      pdfs += 1;
    }
  });
  const began = performance.now();
  const result = await work();
  // counted within the time of the load, not after it
  const pdfsPerSecond = (1000 * pdfs) / (performance.now() - began);
  going = false;
  await Promise.all(loops);
  return { ...result, pdfsPerSecond };
}

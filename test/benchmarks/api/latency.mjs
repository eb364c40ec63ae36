// The API's latency at 300 requests a second: idle, while two clients make PDFs in worker threads, and while they make
// them in the thread that answers requests.
import { atRate } from './load.mjs';
import { ask, inScratchFolder, median, start, submissionsOf } from './processes.mjs';
import { figure, machine, printTable } from '../timing.mjs';

const ROUNDS = 5;
const SECONDS = 15;
const PDF_CLIENTS = 2;
const LOAD = { perSecond: 300, connections: 20, seconds: SECONDS };

console.log(
  `Latency at ${LOAD.perSecond} requests a second. ${machine()}; ${ROUNDS} rounds of ${SECONDS} s each in turn`,
);
await inScratchFolder(async (folder) => {
  const threaded = await start({ args: ['--demo'], settings: { TMPDIR: folder } });
  const inline = await start({
    script: new URL('./inline-service.mjs', import.meta.url).pathname,
    settings: { TMPDIR: folder },
  });
  const sides = [
    { name: 'no PDFs', server: threaded, clients: 0 },
    { name: 'two clients make PDFs, worker threads', server: threaded, clients: PDF_CLIENTS },
    { name: 'two clients make PDFs, inline', server: inline, clients: PDF_CLIENTS },
  ];
  const results = sides.map(() => []);
  const requests = new Map();
  for (const server of [threaded, inline]) requests.set(server, await mixOf(server));
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
        median(results[i].map(({ pdfs }) => pdfs / SECONDS)),
      ].map(figure),
    ]),
  );
  await threaded.stop();
  await inline.stop();
});

/** What clients ask for most: lists, a section, a scorecard, a score of answers that are sent. All answered without plans. */
async function mixOf({ url }) {
  const submissions = await submissionsOf(url);
  const { body } = await ask(`${url}/api/v1/assessments?state=open&limit=1`);
  const assessment = body.items[0].id;
  const { document } = (await ask(`${url}/api/v1/snapshots/${submissions[0]}`)).body;
  const headers = { 'content-type': 'application/json' };
  return [
    { path: '/api/v1/deployments' },
    { path: `/api/v1/assessments/${assessment}/sections/IT` },
    { path: `/api/v1/snapshots/${submissions[1]}/scorecard` },
    { path: '/api/v1/score', method: 'POST', headers, body: JSON.stringify(document) },
  ];
}

/** Runs `work` while so many clients ask for one PDF after the other. */
async function whilePdfs({ url }, clients, work) {
  const submissions = await submissionsOf(url);
  let [going, pdfs] = [true, 0];
  const loops = Array.from({ length: clients }, async (_, client) => {
    for (let turn = client; going; turn += clients) {
      const response = await fetch(`${url}/api/v1/snapshots/${submissions[turn % submissions.length]}/plan.pdf`);
      if (!response.ok) throw new Error(`A PDF was answered with ${response.status}`);
      await response.arrayBuffer();
      pdfs += 1;
    }
  });
  const result = await work();
  // counted within the time of the load, not after it
  const made = pdfs;
  going = false;
  await Promise.all(loops);
  return { ...result, pdfs: made };
}

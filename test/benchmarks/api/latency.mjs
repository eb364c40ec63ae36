// The API's latency at 300 requests a second: idle, while two clients make PDFs in worker threads, and while they make
// them in the thread that answers requests.
import { atRate } from './load.mjs';
import { ask, inScratchFolder, median, start, submissionsOf } from './processes.mjs';
import { figure, machine, printTable } from '../timing.mjs';

const ROUNDS = 3;
const SECONDS = 15;
const PDF_CLIENTS = 2;
/** What is asked for, none of it a plan: what is read most, and a mix that nearly fills one core by itself. */
const MIXES = {
  'Scorecards of submissions': scorecardsOf,
  'A list, a section, a scorecard and a score of answers that are sent, in turn': mixedOf,
};
const LOAD = { perSecond: 300, connections: 20, seconds: SECONDS };

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
  for (const [mix, requestsOf] of Object.entries(MIXES)) {
    console.log(`\n${mix}:`);
    const requests = new Map();
    for (const server of [threaded, inline]) requests.set(server, await requestsOf(server));
    await race(sides, requests);
  }
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
    ['', 'p50 ms', 'p99 ms', 'p99 best', 'p99 worst', 'most ms', 'answered/s', 'PDFs/s'],
    sides.map(({ name }, i) => [
      name,
      ...[
        median(results[i].map(({ p50 }) => p50)),
        median(results[i].map(({ p99 }) => p99)),
        Math.min(...results[i].map(({ p99 }) => p99)),
        Math.max(...results[i].map(({ p99 }) => p99)),
        Math.max(...results[i].map(({ max }) => max)),
        median(results[i].map(({ perSecond }) => perSecond)),
        median(results[i].map(({ pdfs }) => pdfs / SECONDS)),
      ].map(figure),
    ]),
  );
}

async function scorecardsOf({ url }) {
  const submissions = await submissionsOf(url);
  return submissions.map((id) => ({ path: `/api/v1/snapshots/${id}/scorecard` }));
}

async function mixedOf({ url }) {
  const submissions = await submissionsOf(url);
  const { body } = await ask(`${url}/api/v1/assessments?state=open&limit=1`);
  const [{ id: assessment }] = body.items;
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

// Reading a scorecard through the API, beside a bare Nest-on-Express route that does the same query on the same file.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { saturate } from './load.mjs';
import { inScratchFolder, median, start, submissionsOf } from './processes.mjs';
import { figure, machine, printTable } from '../timing.mjs';

const ROUNDS = 7;
const SECONDS = 3;
const CONNECTIONS = 8;

console.log(
  `Reading a scorecard. ${machine()}; ${CONNECTIONS} connections, ${ROUNDS} rounds of ${SECONDS} s each in turn`,
);
await inScratchFolder(async (folder) => {
  const service = await start({ args: ['--demo'], settings: { TMPDIR: folder } });
  const [submission] = await submissionsOf(service.url);
  const database = databaseBelow(folder);
  const bare = await start({ script: new URL('./bare-nest.mjs', import.meta.url).pathname, args: [database] });
  const contestants = [
    { name: 'the API', server: service, address: `/api/v1/snapshots/${submission}/scorecard` },
    { name: 'bare Nest, same TypeORM query', server: bare, address: `/typeorm/${submission}` },
    { name: 'bare Nest, stored text as it is', server: bare, address: `/text/${submission}` },
    { name: 'bare Nest, {"status":"ok"}', server: bare, address: '/hello' },
    { name: 'the API, /health/live', server: service, address: '/health/live' },
  ];
  await assertSame(contestants.slice(0, 3));
  const found = contestants.map(() => []);
  for (let round = -1; round < ROUNDS; round += 1) {
    for (const [i, { server, address }] of contestants.entries()) {
      const result = await saturate(server, address, { connections: CONNECTIONS, seconds: SECONDS });
      if (round >= 0) found[i].push(result);
    }
  }
  const medians = found.map((rounds) => ({
    perSecond: median(rounds.map(({ perSecond }) => perSecond)),
    slowest: Math.min(...rounds.map(({ perSecond }) => perSecond)),
    fastest: Math.max(...rounds.map(({ perSecond }) => perSecond)),
    processor: median(rounds.map(({ processor }) => processor)),
  }));
  printTable(
    ['', 'requests/s', 'slowest', 'fastest', 'CPU µs each', 'times the API'],
    contestants.map(({ name }, i) => [
      name,
      figure(medians[i].perSecond),
      figure(medians[i].slowest),
      figure(medians[i].fastest),
      figure(medians[i].processor),
      figure(medians[i].perSecond / medians[0].perSecond),
    ]),
  );
  await service.stop();
  await bare.stop();
});

function databaseBelow(folder) {
  const name = readdirSync(folder, { recursive: true }).find((file) => file.endsWith('demo.sqlite'));
  return path.join(folder, name);
}

/** What is compared has to be the same reply. */
async function assertSame(some) {
  const texts = await Promise.all(some.map(async ({ server, address }) => (await fetch(server.url + address)).text()));
  if (texts.some((text) => text !== texts[0])) throw new Error('The contestants do not answer alike');
  console.log(`Each reply has ${figure(texts[0].length)} characters.`);
}

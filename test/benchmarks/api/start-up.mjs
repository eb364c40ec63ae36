// From `node dist/main.js` to listening, beside a bare Nest application: in a folder without a database and with one.
import { inScratchFolder, median, start } from './processes.mjs';
import { figure, machine, printTable } from '../timing.mjs';

const ROUNDS = 11;
const BARE = new URL('./bare-nest.mjs', import.meta.url).pathname;

console.log(`Cold start to listening. ${machine()}; ${ROUNDS} rounds, each in turn`);
await inScratchFolder(async (folder) => {
  const existing = `${folder}/existing.sqlite`;
  await startOnce({ settings: { DATABASE_PATH: existing } });
  const sides = [
    { name: 'the service, existing database', options: () => ({ settings: { DATABASE_PATH: existing } }) },
    {
      name: 'the service, new database',
      options: (round) => ({ settings: { DATABASE_PATH: `${folder}/new-${round}.sqlite` } }),
    },
    { name: 'bare Nest, one route', options: () => ({ script: BARE }) },
  ];
  const times = sides.map(() => []);
  for (let round = -1; round < ROUNDS; round += 1) {
    for (const [i, { options }] of sides.entries()) {
      const milliseconds = await startOnce(options(round));
      if (round >= 0) times[i].push(milliseconds);
    }
  }
  const bare = median(times[2]);
  printTable(
    ['', 'median ms', 'fastest', 'slowest', 'times bare'],
    sides.map(({ name }, i) => [
      name,
      figure(median(times[i])),
      figure(Math.min(...times[i])),
      figure(Math.max(...times[i])),
      figure(median(times[i]) / bare),
    ]),
  );
});

async function startOnce(options) {
  const server = await start(options);
  await server.stop();
  return server.startMs;
}

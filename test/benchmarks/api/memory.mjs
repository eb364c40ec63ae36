// Resident memory of the service while it makes 1,000 PDFs: does it settle? `node memory.mjs 300` makes fewer.
import process from 'node:process';
import { inScratchFolder, residentMegabytes, start, submissionsOf, trialPdf } from './processes.mjs';
import { figure, machine, printTable } from '../timing.mjs';

const PDFS = Number(process.argv[2] ?? 1000);
const FIRST_LOOK = 200;
const EVERY = 100;
const CLIENTS = 2;

console.log(`Resident memory over ${PDFS} PDFs by ${CLIENTS} clients. ${machine()}`);
await inScratchFolder(async (folder) => {
  const service = await start({ args: ['--demo'], settings: { TMPDIR: folder } });
  const submissions = await submissionsOf(service.url);
  const looks = [[0, residentMegabytes(service.pid)]];
  let [asked, done] = [0, 0];
  const client = async () => {
    while (asked < PDFS) {
      const submission = submissions[asked % submissions.length];
      asked += 1;
      const response = await fetch(`${service.url}${trialPdf(submission)}`);
      if (!response.ok) throw new Error(`A PDF was answered with ${response.status}`);
      await response.arrayBuffer();
      done += 1;
      if (done % EVERY === 0) {
        looks.push([done, residentMegabytes(service.pid)]);
        if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${PDFS}`);
      }
    }
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: CLIENTS }, client));
  const seconds = (performance.now() - began) / 1000;
  const at = new Map(looks);
  printTable(
    ['PDFs', 'MB'],
    looks.map(([pdfs, megabytes]) => [String(pdfs), figure(megabytes)]),
  );
  console.log(`${figure(PDFS / seconds)} PDFs a second, ${figure((1000 * seconds) / PDFS)} ms each`);
  const [last, megabytes] = looks.at(-1);
  if (at.has(FIRST_LOOK) && last > FIRST_LOOK) {
    const change = (100 * (megabytes / at.get(FIRST_LOOK) - 1)).toFixed(1);
    console.log(`After ${last}: ${change}% more than after ${FIRST_LOOK} (the aim is within 10%, under 350 MB)`);
  }
  await service.stop();
});

/** Times several contestants in turn, A B C A B C, so that a busy moment of the machine falls on all of them. */
import { availableParallelism, cpus } from 'node:os';
import process from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
export const collectGarbage = runInNewContext('gc');

/** What a contestant returned last, kept in sight so that no work can be left out as unused. */
export const sink = { last: undefined };

/**
 * @param contestants `{ name, run }`; `run` does the whole work `perRun` times (default once) and may return a promise
 * @param rounds times that each is measured, after `warmUps` rounds that are not counted
 * @param leastMs a measurement repeats `run` until so many milliseconds have passed
 * @returns for each contestant, by name, wall-clock and processor microseconds of one piece of work
 */
export async function raceRounds(contestants, { rounds, warmUps, leastMs }) {
  const times = contestants.map(() => ({ wall: [], processor: [] }));
  for (let round = -warmUps; round < rounds; round += 1) {
    for (const [i, contestant] of contestants.entries()) {
      const measured = await measure(contestant, leastMs);
      if (round < 0) continue;
      times[i].wall.push(measured.wall);
      times[i].processor.push(measured.processor);
    }
  }
  return new Map(
    contestants.map(({ name }, i) => [name, { wall: summary(times[i].wall), processor: summary(times[i].processor) }]),
  );
}

async function measure({ run, perRun = 1 }, leastMs) {
  // One contestant's garbage is not collected on the next one's time.
  collectGarbage();
  const before = process.cpuUsage();
  const start = performance.now();
  let runs = 0;
  let elapsed;
  do {
    const result = run();
    sink.last = result instanceof Promise ? await result : result;
    runs += 1;
    elapsed = performance.now() - start;
  } while (elapsed < leastMs);
  const { user, system } = process.cpuUsage(before);
  return { wall: (1000 * elapsed) / (runs * perRun), processor: (user + system) / (runs * perRun) };
}

function summary(samples) {
  const sorted = samples.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const median = sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  return { median, fastest: sorted[0], slowest: sorted.at(-1) };
}

/** One line on the machine, since figures mean nothing without it. */
export function machine() {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  return `Node ${process.version}, ${model}, ${String(availableParallelism())} cores`;
}

/** Prints rows of text under their heads; the first column is left-aligned, the others right-aligned. */
export function printTable(heads, rows) {
  const widths = heads.map((head, i) => Math.max(head.length, ...rows.map((row) => row[i].length)));
  const line = (cells) =>
    cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  ');
  console.log(line(heads));
  console.log(widths.map((width) => '-'.repeat(width)).join('  '));
  for (const row of rows) console.log(line(row));
}

/** 1234567.8 → `1,234,568`; small numbers keep three significant figures. */
export function figure(value) {
  if (value >= 1000) return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

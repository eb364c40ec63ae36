import path from 'node:path';
import process from 'node:process';
import { restore } from '../platform/database/archive/archive.js';
import { sumOf } from './backup.js';
import type { Console } from './console.js';
import { placeOf, type PlaceOptions } from './database-place.js';
import { runLongWork } from './long-work.js';

/** `readiness restore`: an archive into an empty place. */
export async function runRestore(file: string, options: PlaceOptions, console: Console): Promise<void> {
  const place = placeOf(options, process.env);
  const { summary, to } = await runLongWork(console, (watch) => restore(path.resolve(file), place, watch));
  console.out(`Restored ${file} to ${to}: ${sumOf(summary)}; what was read back is equal.`);
}

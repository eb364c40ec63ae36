import process from 'node:process';
import { BrokenSeals, appendSeal, readSeals, type Seal } from '../platform/audit/seals.js';
import { countEvents, verifyEvents, type AuditReport } from '../platform/audit/verify-events.js';
import { ConfigError, readConfig } from '../platform/config/config.js';
import type { ReadableDatabase } from '../platform/database/data-sources.js';
import { openForReading } from '../platform/database/open-for-reading.js';
import type { Console } from './console.js';
import { CommandFailure, EXIT } from './failure.js';

export interface AuditOptions {
  /** File of seals; default: the service's setting */
  readonly seals?: string;
  readonly json?: boolean;
}

const MOST_LISTED = 50;

/** `readiness audit verify`: whether anything that was recorded was changed afterwards; the first bad row comes first. */
export async function runAuditVerify(options: AuditOptions, console: Console): Promise<void> {
  const { seals: file, place } = settings(options);
  const seals = sealsOf(file);
  const report = await withDatabase(place, (database) => verify(database, seals, console));
  if (options.json === true) console.out(JSON.stringify(report, null, 2));
  else for (const line of linesOf(report, seals)) console.out(line);
  if (seals.length === 0) {
    console.note(
      `Warning: there is no seal in ${file}. Without one nobody can see whether the newest events were cut off, or a chain made anew.`,
    );
  }
  if (report.defects.length > 0) {
    throw new CommandFailure(EXIT.badInput, ['The record was changed. Keep the database as it is and ask who did.']);
  }
}

/** `readiness audit seal`: writes down, outside the database, what the chains have come to. Nothing that is broken is sealed. */
export async function runAuditSeal(options: AuditOptions, console: Console): Promise<void> {
  const { seals: file, place } = settings(options);
  const seals = sealsOf(file);
  const report = await withDatabase(place, (database) => verify(database, seals, console));
  if (report.defects.length > 0) {
    for (const line of linesOf(report, seals)) console.out(line);
    throw new CommandFailure(EXIT.badInput, ['The record was changed. Nothing was sealed.']);
  }
  const { at } = appendSeal(file, new Date(), report.heads);
  console.out(`Sealed ${counted(report.chains, 'chain')} with ${counted(report.events, 'event')} at ${at} in ${file}`);
}

function settings({ seals }: AuditOptions): { seals: string; place: ReturnType<typeof readConfig> } {
  try {
    const place = readConfig(process.env);
    return { seals: seals ?? place.sealsPath, place };
  } catch (error) {
    if (error instanceof ConfigError) throw new CommandFailure(EXIT.usage, error.defects);
    throw error;
  }
}

function sealsOf(file: string): Seal[] {
  try {
    return readSeals(file);
  } catch (error) {
    if (error instanceof BrokenSeals) throw new CommandFailure(EXIT.badInput, [error.message]);
    throw error;
  }
}

async function withDatabase<T>(
  place: ReturnType<typeof readConfig>,
  work: (database: ReadableDatabase) => Promise<T>,
): Promise<T> {
  const database = await openForReading(place).catch((error: unknown) => {
    throw new CommandFailure(EXIT.badInput, [(error as Error).message]);
  });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

function verify(database: ReadableDatabase, seals: readonly Seal[], console: Console): Promise<AuditReport> {
  return database.read(async (manager) => {
    const progress = console.progress(await countEvents(manager), 'Following events');
    const report = await verifyEvents((work) => work(manager), { seals, progress: progress.done });
    progress.stop();
    return report;
  });
}

function linesOf({ events, chains, frozen, defects }: AuditReport, seals: readonly Seal[]): string[] {
  const looked = `${counted(events, 'event')} in ${counted(chains, 'chain')}, ${counted(frozen, 'snapshot or plan', 'snapshots and plans')}, ${counted(seals.length, 'seal')}`;
  if (defects.length === 0) return [`Nothing was changed: ${looked}.`];
  const lines = defects.slice(0, MOST_LISTED).map(({ sequence, chain, position, message }) => {
    const event = sequence === null ? '' : `event ${String(sequence)}, `;
    const where = chain === '' ? '' : `${event}chain ${chain}, position ${String(position)}: `;
    return `${where}${message}`;
  });
  const rest = defects.length - lines.length;
  return [
    `${counted(defects.length, 'defect')} in ${looked}:`,
    ...lines,
    ...(rest > 0 ? [`... and ${String(rest)} more.`] : []),
  ];
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${String(count)} ${count === 1 ? one : many}`;
}

import { spawn } from 'node:child_process';
import fs from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import { CONFIG, type Config } from '../config/config.js';
import { Problem } from '../problem/problem.js';
import { JobKinds, type RunningJob } from './job-kinds.js';

/** Hour of the night in London, after the record was sealed and tidied. */
const FROM_HOUR = 4;
const COMMAND_LINE = fileURLToPath(new URL('../../cli.js', import.meta.url));
/** Names of archives that are made here; others in the folder are left alone. */
const ARCHIVE = /^site-readiness-\d{4}-\d\d-\d\dT\d{6}Z\.jsonl\.gz$/;
const LONGEST_WORDS = 300;

/** Backs up every night into a folder, and keeps so many archives. */
@Injectable()
export class ScheduledBackups {
  constructor(
    kinds: JobKinds,
    private readonly clock: Clock,
    @Inject(CONFIG)
    private readonly config: Pick<Config, 'backupFolder' | 'backupsKept' | 'databasePath' | 'databaseUrl' | 'demo'>,
  ) {
    if (config.backupFolder === undefined || config.demo) return;
    kinds.register('back-up', {
      title: 'Back up into the folder of archives, and remove the oldest',
      dailyFromHour: FROM_HOUR,
      run: (job) => this.run(job),
    });
  }

  private async run({ signal }: RunningJob): Promise<Readonly<Record<string, unknown>>> {
    const folder = this.config.backupFolder as string;
    await fs.mkdir(folder, { recursive: true });
    const moment = this.clock
      .now()
      .toISOString()
      .replace(/\.\d+Z$/, 'Z')
      .replaceAll(':', '');
    const name = `site-readiness-${moment}.jsonl.gz`;
    await this.backUp(path.join(folder, name), signal);
    const removed = await this.removeOldest(folder);
    return { archive: name, bytes: (await fs.stat(path.join(folder, name))).size, removed };
  }

  /** In a process of its own: to check a large file takes seconds, in which this one could answer nobody. */
  private async backUp(file: string, signal: AbortSignal): Promise<void> {
    const { databasePath, databaseUrl } = this.config;
    const child = spawn(process.execPath, [COMMAND_LINE, 'backup', '-o', file, '--force'], {
      // With what the driver takes from the environment, such as PGPASSWORD.
      env: { ...process.env, DATABASE_PATH: databasePath, DATABASE_URL: databaseUrl ?? '' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const stop = (): void => {
      child.kill('SIGINT');
    };
    signal.addEventListener('abort', stop);
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-LONGEST_WORDS);
    });
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject).on('close', resolve);
    }).finally(() => {
      signal.removeEventListener('abort', stop);
    });
    signal.throwIfAborted();
    if (code !== 0) throw new Problem('internal', `The backup was not made: ${said.trim()}`);
  }

  /** @returns how many archives were removed */
  private async removeOldest(folder: string): Promise<number> {
    // Their names sort by the moment at which they were made.
    const archives = (await fs.readdir(folder)).filter((name) => ARCHIVE.test(name)).sort();
    const old = archives.slice(0, Math.max(0, archives.length - this.config.backupsKept));
    for (const name of old) await fs.rm(path.join(folder, name), { force: true });
    return old.length;
  }
}

import { spawn } from 'node:child_process';
import fs from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import { CONFIG, type Config } from '../config/config.js';
import { NO_HASH } from '../database/event-chain.js';
import { EventEntity } from '../database/event.entity.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { Problem } from '../problem/problem.js';
import { JobKinds, type RunningJob } from './job-kinds.js';

/** Hour of the night in London, after the record was sealed and tidied. */
const FROM_HOUR = 4;
const COMMAND_LINE = fileURLToPath(new URL('../../cli.js', import.meta.url));
/** After which comes the mark of the database and the moment; others in the folder are left alone. */
const PREFIX = 'site-readiness-';
const MOMENT = /^\d{4}-\d\d-\d\dT\d{6}Z\.jsonl\.gz$/;
/** Characters of a mark */
const MARK = 8;
const LONGEST_WORDS = 300;

/** Backs up every night into a folder, and keeps so many archives. */
@Injectable()
export class ScheduledBackups {
  private readonly log = new Logger(ScheduledBackups.name);

  constructor(
    kinds: JobKinds,
    private readonly clock: Clock,
    private readonly unitOfWork: UnitOfWork,
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
    await fs.mkdir(folder, { recursive: true }).catch((error: unknown) => {
      const { code = 'unknown reason' } = error as NodeJS.ErrnoException;
      throw new Problem('internal', `The folder of BACKUP_DIR cannot be made: ${code}.`, { cause: error });
    });
    const own = `${PREFIX}${await this.mark()}-`;
    const moment = this.clock
      .now()
      .toISOString()
      .replace(/\.\d+Z$/, 'Z')
      .replaceAll(':', '');
    const name = `${own}${moment}.jsonl.gz`;
    await this.backUp(path.join(folder, name), signal);
    const { size: bytes } = await fs.stat(path.join(folder, name));
    return { archive: name, bytes, ...(await this.removeOldest(folder, own, name)) };
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
    if (code !== 0) throw new Problem('internal', `The backup into BACKUP_DIR was not made: ${said.trim()}`);
  }

  /** What is the database's own and stays with it: the beginning of its first event's hash. */
  private mark(): Promise<string> {
    return this.unitOfWork.read(async (manager) => {
      const [first] = await manager.find(EventEntity, { order: { sequence: 'ASC' }, take: 1 });
      return (first?.hash ?? NO_HASH).slice(0, MARK);
    });
  }

  /**
   * Keeps the archive that was just made and the newest others of this database. What cannot be removed stays: there is a
   * backup all the same.
   */
  private async removeOldest(
    folder: string,
    own: string,
    made: string,
  ): Promise<{ removed: number; notRemoved?: number }> {
    let [removed, notRemoved] = [0, 0];
    try {
      for (const name of await this.old(folder, own, made)) {
        await fs.rm(path.join(folder, name), { force: true }).then(
          () => (removed += 1),
          (error: unknown) => {
            notRemoved += 1;
            this.log.warn(`The old backup ${name} cannot be removed: ${(error as Error).message}`);
          },
        );
      }
    } catch (error) {
      this.log.warn(`Old backups cannot be looked for: ${(error as Error).message}`);
    }
    return { removed, ...(notRemoved > 0 && { notRemoved }) };
  }

  private async old(folder: string, own: string, made: string): Promise<readonly string[]> {
    const found = await fs.readdir(folder, { withFileTypes: true });
    const others = found
      .filter((entry) => entry.isFile() && entry.name !== made)
      .map(({ name }) => name)
      .filter((name) => name.startsWith(own) && MOMENT.test(name.slice(own.length)))
      // Their names sort by the moment at which they were made.
      .sort();
    return others.slice(0, Math.max(0, others.length - (this.config.backupsKept - 1)));
  }
}

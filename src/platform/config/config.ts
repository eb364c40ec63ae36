import os from 'node:os';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { isPostgresAddress } from './postgres-address.js';

/** Everything that can be set from outside, read once at start. */
export interface Config {
  /** Address to listen on; the default is this machine only */
  readonly host: string;
  /** 0 takes any free port */
  readonly port: number;
  /** SQLite file; made, with its folder, when it is missing */
  readonly databasePath: string;
  /** PostgreSQL in place of the file, `postgres://user:password@host/database`; undefined for the file */
  readonly databaseUrl: string | undefined;
  /** Most connections to PostgreSQL that this process holds */
  readonly databasePool: number;
  /** File to which the ends of the chains of events are written down; better on another machine's disk */
  readonly sealsPath: string;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent';
  /** Largest request body, kilobytes */
  readonly maxBodyKilobytes: number;
  /** Largest evidence file, megabytes of 1,048,576 bytes */
  readonly maxFileMegabytes: number;
  /** Threads that make plans and PDFs */
  readonly planThreads: number;
  /** Plans that may wait for a thread before requests are turned away */
  readonly planQueue: number;
  /** Whether this is the demonstration, with fictional trusts in a database that is thrown away */
  readonly demo: boolean;
  /** Whether this instance looks for jobs by itself */
  readonly doesJobs: boolean;
  /** Folder for nightly backups; undefined where none are made */
  readonly backupFolder: string | undefined;
  /** Nightly backups that are kept */
  readonly backupsKept: number;
  /** How long a stop waits for requests in progress, seconds */
  readonly stopGraceSeconds: number;
  /** Address to show metrics on */
  readonly metricsHost: string;
  /** Undefined when metrics are not shown; 0 takes any free port */
  readonly metricsPort: number | undefined;
}

/** What can be set, with the words of docs/configuration.md, which is made from here. */
export const SETTINGS_SCHEMA = {
  type: 'object',
  properties: {
    HOST: {
      description: 'Address to listen on. The default is this machine only; `0.0.0.0` is every address of the machine.',
      type: 'string',
      minLength: 1,
      maxLength: 255,
      default: '127.0.0.1',
    },
    PORT: {
      description: 'Port to listen on; 0 takes any free one and says which.',
      type: 'integer',
      minimum: 0,
      maximum: 65_535,
      default: 3000,
    },
    DATABASE_PATH: {
      description:
        'SQLite file. It is made, with its folder, when it is missing, and brought to the newest schema. One process holds it: the lock is `<file>.lock` beside it.',
      type: 'string',
      minLength: 1,
      default: 'var/site-readiness.sqlite',
    },
    DATABASE_URL: {
      description:
        'PostgreSQL 15 or later in place of the file, with the parameters of libpq such as `?sslmode=verify-full`. Characters with a meaning in an address are written as `%..` in user and password: `#` as `%23`, `%` as `%25`, `/` as `%2F`, `?` as `%3F`, `@` as `%40`.',
      type: 'string',
      format: 'postgres-address',
      examples: ['postgres://user:password@host:5432/database'],
    },
    DATABASE_POOL: {
      description: 'Most connections to PostgreSQL that this process holds.',
      type: 'integer',
      minimum: 3,
      maximum: 500,
      default: 10,
    },
    AUDIT_SEALS_PATH: {
      description:
        'File outside the database to which the ends of the record are written down every night. One file for all instances of a database. Better on a disk that whoever runs the database cannot write.',
      type: 'string',
      minLength: 1,
      default: 'var/audit-seals.jsonl',
    },
    LOG_LEVEL: {
      description: 'Least severity that is logged. Each request is an `info`; `silent` logs nothing.',
      enum: ['fatal', 'error', 'warn', 'info', 'debug', 'silent'],
      default: 'info',
    },
    MAX_BODY_KB: {
      description: 'Largest request body, kilobytes; a larger one is answered with 413.',
      type: 'integer',
      minimum: 64,
      maximum: 65_536,
      default: 2048,
    },
    BACKUP_DIR: {
      description:
        'Folder into which the service backs itself up every night; left out, it does not. Better on another disk, and copied elsewhere.',
      type: 'string',
      minLength: 1,
    },
    BACKUP_KEEP: {
      description: 'Nightly backups that are kept; the oldest are removed.',
      type: 'integer',
      minimum: 1,
      maximum: 3650,
      default: 14,
    },
    JOBS: {
      description:
        'Whether this instance does jobs beside its requests: nightly work, plans in the background. `off` where other instances of the same database do them.',
      enum: ['on', 'off'],
      default: 'on',
    },
    MAX_FILE_MB: {
      description: 'Largest evidence file, megabytes; a larger one is answered with 413.',
      type: 'integer',
      minimum: 1,
      maximum: 100,
      default: 10,
    },
    PLAN_THREADS: {
      description: 'Threads that make plans and PDFs. Each has a heap of at most 256 MB, of which about 40 are in use.',
      type: 'integer',
      minimum: 1,
      maximum: 64,
      default: Math.max(1, os.availableParallelism() - 1),
      defaultInWords: 'one fewer than the processor cores, at least 1',
    },
    PLAN_QUEUE: {
      description: 'Plans that may wait for a thread; the next is answered with 503.',
      type: 'integer',
      minimum: 1,
      maximum: 10_000,
      default: 200,
    },
    STOP_GRACE_SECONDS: {
      description: 'How long a stop (SIGTERM, Ctrl+C) waits for requests in progress, seconds; then it cuts them.',
      type: 'integer',
      minimum: 0,
      maximum: 600,
      default: 10,
    },
    METRICS_HOST: {
      description: 'Address to show metrics on. Let only what collects them reach it.',
      type: 'string',
      minLength: 1,
      maxLength: 255,
      default: '127.0.0.1',
    },
    METRICS_PORT: {
      description: 'Port of `GET /metrics`, which the port of the service never shows; 0 is off.',
      type: 'integer',
      minimum: 0,
      maximum: 65_535,
      default: 0,
    },
  },
} as const;

interface Settings {
  readonly HOST: string;
  readonly PORT: number;
  readonly DATABASE_PATH: string;
  readonly DATABASE_URL?: string;
  readonly DATABASE_POOL: number;
  readonly AUDIT_SEALS_PATH: string;
  readonly LOG_LEVEL: Config['logLevel'];
  readonly MAX_BODY_KB: number;
  readonly BACKUP_DIR?: string;
  readonly BACKUP_KEEP: number;
  readonly JOBS: 'on' | 'off';
  readonly MAX_FILE_MB: number;
  readonly PLAN_THREADS: number;
  readonly PLAN_QUEUE: number;
  readonly STOP_GRACE_SECONDS: number;
  readonly METRICS_HOST: string;
  readonly METRICS_PORT: number;
}

const WRONG_DATABASE_URL =
  'DATABASE_URL must be like postgres://user:password@host:5432/database; write # as %23, % as %25, / as %2F, ? as %3F and @ as %40 in user and password.';

/** Settings that cannot be used, one sentence for each. */
export class ConfigError extends Error {
  constructor(readonly defects: readonly string[]) {
    super(defects.join('\n'));
    this.name = 'ConfigError';
  }
}

/**
 * Reads the settings from environment variables. An empty variable counts as not set.
 *
 * @param demo whether the demonstration is started; it is not a setting
 * @throws ConfigError with every defect, each naming the variable and what it takes
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>, demo = false): Config {
  const given = Object.entries(SETTINGS_SCHEMA.properties).flatMap(([name, schema]) => {
    const value = environment[name]?.trim();
    if (value === undefined || value === '') return [];
    return [[name, 'type' in schema && schema.type === 'integer' ? wholeNumber(value) : value]];
  });
  const settings: unknown = Object.fromEntries(given);
  const ajv = new Ajv2020({
    useDefaults: true,
    allErrors: true,
    keywords: ['defaultInWords'],
    formats: { 'postgres-address': isPostgresAddress },
  });
  const validate = ajv.compile<Settings>(SETTINGS_SCHEMA);
  const sound = validate(settings);
  if (!sound) {
    throw new ConfigError(
      (validate.errors ?? []).map(({ instancePath, message, params }) => {
        const name = instancePath.slice(1);
        // It may hold a password, which is not for a log.
        if (name === 'DATABASE_URL') return WRONG_DATABASE_URL;
        const allowed = 'allowedValues' in params ? `: ${(params.allowedValues as string[]).join(', ')}` : '';
        return `${name} ${message ?? 'is wrong'}${allowed}; got "${environment[name] ?? ''}".`;
      }),
    );
  }
  return {
    host: settings.HOST,
    port: settings.PORT,
    databasePath: path.resolve(settings.DATABASE_PATH),
    // The demonstration throws its data away: it never touches a database of somebody's.
    databaseUrl: demo ? undefined : settings.DATABASE_URL,
    databasePool: settings.DATABASE_POOL,
    sealsPath: path.resolve(settings.AUDIT_SEALS_PATH),
    logLevel: settings.LOG_LEVEL,
    maxBodyKilobytes: settings.MAX_BODY_KB,
    backupFolder: settings.BACKUP_DIR === undefined ? undefined : path.resolve(settings.BACKUP_DIR),
    backupsKept: settings.BACKUP_KEEP,
    doesJobs: settings.JOBS === 'on',
    maxFileMegabytes: settings.MAX_FILE_MB,
    demo,
    planThreads: settings.PLAN_THREADS,
    planQueue: settings.PLAN_QUEUE,
    stopGraceSeconds: settings.STOP_GRACE_SECONDS,
    metricsHost: settings.METRICS_HOST,
    metricsPort: settings.METRICS_PORT === 0 ? undefined : settings.METRICS_PORT,
  };
}

/** Digits only: `0x10` and `1e1` are mistakes. What is none stays text, which the schema refuses. */
function wholeNumber(text: string): number | string {
  return /^(?:0|-?[1-9]\d{0,8})$/.test(text) ? Number(text) : text;
}

/** Injection token of the configuration. */
export const CONFIG = Symbol('config');
